"""The witness without a command around it: who cosigned, whose lines go together, what is declared, what is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.cosignatures import cosign, cosigned_at
from reporting.accesslog.cosigners import Cosigner, cosigners, merged, witness_key, witness_name
from reporting.accesslog.kept import Kept, KeptRefused
from reporting.accesslog.meanings import MEANINGS, explained
from reporting.accesslog.tiles import EntryTooLong, TileError
from reporting.accesslog.verify import LogRefused
from reporting.accesslog.witness import cosigned, examine
from reporting.errors import ReportingError
from reporting.roster import Person, Role
from reporting.signednote import MalformedKey, Note, NoteError, Signature, VerifierKey, WrongSignature
from tests.accesslog.exported import checkpoint_of, entries_of, exported
from tests.accesslog.test_mutants import COUNT
from tests.house import NOW, key_of, log_key
from tests.sealing.test_mutants import mutants

KEY = log_key().verifier
WHOLE = NOW.replace(microsecond=0)


def auditor(handle: str) -> Person:
    key = key_of(handle)
    verifier = VerifierKey.of(handle, key.verify_key)
    return Person.of(handle.title(), "", Role.AUDITOR, verifier, key.recipient_text)


OLU, YAW = auditor("olu"), auditor("yaw")


def line(text: str, handle: str, minutes: int = 0) -> Signature:
    return cosign(text, witness_name(KEY.name, handle), key_of(handle), NOW + timedelta(minutes=minutes))


def note(*handles: str, size: int = 70) -> Note:
    plain = Note.parse(checkpoint_of(entries_of(size)))
    return Note(plain.text, (*plain.signatures, *(line(plain.text, handle) for handle in handles)))


def test_a_witness_is_named_after_the_log_and_its_handle() -> None:
    assert witness_name("larkfield.example/log", "olu") == "larkfield.example/olu"
    assert witness_name("host.example/larkfield/log", "olu") == "host.example/larkfield/olu"
    assert witness_name("larkfield.example", "olu") == "larkfield.example/olu"
    with pytest.raises(MalformedKey):
        witness_key("a" * 200, OLU)


def test_the_cosigners_are_told_with_their_time_and_in_the_rosters_order() -> None:
    assert cosigners(note(), [OLU, YAW]) == []
    assert cosigners(note("yaw", "mallory", "olu"), [OLU, YAW]) == [Cosigner(OLU, WHOLE), Cosigner(YAW, WHOLE)]
    twice = note("olu")
    twice = Note(twice.text, (line(twice.text, "olu", 5), *twice.signatures))
    assert cosigners(twice, [OLU]) == [(OLU, WHOLE + timedelta(minutes=5))]


def test_a_bad_line_under_an_auditors_key_is_told_as_wrong_and_not_passed_over() -> None:
    true = note("olu", "yaw")
    own = true.signatures[1]
    for raw in (own.raw[:-1] + bytes([own.raw[-1] ^ 1]), b"\xff" * 8 + own.raw[8:], own.raw[:20], own.raw + b"\0"):
        bad = Signature(own.name, own.key_id, raw)
        for signatures in ((bad,), (own, bad), (bad, own)):
            found = cosigners(Note(true.text, (*signatures, true.signatures[2])), [OLU, YAW])
            assert found == [(OLU, None), (YAW, WHOLE)]
    assert cosigners(Note(note(size=71).text, true.signatures), [OLU]) == [(OLU, None)]


def test_lines_of_several_auditors_go_under_one_checkpoint_and_stay_in_their_places() -> None:
    plain, auditors = note(), [OLU, YAW]
    one = merged(plain, note("yaw", "mallory"), auditors)
    both = merged(one, note("olu"), auditors)
    assert [each.name.rpartition("/")[2] for each in both.signatures] == ["log", "yaw", "olu"]
    for again in (plain, one, both, note("mallory", "olu", "yaw")):
        assert merged(both, again, auditors) == both
    later = merged(both, Note(plain.text, (line(plain.text, "yaw", 9), line(plain.text, "yaw", 3))), auditors)
    assert [each.name for each in later.signatures] == [each.name for each in both.signatures]
    assert cosigners(later, auditors) == [(OLU, WHOLE), (YAW, WHOLE + timedelta(minutes=9))]
    assert merged(later, both, auditors) == later  # an older line never takes the place of a newer one
    with pytest.raises(WrongSignature):
        merged(both, Note(plain.text, note("olu", size=71).signatures), auditors)


def test_every_refusal_has_a_meaning_and_every_meaning_is_whole_sentences() -> None:
    def classes(above: type[ReportingError]) -> set[type[ReportingError]]:
        return {above}.union(*map(classes, above.__subclasses__()))

    known = set().union(*map(classes, (LogRefused, TileError, CheckpointError, NoteError)))
    assert set(MEANINGS) <= known
    for cls in known - {EntryTooLong}:  # raised while a log is written only
        said = explained(cls("expected this, got that"), "DIR and {FILE}")
        assert "(expected this, got that)" in said and said.endswith(".") and "\n" not in said
    for meaning in MEANINGS.values():
        for part in (meaning.happened, meaning.then):
            assert part[0].isupper() and part.endswith(".") and ".." not in part
    assert len({meaning.happened for meaning in MEANINGS.values()}) == len(MEANINGS)


def test_what_is_cosigned_is_what_was_checked_also_when_the_file_is_swapped() -> None:
    log, forged = exported(entries_of(70)), checkpoint_of(entries_of(71))
    served = iter([log.files["checkpoint"]])

    def read(name: str, limit: int) -> bytes:
        return next(served, forged) if name == "checkpoint" else log.read(name, limit)

    signed = cosigned(examine(read, KEY, checkpoint_of(entries_of(3))), "olu", key_of("olu"), NOW)
    assert Checkpoint.open(bytes(signed), KEY).size == 70


def test_no_mutant_of_what_was_kept_or_handed_over_brings_another_error() -> None:
    """Each is refused with a meaning, or nothing that is signed for was touched."""
    log, kept = exported(entries_of(70)), bytes(note("olu", "yaw", size=40))
    shown = log.files["checkpoint"] = bytes(note("yaw"))
    held = 0
    for which, original in (("kept", kept), ("shown", shown)):
        for mutant in mutants(original, COUNT, seed=16):
            log.files["checkpoint"] = mutant if which == "shown" else shown
            try:
                seen = examine(log.read, KEY, mutant if which == "kept" else kept)
                signed = cosigned(seen, "olu", key_of("olu"), NOW)
            except ReportingError as error:
                assert explained(error, "both").startswith("Nothing was cosigned. ")
                continue
            held += 1
            assert seen.kept is not None and (seen.kept.size, seen.checkpoint.size, seen.declared.new) == (40, 70, 30)
            assert Checkpoint.open(bytes(signed), KEY) == seen.checkpoint
            assert cosigned_at(signed, witness_key(KEY.name, OLU)) == WHOLE
    assert 0 < held < COUNT  # strangers' lines may change; of each note about half is one of them


def test_no_mutant_of_a_cosigned_note_names_another_cosigner_or_time() -> None:
    stored = note("yaw")
    for mutant in mutants(bytes(note("olu")), COUNT, seed=17):
        try:
            brought = Note.parse(mutant)
            found = cosigners(brought, [OLU, YAW])
        except ReportingError as error:
            assert str(error)
            continue
        assert found in ([], [(OLU, WHOLE)], [(OLU, None)])
        if brought.text == stored.text and found != [(OLU, None)]:
            assert cosigners(merged(stored, brought, [OLU, YAW]), [OLU, YAW]) == [*found, (YAW, WHOLE)]


def test_of_many_at_once_one_keeps_its_checkpoint_and_the_others_are_told(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"before")

    def keep(number: int) -> bool:
        try:
            Kept(tmp_path / "kept").replace(b"before", b"%d" % number)
        except KeptRefused as refused:
            assert "was changed while the log was checked" in str(refused)
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(keep, range(8)))
    assert kept.count(True) == 1
    assert (tmp_path / "kept").read_bytes() == b"%d" % kept.index(True)
    assert [file.name for file in tmp_path.iterdir()] == ["kept"]
    with pytest.raises(KeptRefused):
        Kept(tmp_path / "kept").replace(None, b"as if it were the first")
