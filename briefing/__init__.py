"""briefing compiles sources into a printable policy brief in which every claim can be followed to the words of a source."""
