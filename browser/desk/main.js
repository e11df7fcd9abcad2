/** The desk in the browser: which panel stands above the page, and what happens once the key is open. */

import { one, whileBusy } from "./dom.js";
import { catchDrops, keyring } from "./keyring.js";
import * as key from "./key.js";
import { lockWhenIdle } from "./idle.js";
import { openHeadlines, forgetHeadlines } from "./inbox.js";
import { prepareCase } from "./case.js";
import * as navigation from "./navigation.js";
import { alarm, dismiss, notice } from "./notices.js";
import { compareForm, enter, reads, signOut } from "./session.js";
import { offerPasskey, sayBelow, showThisBrowser } from "./thisbrowser.js";
import { greet } from "./greeting.js";

/** @type {import("./session.js").Session | null} set only once nothing stands in the way of opening */
let session = null;

/** The key is open and the server knows us: on with the page that is there, or to the first one. */
async function signedIn() {
  const welcome = await enter(document.body.dataset.me ?? "");
  if (await greet(welcome)) return begin(welcome.session);
  one("#panel").replaceChildren();
}

async function begin(found) {
  session = found;
  one("#panel").replaceChildren();
  offerPasskey(session);
  showThisBrowser(session);
  compareWithForm();
  const elsewhere = document.body.dataset.page === "sign-in" || document.body.dataset.me !== session.me.fingerprint;
  if (document.body.dataset.page === "sign-in") await navigation.go(reads(session) ? "/inbox" : "/log");
  else if (elsewhere) await navigation.go(location.href, { push: false });
  else arrived();
}
