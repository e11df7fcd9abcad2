/**
 * A limit to what this browser does by itself. Work that never ends would keep the person before a button that answers no
 * more; what comes of it after its time is dropped, so nothing is sent that the person no longer waits for.
 */

const MB = 2 ** 20;
const [USUAL, EACH_MB] = [30_000, 4_000]; // milliseconds, many times what an old telephone takes

/** It did not come to an end. */
class TooLong extends Error {}

/** @param {number} bytes that are sealed @returns {number} milliseconds */
export const timeFor = (bytes) => USUAL + (EACH_MB * bytes) / MB;

/**
 * @template T @param {Promise<T>} work @param {number} [limit] milliseconds
 * @returns {Promise<T>} throws TooLong
 */
export function inTime(work, limit = USUAL) {
  let timer = 0;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new TooLong()), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
