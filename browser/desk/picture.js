/** A picture inside the page. It lives behind an address of this page only, which ends when the page is left. */

import { h } from "./dom.js";

const LARGER = "Show it larger";
const SMALLER = "Show it smaller";

/**
 * Whether it could be shown: a browser may not be able to read it.
 * @param {HTMLElement} place @param {{name: string, mediaType: string}} file @param {Uint8Array} bytes
 * @param {AbortSignal} signal of the page that asks @returns {Promise<boolean>}
 */
export async function showPicture(place, { name, mediaType }, bytes, signal) {
  const address = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  const letGo = () => URL.revokeObjectURL(address);
  const image = h("img", { src: address, alt: name });
  const readable = await image.decode().then(
    () => true,
    () => false,
  );
  if (!readable || signal.aborted) {
    letGo();
    return false;
  }
  signal.addEventListener("abort", letGo, { once: true });
  const frame = h("div", { class: "frame" }, image);
  const figure = h("figure", { class: "picture" }, frame);
  place.replaceChildren(figure);
  if (image.naturalWidth > image.clientWidth) figure.append(h("figcaption", {}, zoomButton(frame, name)));
  return true;
}

/** On a button in its own size, in a frame that scrolls; without it, as wide as its place. */
function zoomButton(frame, name) {
  const button = h("button", { type: "button", class: "quiet slim noprint", click: zoom }, LARGER);
  // What scrolls must be reached by keyboard, and say what it is.
  const scrolls = { role: "region", tabindex: "0", "aria-label": `${name} in its own size` };
  function zoom() {
    const larger = frame.classList.toggle("larger");
    button.textContent = larger ? SMALLER : LARGER;
    for (const [about, value] of Object.entries(scrolls)) {
      if (larger) frame.setAttribute(about, value);
      else frame.removeAttribute(about);
    }
  }
  return button;
}
