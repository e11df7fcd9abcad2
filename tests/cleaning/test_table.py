"""The table of formats: every type that is taken has a cleaner, a gate and a sample that passes both."""

import pytest

from reporting.cleaning.formats import FORMATS, clean
from reporting.cleaning.sniff import FileType, sniff


def test_every_type_that_is_told_apart_is_cleaned() -> None:
    assert set(FORMATS) == set(FileType)


@pytest.mark.parametrize("file_type", FileType)
def test_the_sample_of_each_type_is_told_as_such_and_cleaned(file_type: FileType) -> None:
    untrusted = FORMATS[file_type].sample()
    assert sniff(untrusted) is file_type
    assert clean(untrusted).data
