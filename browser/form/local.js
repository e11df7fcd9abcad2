/** Dates, numbers and sizes in the language of the page, as reporting/form/dates.py writes them: digits are 0 to 9. */

const MB = 2 ** 20;
const local = (lang = document.documentElement.lang) => (lang === "en" ? "en-GB" : `${lang}-u-nu-latn`);

/** "Monday 23 November 2026". @param {string} iso @returns {string} */
export function longDate(iso) {
  const how = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const said = new Intl.DateTimeFormat(local(), how).format(new Date(`${iso}T00:00:00Z`));
  return local() === "en-GB" ? said.replace(",", "") : said; // browsers of some years wrote a comma
}

/** "50,000". @param {number} count @returns {string} */
export const numberOf = (count) => count.toLocaleString(local());

/** "240 kB", "1.2 MB". @param {number} bytes @returns {string} */
export function sizeOf(bytes) {
  const [amount, unit] = bytes < MB ? [Math.max(1, Math.round(bytes / 1000)), "kilobyte"] : [bytes / 1e6, "megabyte"];
  return new Intl.NumberFormat(local(), { style: "unit", unit, maximumFractionDigits: 1 }).format(amount);
}
