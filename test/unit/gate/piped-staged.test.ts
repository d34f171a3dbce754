import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPipedStageClean, type ReadNext } from '../../../src/gate/piped-staged.ts';
import { type Sandbox, sandbox } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';

const OID = '1'.repeat(40);
const object = (text: string, oid = OID): string => `${oid} blob ${Buffer.byteLength(text)}\n${text}\n`;
const TRAILER = ' missing\nend-0 missing\nend 0\n';

function inChunks(bytes: Buffer, size: number): ReadNext {
  let at = 0;
  return () => (at < bytes.length ? bytes.subarray(at, (at += size)) : undefined);
}

const isClean = (place: Sandbox, text: string, chunk = 65_536): Promise<boolean> =>
  isPipedStageClean(place.root, inChunks(Buffer.from(text), chunk));

describe('isPipedStageClean', () => {
  it.each([
    ['nothing staged', TRAILER],
    ['two files', object('a\n') + object('') + TRAILER],
    ['a file that holds a trailer', object(TRAILER) + TRAILER],
    ['an object that is no blob', `${OID} commit 2\na\n\n${TRAILER}`],
    ['more than is looked at in one go', object('lorem ipsum\n'.repeat(800_000)) + TRAILER],
  ])('passes %s, however the pipe cuts it', async (_, text) => {
    const place = sandbox();
    const sizes = text.length < 1000 ? [1, 7, 25, 65_536] : [65_536];
    for (const chunk of sizes) expect(await isClean(place, text, chunk)).toBe(true);
  });

  it.each([
    ['nothing at all', ''],
    ['no trailer', object('a\n')],
    ['a git diff-index that failed', `${object('a\n')} missing\nend-128 missing\nend 0\n`],
    ['a git cat-file that failed', `${object('a\n')} missing\nend-0 missing\nend 128\n`],
    ['an unfinished line of git diff-index', `${object('a\n')}:1006 missing\nend-0 missing\nend 0\n`],
    ['an object that is missing', `${OID} missing\n${TRAILER}`],
    ['an object of fewer bytes than it says', `${OID} blob 9\na\n\n${TRAILER}`],
    ['something behind the trailer', `${object('a\n')}${TRAILER}\n`],
    ['only the end of the trailer', `${object('a\n')}end 0\n`],
    ['what is no answer of git', `fatal: no\n${TRAILER}`],
  ])('sends %s the long way', async (_, text) => {
    expect(await isClean(sandbox(), text)).toBe(false);
  });

  it('sends a secret the long way', async () => {
    expect(await isClean(sandbox(), object(`token = "${githubToken()}"\n`) + TRAILER)).toBe(false);
  });

  it('sends a secret the long way also where much stands before it, or it is encoded', async () => {
    const place = sandbox();
    const secret = `token = "${githubToken()}"\n`;
    expect(await isClean(place, object('lorem ipsum\n'.repeat(800_000) + secret) + TRAILER)).toBe(false);
    const encoded = Buffer.from(secret).toString('base64');
    expect(await isClean(place, object(`x\n${encoded}\n`) + TRAILER)).toBe(false);
    expect(await isClean(place, object(Buffer.from(encoded).toString('hex')) + TRAILER)).toBe(false);
  });

  it('obeys a configuration', async () => {
    const place = sandbox();
    writeFileSync(`${place.root}/package.json`, '{"unleak":{"rules":{"github-personal-access-token":"off"}}}');
    await expect(isClean(place, TRAILER)).resolves.toBe(true);
    writeFileSync(`${place.root}/package.json`, '{"unleak":{"rulez":{}}}');
    await expect(isClean(place, TRAILER)).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('never takes a part for the whole', async () => {
    const place = sandbox();
    const whole = object('one\n') + object('two\n') + TRAILER;
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 50 }), async (length, chunk) => {
        expect(await isClean(place, whole.slice(0, length), chunk)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('does not swallow an invalid configuration', async () => {
    const place = sandbox();
    writeFileSync(`${place.root}/.unleakrc.yaml`, 'rulez: {}\n');
    await expect(isClean(place, TRAILER)).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
