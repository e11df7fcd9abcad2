"""The gates for recordings: each reads a finished file from its first byte to its last with a parser of its own."""
