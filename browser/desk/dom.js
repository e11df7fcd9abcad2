/** Making elements. Text is always text: nothing here parses HTML, and no attribute runs anything. */

/**
 * @param {string} tag @param {Record<string, string | boolean | EventListener>} about attributes; a function listens
 * to the event of that name @param {...(Node | string)} inside
 */
export function h(tag, about = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

/** A fresh copy of what a `<template>` of the page holds. @param {string} id @returns {HTMLElement} */
export const fromTemplate = (id) => document.getElementById(id).content.firstElementChild.cloneNode(true);

/** @param {string} selector @param {ParentNode} [inside] @returns {HTMLElement | null} */
export const one = (selector, inside = document) => inside.querySelector(selector);

/** A place that the page names. @param {string} name @param {ParentNode} [inside] @returns {HTMLElement | null} */
export const part = (name, inside = one("main")) => one(`[data-part="${name}"]`, inside);

/** Hand over a file of plain text. @param {string} name @param {string} text */
export const save = (name, text) => saveBlob(name, new Blob([text], { type: "text/plain" }));

/** Hand over a file. @param {string} name @param {Blob} blob of a type that no browser shows by itself */
export function saveBlob(name, blob) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Said once by screen readers, seen by nobody. @param {string} words */
export function announce(words) {
  one("#announce").textContent = words;
}

/**
 * Press once: while the work runs, the button is off. Browsers take the focus from what is off, so it comes back; where the
 * button is gone by then, to where the case stands.
 * @param {HTMLButtonElement} button @param {() => Promise<void>} work
 */
export async function whileBusy(button, work) {
  const focused = document.activeElement === button;
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    const lost = focused && [document.body, button, null].includes(document.activeElement);
    if (lost) (button.checkVisibility() ? button : one("#path"))?.focus();
  }
}
