/** Fields that the page fills in and a person may change: what somebody typed is theirs, and the page leaves it alone. */

/** What the page itself last put into a field. @type {WeakMap<HTMLElement, string | boolean>} */
const shown = new WeakMap();

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/** Whether it is a box or a point to tick. @param {Field} field */
export const isTick = ({ type }) => type === "checkbox" || type === "radio";

/** @param {Field} field @returns {string | boolean} */
export const valueOf = (field) => (isTick(field) ? field.checked : field.value);

/** As the page came. @param {Field} field */
function first(field) {
  if (isTick(field)) return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  return ([...field.options].find(({ defaultSelected }) => defaultSelected) ?? field.options[0]).value;
}

/** Whether somebody has changed it since the page last filled it in. @param {Field} field */
export const isTyped = (field) => valueOf(field) !== (shown.get(field) ?? first(field));

/** Fill it in, unless somebody has typed something else there. @param {Field} field @param {string} value */
export function show(field, value) {
  const typed = isTyped(field);
  if (!typed) field.value = value;
  shown.set(field, typed ? value : field.value); // a choice that is not offered shows nothing
}

/** What was sent leaves its field; what was typed meanwhile stays. @param {Field} field @param {string} sent */
export function clear(field, sent) {
  if (field.value.startsWith(sent)) field.value = field.value.slice(sent.length);
}
