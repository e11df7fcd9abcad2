"""A year in the life of one instance, day by day, for tests/test_a_year.py: who does what, one file for each kind of
act."""
