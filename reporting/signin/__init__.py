"""Sign-in: a signature over a challenge, and the session that follows. No password, no user table."""

from reporting.signin.sessions import Sessions
from reporting.signin.sign_in import Claim, SignedIn, SignInRefused, new_challenge, sign_in, sign_out

__all__ = ["Claim", "Sessions", "SignInRefused", "SignedIn", "new_challenge", "sign_in", "sign_out"]
