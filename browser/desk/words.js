/** Headlines and dates in words. Only known values become words, so a headline can say nothing of its own. */

export const WHERE = {
  "live-event": "At a live event",
  "online-event": "At an online event",
  forum: "In the forum",
  "private-message": "In private messages",
  elsewhere: "Somewhere else",
};
const WHEN = {
  days: "in the last days",
  week: "about a week ago",
  month: "about a month ago",
  earlier: "earlier",
  unsure: "time not sure",
};
const RISK = { danger: "someone is in danger", ongoing: "still going on" };

const known = (table, value) => (typeof value === "string" && Object.hasOwn(table, value) ? table[value] : "");

/** "At a live event, about a week ago" @param {{where?: unknown, when?: unknown}} headline @returns {string} */
export function title({ where, when }) {
  const [place, time] = [known(WHERE, where), known(WHEN, when)];
  if (!place && !time) return "Place and time not said";
  return `${place || "Place not said"}, ${time || "time not said"}`;
}

/** The words of a chip, empty when there is nothing to warn of. @param {unknown} risk @returns {string} */
export const riskWords = (risk) => known(RISK, risk);

/** "2 files, " or nothing. @param {unknown} files @returns {string} */
export function filesWords(files) {
  if (!Number.isInteger(files) || files < 1) return "";
  return files === 1 ? "1 file, " : `${files} files, `;
}

/** "3 bytes", "12 kB", "1.4 MB", never on two lines @param {number} bytes @returns {string} */
export function sizeWords(bytes) {
  if (bytes < 1000) return bytes === 1 ? "1\u00a0byte" : `${bytes}\u00a0bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)}\u00a0kB`;
  return `${(bytes / 1_000_000).toFixed(1)}\u00a0MB`;
}

const NUMBERS = ["", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"];

/** What only an opened headline can tell, above the list. @param {number} count @returns {string} */
export function dangersWords(count) {
  if (!count) return "";
  return count === 1
    ? "One concern below speaks of danger."
    : `${NUMBERS[count] ?? count} concerns below speak of danger.`;
}

/** "One case is", "12 cases are" @param {number} count @returns {string} */
export const casesWords = (count) => (count === 1 ? "One case is" : `${count.toLocaleString("en")} cases are`);

/**
 * To whom cases go that are sealed to a key which reads no more; given names.
 * @param {number} count @param {string} leaves @param {string | null} joins @param {boolean} same the same person
 */
export function placeWords(count, leaves, joins, same) {
  const them = count === 1 ? "it" : "them";
  if (same) return `${casesWords(count)} still sealed to ${leaves}’s old key. Seal ${them} to ${leaves}’s new one.`;
  const still = `${casesWords(count)} still sealed to ${leaves}, who reads no more.`;
  return joins ? `${still} Seal ${them} to ${joins} in that place.` : `${still} Nobody can take the place: seal ${them} to you alone.`;
}

const LEFT = { headline: "the headline", contact: "the way to reach them" };

/** What was left as it was, as the end of a sentence. @param {string[]} names as `part/contact`, `message/2` */
export function leftWords(names) {
  const words = names.map((name) => {
    const [kind, which] = name.split("/");
    if (kind === "part") return Object.hasOwn(LEFT, which) ? LEFT[which] : "a part that the report does not name";
    return kind === "file" ? which : `${kind} ${which}`;
  });
  const [them, open] = names.length === 1 ? ["It does", "it"] : ["They do", "them"];
  return `${words.join(", ")}. ${them} not belong to it, or no key of yours opens ${open}: sealed to nobody else.`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** "16 November 2026"; what is no date comes back as it is. @param {unknown} iso @returns {string} */
export function dateWords(iso) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(String(iso));
  const month = found && MONTHS[Number(found[2]) - 1];
  return month ? `${Number(found[3])} ${month} ${found[1]}` : String(iso);
}

/**
 * In how many browsers somebody is signed in. @param {string[]} days on which each sign-in began, oldest first
 * @returns {string}
 */
export function signInsWords(days) {
  const since = namesWords([...new Set(days)].map(dateWords));
  if (!days.length) return "You may be signed in elsewhere too.";
  if (days.length === 1) return `You are signed in here, since ${since}, and nowhere else.`;
  if (days.length === 2) return `You are signed in twice, here and in another browser, since ${since}.`;
  return `You are signed in ${days.length} times, here and in ${days.length - 1} other browsers, since ${since}.`;
}

/** "Ada and Ben", "Ada, Ben and Ines" @param {string[]} names @returns {string} */
export function namesWords(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
