"""The log's key as commands find it: the public half in `keys/log.pub`, the secret half with the worker."""

from reporting import config
from reporting.accesslog.checkpoints import LogKey
from reporting.accesslog.signing import Signing
from reporting.cli.logfiles import log_verifier
from reporting.errors import Refused


class OtherKey(Refused):
    """The log's secret key and keys/log.pub are not halves of one key."""


def signing(settings: config.WorkerSettings) -> Signing:
    """What the worker signs with; raises OtherKey, CannotRead, NotTheLogsKey."""
    key, secret = log_key(settings), settings.log_secret_before
    return Signing(key, settings.last_checkpoint, LogKey(key.verifier.name, secret) if secret else None)


def log_key(settings: config.WorkerSettings) -> LogKey:
    """The worker's log key under the name in keys/log.pub; raises OtherKey when the two are not one pair."""
    public = log_verifier(settings.keys / "log.pub")
    key = LogKey(public.name, settings.log_secret)
    if key.verifier != public and settings.log_secret_before:
        raise OtherKey("The change of the log's key broke off. Go on with it: reporting log rotate")
    if key.verifier != public:
        raise OtherKey("instance/secrets/log-key is not the private half of keys/log.pub. Put the right one back.")
    return key
