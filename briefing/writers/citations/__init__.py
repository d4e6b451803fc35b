"""Brief -> what a reference manager reads: the brief itself first, then its sources."""
