"""The two forms: a report, and the twelve words of somebody who comes back.

They are Flask-WTF forms whose token is ours (`reporting.abuse`), so that neither a session nor a cookie is needed.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.csrf.core import CSRF

from reporting.abuse import BadToken, FormTokens, Shown, SpentToken, TokenRefused
from reporting.form import questions as ask
from reporting.form.fields import Choice, Choices, Files, RequiredChoice, Words
from reporting.form.languages import Sentence as _
from reporting.form.questions import LONG, SHORT, TEXT, Option
from reporting.form.uploads import MOST
from reporting.intake import Upload, Way

ENTROPY = 16
HONEYPOT = "remark"
"""A name that no browser's autofill knows, in a place that no person sees."""

APART = frozenset(
    {"readers", "contact", "files", "files_as", "files_each", "files_stayed", HONEYPOT, "token", "receipt_entropy"}
    | {"guidelines", "ripening", "told", "as_message", "first_readers"}
)


class TokenCSRF(CSRF):  # type: ignore[misc]
    """WTForms' token, issued and checked by FormTokens; a page always carries a fresh one."""

    def setup_form(self, form: Any) -> Any:
        self.tokens: FormTokens
        self.tokens, self.page = form.meta.csrf_context
        self.refused: TokenRefused | None = None
        self.spent: SpentToken | None = None
        return super().setup_form(form)

    def spend(self) -> SpentToken:
        """The token that came, once the form was validated. Raises TokenRefused."""
        if self.spent is None:
            raise self.refused or BadToken
        return self.spent

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return self.tokens.issue(self.page)

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        try:
            self.spent = self.tokens.check(field.data or "", self.page)
        except TokenRefused as refused:
            # Not yet an error: a resend is answered whatever its token says, and only the mailbox knows a resend.
            self.refused = refused


class WithFiles(FlaskForm):  # type: ignore[misc]
    """A form that takes files, in the fields `files` and `files_as`."""

    @property
    def way(self) -> Way:
        """What is to be done with the files."""
        return Way(self.files_as.data or Way.CLEAN)

    @property
    def wrong(self) -> list[Choice | Words | Files]:
        """The questions that need another look, in the order of the page."""
        return [field for field in self if field.errors and isinstance(field, Choice | Words | Files)]

    def opened(self, group: str) -> bool:
        """Whether a folded group has something in it that must not stay hidden."""
        fields = (self[name] for name in ask.FOLDED[group])
        return any(field.errors or (field.data or "") != (field.default or "") for field in fields)


class MessageForm(WithFiles):
    """What comes with a message, beside its words. Its token is checked where it is spent."""

    class Meta:
        csrf = False

    files = Files(_("Screenshots, photos, documents"))
    files_as = Choice(_("What shall we do with them?"), ask.FILES_AS, default="clean")


class ReportForm(WithFiles):
    """Every question of the page, under the names that sealed reports use."""

    class Meta:
        csrf = True
        csrf_class = TokenCSRF
        csrf_field_name = "token"

    receipt_entropy = HiddenField()
    guidelines = HiddenField()
    ripening = HiddenField()
    told = HiddenField()
    as_message, first_readers = HiddenField(), HiddenField()
    remark = StringField()
    readers = RequiredChoice(_("Who should read this?"))
    what_happened = Words(_("What happened?"), LONG, required=True)
    risk = Choice(_("Is it still going on, or is anyone at risk?"), ask.RISK)
    tell_today = Choice(_("Tell the readers today"), ask.TELL_TODAY)
    kind = Choices(_("What is it about?"), ask.KIND)
    where = Choice(_("Where did it happen?"), ask.WHERE)
    where_named = Words(_("Which event or space?"), TEXT)
    when = Choice(_("Roughly when?"), ask.WHEN)
    who = Words(_("Who did it?"), TEXT)
    involvement = Choice(_("Did it happen to you?"), ask.INVOLVEMENT)
    others = Words(_("Does anyone else know?"), TEXT)
    exposure = Choice(_("If we act, could someone guess it was you?"), ask.EXPOSURE)
    limits = Words(_("Is there anything we must not do, or must ask you first?"), TEXT)
    act_without_me = Choice(_("May we act without hearing from you again?"), ask.ACT_WITHOUT_ME, default="ask-first")
    quote_me = Choice(_("May we show your words to the person?"), ask.QUOTE_ME, default="no")
    files = Files(_("Screenshots, photos, documents"))
    files_as = Choice(_("What shall we do with them?"), ask.FILES_AS, default="clean")
    files_each, files_stayed = HiddenField(), HiddenField()
    links = Words(_("Links"), TEXT)
    earlier = Words(_("Did you tell us something before that belongs with this?"), TEXT)
    contact = Words(_("I wish to speak with you directly: how can we reach you?"), SHORT)

    def __init__(
        self, untrusted: MultiDict[str, str] | None, tokens: FormTokens, page: str, readers: tuple[Option, ...]
    ) -> None:
        """`page` is what the token is bound to; `readers` are the choices there are today."""
        super().__init__(formdata=untrusted, meta={"csrf_context": (tokens, page)})
        self.readers.options = readers
        if untrusted is None:
            self.readers.data = readers[0].value if readers else ""
            self.receipt_entropy.data = fresh_entropy()

    @property
    def csrf(self) -> TokenCSRF:
        found: TokenCSRF = self._csrf
        return found

    @property
    def entropy(self) -> bytes | None:
        """The 16 bytes that the receipt is made of, or None when they did not come back whole."""
        text = self.receipt_entropy.data or ""
        try:
            value = urlsafe_b64decode(text + "==")
        except ValueError:
            return None
        return value if len(value) == ENTROPY and entropy_text(value) == text else None

    @property
    def adds(self) -> bool:
        """Whether its writer chose to add this to the first report, on a page that named who reads that one."""
        return bool(self.as_message.data == "yes")

    @property
    def shown(self) -> Shown:
        """What the door asks for in a flood. A field that people do not see counts once its sender was told of it."""
        return Shown(self.ripening.data or "", seems_machine=bool(self[HONEYPOT].data))

    def uploads(self, files: Sequence[bytes]) -> list[Upload]:
        """The files, each with what is to be done with it: as a script said of each, else as for all."""
        try:
            each = [Way(way) for way in (self.files_each.data or "").split()]
        except ValueError:
            each = []
        ways = each if len(each) == len(files) else [self.way] * len(files)
        return [Upload(*one) for one in zip(files, ways, strict=True)]

    @property
    def stayed(self) -> int:
        """How many files were to be sealed as they are, could not be, and so never came."""
        said = self.files_stayed.data or ""
        return int(said) if said in map(str, range(1, MOST + 1)) else 0

    def answers(self) -> dict[str, str | list[str]]:
        """What was answered, by field; empty answers are left out, and so is what is sealed apart or not at all."""
        return {name: field.data for name, field in self._fields.items() if name not in APART and field.data}

    def texts(self) -> list[Words]:
        """The questions that are answered in free words."""
        return [field for field in self if isinstance(field, Words)]


class ReceiptForm(FlaskForm):  # type: ignore[misc]
    """The words of a receipt. It changes nothing, so it needs no token."""

    class Meta:
        csrf = False

    words = StringField(_("Your twelve words"))


def fresh_entropy() -> str:
    """16 random bytes as they stand in the page."""
    return entropy_text(secrets.token_bytes(ENTROPY))


def entropy_text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")
