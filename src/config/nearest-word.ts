/** How many letters have to change, come or go to make one word of the other; counting stops beyond `limit`. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    if (Math.min(...next) > limit) return limit + 1;
    row = next;
  }
  return row[right.length]!;
}

/** The known word that is nearest to `word`, if one is near enough for a slip of the pen. */
export function nearestWord(word: string, known: Iterable<string>, limit = slip(word)): string | undefined {
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least - 1);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Longer words have room for more slips. */
function slip(word: string): number {
  return Math.min(4, Math.max(1, Math.floor(word.length / 3)));
}
