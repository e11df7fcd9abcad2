/** Leaving quickly: the link that is there without a script too, and the Shift key three times, wherever one is. */

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
  addEventListener("keydown", ({ key, repeat, timeStamp }) => {
    if (repeat) return;
    pressed = key === "Shift" ? [...pressed, timeStamp].slice(-TIMES) : []; // a capital letter between is writing
    if (pressed.length === TIMES && timeStamp - pressed[0] <= WITHIN) leave();
  });
}
