"""What the form says by status where it cannot show again what was typed."""

from reporting.form.languages import Sentence as _

NOT_OURS = (
    _("This did not come from our page"),
    _("We took nothing and kept nothing. Open the first page and write there."),
)
TOO_MUCH = (
    _("This is more than we can take"),
    _(
        "We stored nothing. Ten files and a whole book would fit, so perhaps something else was chosen or pasted. Press"
        " the Back button and see whether your browser still has what you wrote. If so, copy it before you do anything"
        " else."
    ),
)
BROKEN = (
    _("What reached us was not whole"),
    _(
        "We stored nothing. Press the Back button and see whether your browser still has what you wrote. If so, copy it"
        " before you do anything else, then try again."
    ),
)
NOTHING_HERE = (_("There is no such page"), _("The address may have a slip in it."))
FAILED = (_("Something went wrong on our side"), _("Please wait a minute and try again."))
BY_STATUS = {400: BROKEN, 403: NOT_OURS, 413: TOO_MUCH, 404: NOTHING_HERE, 405: NOTHING_HERE}
