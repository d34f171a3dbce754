import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ObjectType, Oid } from '../../../../src/domain/blob.ts';
import type { ReadObject } from '../../../../src/git/pack/stored-object.ts';
import { tipsDiffer } from '../../../../src/purge/prove/tips-differ.ts';
import { ReferenceCleaner } from '../../../support/purge/reference-cleaner.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

const TEXT = expandTemplate('{base62:36}', seededRandom(3));
const STARS = '*'.repeat(36);

/** A tree in words: names with content, or with a tree; a name may begin with another mode than 100644. */
interface Files {
  readonly [name: string]: string | Files;
}

class Objects {
  readonly #of = new Map<Oid, ReadObject>();

  read = (oid: Oid): ReadObject | undefined => this.#of.get(oid);

  add(type: ObjectType, bytes: Buffer): Oid {
    const oid = createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
    this.#of.set(oid, { type, bytes });
    return oid;
  }

  blob = (text: string): Oid => this.add('blob', Buffer.from(text));

  tree(files: Files): Oid {
    const entries = Object.entries(files).map(([key, content]) => {
      const [, mode, name] = /^(?:(\d+) )?(.*)$/.exec(key)!;
      const oid = typeof content === 'string' ? this.blob(content) : this.tree(content);
      const head = `${mode ?? (typeof content === 'string' ? '100644' : '40000')} ${name}\0`;
      return Buffer.concat([Buffer.from(head), Buffer.from(oid, 'hex')]);
    });
    return this.add('tree', Buffer.concat(entries));
  }

  commit = (files: Files): Oid => this.add('commit', Buffer.from(`tree ${this.tree(files)}\n\nm\n`));
}

const OLD: Files = { a: 'a', folder: { key: TEXT, same: 's' }, gone: 'g', [`x${TEXT}`]: 'x', '100755 z': 'z' };
const NEW: Files = { a: 'a', folder: { key: STARS, same: 's' }, [`x${STARS}`]: 'x', '100755 z': 'z' };

/** What is wrong at a tip, as path and reason. The blob "gone" was to go, and the text out of the other. */
function wrong(after: Files, before: Files = OLD, removes?: (path: string) => boolean): string[] {
  const objects = new Objects();
  const became = new Map([
    [objects.blob(TEXT), objects.blob(STARS)],
    [objects.blob('g'), null],
  ]);
  const tips = [{ before: objects.commit(before), after: objects.commit(after) }];
  const parts = { read: objects.read, hashLength: 20 as const, cleaner: new ReferenceCleaner(TEXT) };
  const differences = tipsDiffer(tips, { ...parts, became: (oid) => became.get(oid), ...(removes && { removes }) });
  return differences.map(({ path, why }) => `${path}: ${why}`.replaceAll(TEXT, 'TEXT'));
}

describe('tipsDiffer', () => {
  it('is content with what was to change', () => {
    expect(wrong(NEW)).toEqual([]);
    expect(wrong(OLD).length).toBeGreaterThan(0);
  });

  it.each<[string, Files, string[]]>([
    [
      'a file that was not cleaned',
      { ...NEW, folder: OLD.folder! },
      ['folder/key: It is another than the old one without the text.'],
    ],
    ['a file that changed', { ...NEW, a: 'b' }, ['a: It is another than the old one without the text.']],
    ['a mode', { ...NEW, folder: { key: STARS, '100755 same': 's' } }, ['folder/same: It has another mode.']],
    ['a lost file', { ...NEW, folder: { key: STARS } }, ['folder/same: It is gone.']],
    [
      'a lost folder',
      { a: 'a', [`x${STARS}`]: 'x', '100755 z': 'z' },
      ['folder/key: It is gone.', 'folder/same: It is gone.'],
    ],
    ['a file that was to go', { ...NEW, gone: 'g' }, ['gone: It was not there before.']],
    ['a name that was to change', { ...NEW, [`x${TEXT}`]: 'x' }, ['xTEXT: It was not there before.']],
    ['a new file', { ...NEW, new: 'n' }, ['new: It was not there before.']],
  ])('sees %s', (_, after, expected) => {
    expect(wrong(after)).toEqual(expected);
  });

  it('sees an unchanged tree that should have changed', () => {
    expect(wrong({ f: { key: TEXT } }, { f: { key: TEXT } })).toEqual([
      'f/key: It is another than the old one without the text.',
    ]);
  });

  it('knows names that got a number, since theirs was taken', () => {
    const old = { [STARS]: 'taken', [TEXT]: 'x' };
    expect(wrong({ [STARS]: 'taken', [`${STARS}-2`]: 'x' }, old)).toEqual([]);
    expect(wrong({ [STARS]: 'taken' }, old)).toEqual(['TEXT: It is gone.']);
  });

  it('leaves out the paths that go, and folders with nothing left in them', () => {
    const old = { folder: { gone: 'g' }, keep: { a: 'a' }, keys: { b: 'b' } };
    expect(wrong({ keep: { a: 'a' } }, old, (path) => path === 'keys')).toEqual([]);
    expect(wrong({ keep: { a: 'a' } }, old)).toEqual(['keys/b: It is gone.']);
    expect(wrong({ keep: { a: 'a' }, keys: { b: 'b' } }, old, (path) => path === 'keys')).toEqual([
      'keys: It was not there before.',
    ]);
  });
});
