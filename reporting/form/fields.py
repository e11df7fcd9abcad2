"""The kinds of question that the form asks. All keep whatever came, so that the page can show it again; of files, which
no page can hand back, that there were some."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import StopValidation

from reporting.form.dates import number
from reporting.form.languages import Sentence, gettext
from reporting.form.questions import Option
from reporting.form.uploads import Came


class Choice(Field):  # type: ignore[misc]
    """One answer out of a few. `default` holds when nothing came; a required one has none."""

    def __init__(self, label: Sentence, options: Sequence[Option] = (), *, default: str = "", **given: Any) -> None:
        super().__init__(label, default=default, **given)
        self.data: Any
        self.options: Sequence[Option] = options
        self.several = False
        self.came = ""

    def process_formdata(self, untrusted: list[str]) -> None:
        if untrusted:
            self.data = self.came = untrusted[0]
            self.several = len(set(untrusted)) > 1

    def pre_validate(self, form: Any) -> None:
        if self.several:
            self.data = ""
            raise StopValidation(gettext("More than one answer came. Please choose one."))
        if self.data and self.data not in {option.value for option in self.options}:
            self.data = ""
            raise StopValidation(gettext("That answer is not offered here. Please choose again."))

    def chosen(self, value: str) -> bool:
        return bool(self.data == value)

    @property
    def anchor(self) -> str:
        """The id that a link from the top of the page leads to: the first of the answers."""
        return f"{self.name}-0"


class RequiredChoice(Choice):
    """One answer that is needed. `came` is what was sent, offered or not: a resend is known by it."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.data:
            raise StopValidation(gettext("This needs an answer. Please choose one."))


class Choices(Choice):
    """Any number of answers out of a few; a list."""

    def process_formdata(self, untrusted: list[str]) -> None:
        self.data = list(dict.fromkeys(untrusted))

    def pre_validate(self, form: Any) -> None:
        offered = {option.value for option in self.options}
        if not set(self.data or ()) <= offered:
            self.data = [value for value in self.data if value in offered]
            raise StopValidation(gettext("An answer came that is not offered here. Please look at this again."))

    def chosen(self, value: str) -> bool:
        return value in (self.data or ())


class Words(StringField):  # type: ignore[misc]
    """Free text. The page sets no `maxlength`: browsers cut pasted text there unasked, and words would be lost."""

    def __init__(self, label: Sentence, limit: int, *, required: bool = False, **given: Any) -> None:
        super().__init__(label, default="", **given)
        self.limit, self.required = limit, required

    def process_formdata(self, untrusted: list[str]) -> None:
        # A browser sends each text once. Whoever sends two meant both.
        self.data = "\n".join(untrusted)

    def pre_validate(self, form: Any) -> None:
        if self.required and not self.data.strip():
            raise StopValidation(gettext("This needs an answer. A few words are enough."))
        if len(self.data) > self.limit:
            told = gettext(
                "%(length)s characters are more than we can take: %(limit)s fit. All of it is still here. Please"
                " shorten it, or send the rest as a second report.",
                length=number(len(self.data)),
                limit=number(self.limit),
            )
            raise StopValidation(told)

    @property
    def anchor(self) -> str:
        return str(self.name)


class Files(Field):  # type: ignore[misc]
    """That there were files, and what is wrong with them; `data` is their number.

    Never the files themselves: a form is a knot of references, and what it holds outlives the request until the
    collector comes by.
    """

    def __init__(self, label: Sentence, **given: Any) -> None:
        super().__init__(label, **given)
        self.data: int | None
        self.fault = ""

    def bring(self, came: Came) -> None:
        self.fault, self.data = came.fault, came.count

    def process_formdata(self, untrusted: list[str]) -> None:
        """Nothing: a field of this name that is no file says nothing."""

    def pre_validate(self, form: Any) -> None:
        if self.fault:
            raise StopValidation(self.fault)

    @property
    def anchor(self) -> str:
        return str(self.name)
