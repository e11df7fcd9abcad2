/**
 * Leaving quickly: the link that is there without a script too, and Shift or Escape three times, wherever one is.
 * Tor Browser tells no page of Shift, since who holds it down and how long is a fingerprint; it tells of Escape.
 */

const KEYS = ["Shift", "Escape"];
const [TIMES, WITHIN] = [3, 1500]; // presses; milliseconds from the first to the last

/** @param {HTMLAnchorElement} link where to */
export function leaveQuickly(link) {
  const leave = (event) => {
    event?.preventDefault();
    document.documentElement.hidden = true; // at once, however long the other page takes
    location.replace(link.href); // instead of this page: Back does not lead here
  };
  link.addEventListener("click", leave);
  let pressed = [];
  addEventListener("keydown", ({ key, repeat, isComposing, timeStamp }) => {
    if (repeat || isComposing) return; // Escape takes back what is half typed in many scripts
    pressed = KEYS.includes(key) ? [...pressed, timeStamp].slice(-TIMES) : []; // a capital letter between is writing
    if (pressed.length === TIMES && timeStamp - pressed[0] <= WITHIN) leave();
  });
}
