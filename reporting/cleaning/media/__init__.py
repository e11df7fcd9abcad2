"""Sound and film: one module a format, each with `clean` and `check`; `formats.py` says which takes a file.

    wav.clean(untrusted)       # Cleaned("audio/wav", b"RIFF…", {Kind.PERSON, …})

What is heard and seen is carried over as it is, sample by sample, never decoded and packed anew: that would cost
quality, minutes, and a decoder's whole surface. Everything around the samples is written by us.
"""
