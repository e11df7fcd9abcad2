/**
 * A desk that nobody sits at locks itself: the page is loaded anew, and key and opened words are gone with the
 * old one.
 */

const IDLE = 15 * 60 * 1000; // as long as the server's session

/** @param {() => boolean} isOpen whether there is anything to lock @param {() => void} lock */
export function lockWhenIdle(isOpen, lock) {
  let last = Date.now();
  const touched = () => {
    last = Date.now();
  };
  for (const name of ["pointerdown", "pointermove", "keydown", "input", "scroll"])
    addEventListener(name, touched, { passive: true });
  setInterval(() => {
    if (isOpen() && Date.now() - last > IDLE) lock();
  }, 10_000);
}
