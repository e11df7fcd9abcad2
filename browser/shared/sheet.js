/** The text of a recovery sheet: how it stands on paper, and where what somebody typed from it cannot be right. */

const [GROUP, GROUPS] = [4, 8]; // letters in a group, groups in a line to type
const FRAME = /^-+\s*(BEGIN|END) AGE ENCRYPTED FILE\s*-+$/i;
const STRANGE = /[^A-Za-z0-9+/=]/u;

/** @param {string} armored a locked key file @returns {string[][]} the lines to type, in groups */
export function linesToType(armored) {
  const groups = lettersOf(armored).join("").match(new RegExp(`.{1,${GROUP}}`, "g"));
  const lines = [];
  for (let at = 0; at < groups.length; at += GROUPS) lines.push(groups.slice(at, at + GROUPS));
  return lines;
}

/** Each line without what no sheet counts. @param {string} text @returns {string[]} */
const lettersOf = (text) =>
  text
    .split("\n")
    .filter((line) => !FRAME.test(line.trim()))
    .map((line) => line.replace(/\s+/g, ""))
    .filter(Boolean);

/**
 * The first line that cannot be right; empty where nothing is known. No line of the sheet has a sum to check it by, so a
 * letter that is taken for another is not found like this.
 * @param {string} typed @returns {string} a sentence, or nothing
 */
export function slipIn(typed) {
  const lines = lettersOf(typed);
  const whole = GROUP * GROUPS;
  const full = lines.slice(0, -1); // the last is shorter on most sheets
  if (full.filter((line) => [...line].length === whole).length * 2 < full.length || !full.length) return "";
  for (const [at, line] of lines.entries()) {
    const strange = STRANGE.exec(line);
    if (strange) return `Line ${at + 1} has “${strange[0]}” in it, which stands on no sheet.`;
    const length = [...line].length;
    const last = at === lines.length - 1;
    if (last ? length > whole : length !== whole) return `Line ${at + 1} has ${length} letters, and on the sheet it has ${whole}.`;
  }
  return "";
}
