"""Taking a report back: who has the words says so, once; saying it again says the same."""

from reporting.abuse import SpentAlready
from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store
from reporting.intake.refusals import CheckToken
from reporting.intake.standing import Standing, look_up
from reporting.mailbox.box import AlreadySpent, Mailbox
from reporting.mailbox.models import GONE
from reporting.mailbox.withdrawal import AlreadyWithdrawn, Withdrawals


def withdraw(
    locator_hash: bytes, *, mailbox: Store, clock: Clock, clocks: Clocks, check_token: CheckToken
) -> Standing | None:
    """Where the report stands afterwards; None when there is none. Raises TokenRefused, StoreUnavailable.

    A resend is answered before its token is looked at. Whether somebody had opened it is known in the mailbox alone,
    from the moment on at which this is committed.
    """
    standing = look_up(locator_hash, mailbox=mailbox, clocks=clocks)
    if standing is None or standing.withdrawn or standing.status in GONE:
        return standing
    token = check_token()
    try:
        with mailbox.write_rows() as rows:
            box = Mailbox(rows)
            found = box.find(locator_hash)
            if found is not None and found.status not in GONE:
                Withdrawals(rows).put(found.report_id, clock.today())
                box.spend(token.nonce_hash, clock.today())
    except AlreadySpent:
        raise SpentAlready from None
    except AlreadyWithdrawn:
        pass  # by the same words in another window, just now
    return look_up(locator_hash, mailbox=mailbox, clocks=clocks)
