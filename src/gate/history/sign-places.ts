import type { Oid } from '../../domain/blob.ts';
import { type CommitAuthor, describeCommits } from '../../git/pack/attribution/describe-commits.ts';
import type { ObjectReader } from '../../git/pack/object-reader.ts';
import type { Place } from '../place.ts';

/**
 * Gives a function that adds to places who wrote their commits, and when. Only these commits are read.
 * @param edge commits whose parents are not here: what stands in them may be older, and somebody else's
 */
export function signer(
  objects: ObjectReader,
  places: readonly Place[],
  edge: ReadonlySet<Oid>,
): (place: Place) => Place {
  const commits = new Set(places.flatMap(({ commit }) => (commit === undefined || edge.has(commit) ? [] : commit)));
  const authors = describeCommits(objects, commits);
  return (place) => {
    const author = authors.get(place.commit ?? '');
    if (!author || !place.history) return place;
    const { name, email, time } = author;
    const { state } = place.history;
    return {
      ...place,
      age: place.age ?? time,
      history: { state, author: `${name} <${email}>`, date: isoDate(author) },
    };
  };
}

// Beyond this, Date has no words for it.
const LATEST = 8.64e12 - 86_400;

/** ISO 8601, by the author's clock. */
function isoDate({ time, timeZone }: CommitAuthor): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/.exec(timeZone) ?? [];
  const offset = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60);
  const local = new Date((Math.min(time, LATEST) + offset) * 1000).toISOString().slice(0, -5);
  return `${local}${sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`}`;
}
