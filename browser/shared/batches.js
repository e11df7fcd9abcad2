/**
 * Lists that are no longer than so many bytes of JSON each; what is longer alone stands alone.
 * @template T @param {T[]} all @param {number} most @returns {T[][]}
 */
export function batches(all, most) {
  const made = [];
  let left = 0;
  for (const one of all) {
    const size = JSON.stringify(one).length + 1; // all of it is ASCII: names, numbers, base64
    if (size > left) {
      made.push([]);
      left = most;
    }
    made.at(-1).push(one);
    left -= size;
  }
  return made;
}
