"""An instance made: folders, secrets, guidelines, both stores and, last of all, its settings.

    make(Path("instance"), Path("keys"), settings, log_name="desk.larkfield.example/log")

The settings lie there as a draft until everything else is done, and no program starts without them: whoever is
interrupted has an instance that nothing runs on, and that a second run completes. What is there is never replaced.
"""

import secrets
import shutil
from pathlib import Path

from reporting import config, migrations
from reporting.accesslog.checkpoints import LogKey
from reporting.errors import Refused
from reporting.roster.files import alone_in, put, sync_folder, writing_to

SAMPLES = Path(__file__).parent.parent / "templates"
SETTINGS, DRAFT = "reporting.toml", "reporting.toml.draft"
STORES: tuple[migrations.StoreName, ...] = ("mailbox", "desk")
NOTE = "README.md"
"""What may lie in a folder before it becomes an instance: a note on what belongs there."""


class InstanceThere(Refused):
    """An instance is there already, or something else is; it is left as it is."""


class OtherLogKey(Refused):
    """keys/log.pub belongs to another log."""


def refuse_what_is_there(instance: Path) -> None:
    """Raises InstanceThere unless an instance can be made here, or the making of one goes on."""
    names = {file.name for file in instance.iterdir() if not _unfinished(file)} if instance.is_dir() else set()
    if SETTINGS in names:
        raise InstanceThere(f"{instance} is an instance already and is left as it is. Name another: REPORTING_INSTANCE")
    if instance.exists() and (not instance.is_dir() or (names - {NOTE} and DRAFT not in names)):
        raise InstanceThere(f"{instance} holds something else and is left as it is. Name another: REPORTING_INSTANCE")


def _unfinished(file: Path) -> bool:
    """What `put` leaves behind when it is killed before the file is in its place."""
    return file.is_file() and file.name.startswith(tuple(f".{name}." for name in (DRAFT, "form-token", config.LOG_KEY)))


def make(instance: Path, keys: Path, settings: bytes, log_name: str) -> None:
    """Make an instance with these settings, or go on making one.

    Raises InstanceThere, OtherLogKey, SettingsRefused, CannotWrite.
    """
    config.Loaded(instance, keys, config.read(settings, {})).desk()
    refuse_what_is_there(instance)
    _refuse_another_log(instance, keys)
    with writing_to(instance):
        instance.parent.mkdir(parents=True, exist_ok=True)
        instance.mkdir(mode=0o700, exist_ok=True)
        instance.chmod(0o700)
    with alone_in(instance), writing_to(instance):
        refuse_what_is_there(instance)  # somebody else may have been quicker
        for file in [*instance.glob(".*"), *(instance / "secrets").glob(".*")]:
            if _unfinished(file):
                file.unlink()
        put(instance / DRAFT, settings, 0o600)
        for name in ("secrets", "worker"):
            (instance / name).mkdir(mode=0o700, exist_ok=True)
        _secret(instance / "secrets" / "form-token")
        _keys(keys, LogKey(log_name, _secret(instance / "secrets" / config.LOG_KEY)))
        _guidelines(instance / "guidelines")
        for store in STORES:
            _store(instance, store)
        (instance / DRAFT).rename(instance / SETTINGS)
        sync_folder(instance)


def _refuse_another_log(instance: Path, keys: Path) -> None:
    public, secret = keys / "log.pub", instance / "secrets" / config.LOG_KEY
    if public.exists():
        line = public.read_text(encoding="utf-8", errors="replace").strip()
        if not secret.exists() or str(LogKey(line.partition("+")[0], config.secret(secret)).verifier) != line:
            raise OtherLogKey(f"{public} belongs to the log of another instance. Name other keys: REPORTING_KEYS")


def _secret(file: Path) -> bytes:
    if not file.exists():
        put(file, secrets.token_hex(32).encode() + b"\n", 0o600)
    return config.secret(file)


def _keys(keys: Path, log_key: LogKey) -> None:
    """The folder of public halves, with that of the log's key."""
    keys.mkdir(mode=0o755, parents=True, exist_ok=True)
    if not (keys / "README.md").exists():
        put(keys / "README.md", (SAMPLES / "instance" / "keys.md").read_bytes())
    if not (keys / "log.pub").exists():
        put(keys / "log.pub", f"{log_key.verifier}\n".encode())


def _guidelines(folder: Path) -> None:
    """A sample, whole or not at all: half a text would be shown as what a community asks of its people."""
    if not folder.exists():
        shutil.copytree(SAMPLES / "guidelines", _afresh(folder))
        _put_in_place(folder)


def _store(instance: Path, store: migrations.StoreName) -> None:
    """A store is made beside its place, since steps of a migration may each be committed on their own."""
    folder = instance / store
    if not folder.exists():
        migrations.upgrade(f"sqlite:///{_afresh(folder)}/{store}.db", store)
        _put_in_place(folder)


def _afresh(folder: Path) -> Path:
    making = folder.with_name(f".{folder.name}.making")
    if making.exists():
        shutil.rmtree(making)
    return making


def _put_in_place(folder: Path) -> None:
    making = folder.with_name(f".{folder.name}.making")
    making.chmod(0o700)
    making.rename(folder)
    sync_folder(folder.parent)
