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

/** Said once by screen readers, seen by nobody. @param {string} words */
export function announce(words) {
  one("#announce").textContent = words;
}

/**
 * Press once: while the work runs, the button is off and keeps its focus ring out of the way of a second press.
 * @param {HTMLButtonElement} button @param {() => Promise<void>} work
 */
export async function whileBusy(button, work) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
}
