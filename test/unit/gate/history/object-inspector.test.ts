import { describe, expect, it } from 'vitest';
import { Bench, Chain } from '../../../support/history/inspecting.ts';
import { below, plantedText } from '../../../support/history/planted-text.ts';
import { randomDelta } from '../../../support/history/random-delta.ts';
import { testSecrets } from '../../../support/history/test-secrets.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

const CHAINS = 36;
const DEPTH = 30;

describe('ObjectInspector', () => {
  // Not only the claims: the very anchors that a look at all of the object leaves.
  it('finds in what a delta brought what a look at all of the object finds', () => {
    const chain = new Chain();
    for (let seed = 1; seed <= CHAINS; seed++) {
      const random = seededRandom(seed);
      chain.begin(plantedText(random, 1 + below(random, 12)));
      for (let depth = 0; depth < DEPTH; depth++) chain.next(randomDelta(chain.bytes, chain.places, random));
    }
    expect(chain.seen.rules.size).toBeGreaterThan(140);
    expect(chain.seen.claims).toBeGreaterThan(3000);
    expect([...chain.seen.kinds].sort()).toEqual(['base64', 'escaped', 'hex', 'plain', 'utf-16']);
  });

  // One byte more or less, or another one, at every distance from something, where windows and reaches end.
  it.each(testSecrets())('wherever an edit lies beside $name', ({ text }) => {
    const random = seededRandom(77);
    const filler = Buffer.from(' lorem ipsum\n'.repeat(60));
    const bytes = Buffer.concat([filler, Buffer.from(text(random), 'latin1'), filler]);
    const chain = new Chain();
    for (
      let at = 0;
      at <= bytes.length;
      at += at < filler.length - 130 || at > bytes.length - filler.length + 130 ? 13 : 1
    ) {
      chain.begin(bytes).next([...range(0, at), { insert: Buffer.from('a') }, ...range(at, bytes.length)]);
      chain.next([...range(0, at), ...range(at + 1, bytes.length + 1)]);
      if (at < bytes.length) chain.next([...range(0, at), ...range(at + 1, bytes.length)]);
    }
    expect(chain.seen.claims).toBeGreaterThan(0);
  });

  // A look-around that was not content may be so at a new start or end, and the other way round.
  it.each(testSecrets())('wherever a cut leaves $name', ({ text }) => {
    const random = seededRandom(78);
    const secret = Buffer.from(text(random), 'latin1');
    const filler = Buffer.from(' lorem ipsum\n'.repeat(40));
    const chain = new Chain();
    for (let at = 0; at <= secret.length; at++) {
      const head = Buffer.concat([filler, secret.subarray(0, at)]);
      chain.begin(Buffer.concat([head, Buffer.from('0A'), filler])).next([...range(0, head.length)]);
      const tail = Buffer.concat([secret.subarray(at), filler]);
      const whole = Buffer.concat([filler, Buffer.from('0A'), tail]);
      chain.begin(whole).next([...range(whole.length - tail.length, whole.length)]);
    }
    expect(chain.seen.claims).toBeGreaterThan(0);
  });

  it('looks at all of what is made from an object with too many places of interest, and keeps nothing of it', () => {
    const random = seededRandom(5);
    const lines = Array.from({ length: 5000 }, () => expandTemplate('npm_{base62:30}{check:github-crc32}\n', random));
    const bytes = Buffer.from(lines.join(''));
    const chain = new Chain().begin(bytes);
    expect(chain.complete).toBe(false);
    for (let n = 0; n < 3; n++) {
      chain.next([
        { copy: 0, length: 40_000 },
        { insert: Buffer.from(`${n}`) },
        { copy: 40_000, length: chain.bytes.length - 40_000 },
      ]);
    }
    chain.next([{ copy: 0, length: 100_000 }]);
    expect(chain.complete).toBe(true);
    chain.next([{ copy: 0, length: 50_000 }]);
  });

  it('loses nothing where a copy of what has many places of interest has too many', () => {
    const random = seededRandom(6);
    const lines = Array.from({ length: 1500 }, () => expandTemplate('npm_{base62:30}{check:github-crc32}\n', random));
    const chain = new Chain().begin(Buffer.from(lines.join('')));
    expect(chain.complete).toBe(true);
    const whole = range(0, chain.bytes.length);
    chain.next([...whole, ...whole, ...whole]);
    expect(chain.complete).toBe(false);
  });

  it('keeps the results of no object that it has looked at for its claims', () => {
    const bench = new Bench();
    const bytes = Buffer.from(expandTemplate('npm_{base62:30}{check:github-crc32}\n', seededRandom(1)));
    const first = bench.inspector.whole(bench.place(bytes), bytes.length);
    const [, , before] = bench.core.words.subarray(first.anchors / 4);
    bench.inspector.forgetAll();
    for (let n = 0; n < 10; n++) bench.inspector.claims(first.address, first.length);
    const again = bench.inspector.whole(first.address, first.length);
    expect(bench.core.words[again.anchors / 4 + 2]).toBe(before);
  });
});

const range = (from: number, to: number): { copy: number; length: number }[] =>
  from < to ? [{ copy: from, length: to - from }] : [];
