/** Keys of the desk: what is being written is sent from where it is written. Nothing else, since other keys belong to readers of screens. */

import { one } from "./dom.js";

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest?.(".say");
    const button = form && event.target.matches("textarea") && one('[aria-keyshortcuts="Control+Enter"]', form);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}
