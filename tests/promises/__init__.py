"""What we promise, one file a promise; the numbers are those of docs/threat-model.md."""
