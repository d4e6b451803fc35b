"""Compiles sources into a printable policy brief in which every claim leads to the words of a source."""
