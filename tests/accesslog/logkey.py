"""The log's key in tests. Test keys only: anybody can make them again."""

from hashlib import sha256

from reporting.accesslog.checkpoints import LogKey

ORIGIN = "larkfield.example/log"
SECRET = sha256(b"reporting tests only: log").digest()
KEY = LogKey(ORIGIN, SECRET)
