import { type CommitAuthor, describeCommits } from '../../git/pack/attribution/describe-commits.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { Core } from '../../wasm/core.ts';
import type { Place } from '../place.ts';

/** Gives a function that adds to places who wrote their commits, and when. Only these commits are read. */
export function signer(store: ObjectStore, places: readonly Place[]): (place: Place) => Place {
  const commits = new Set(places.flatMap(({ commit }) => commit ?? []));
  const authors = commits.size === 0 ? new Map<string, CommitAuthor>() : describeCommits(new Core(), store, commits);
  return (place) => {
    const author = authors.get(place.commit ?? '');
    if (!author) return place;
    const { name, email, time } = author;
    // A message is where its commit is: reachable or not, nobody has asked.
    const { state = 'history' } = place.history ?? {};
    return { ...place, age: place.age ?? time, history: { state, author: `${name} <${email}>`, date: isoDate(time) } };
  };
}

// Beyond this, Date has no words for it.
const LATEST = 8.64e12;

const isoDate = (seconds: number): string => new Date(Math.min(seconds, LATEST) * 1000).toISOString();
