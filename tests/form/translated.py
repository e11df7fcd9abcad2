"""Other languages than English, and the sentences that want translating."""

import pytest
from babel.messages import Catalog

from reporting.form.languages import ENGLISH, LANGUAGES
from tests import sentences

OTHERS = [tag for tag in LANGUAGES if tag != ENGLISH.tag]
SAME_IN_ALL = {
    "JavaScript", "Tor Browser", "form.js", "back.js", "recipients.txt", "Larkfield Network", "Larkfield", "Promotion",
    "Notes", "Links", "Forum", "Online", "Photos", "Documents",
}  # fmt: skip
"""Words that are the same in English and another language, and names."""


@pytest.fixture(scope="module")
def all_sentences() -> Catalog:
    found = sentences.in_the_source()
    assert len(found) > 500
    return found
