"""A community hears what goes wrong without learning who said so."""
