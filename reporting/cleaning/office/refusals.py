"""The sentence that refuses a document which cannot be read, whichever part of it that is."""

DAMAGED = "This document is damaged, or not what it claims to be. Open it, save it again, or send a PDF of it instead."
