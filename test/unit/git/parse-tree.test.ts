import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnleakError } from '../../../src/domain/unleak-error.ts';
import { parseTree } from '../../../src/git/isomorphic/parse-tree.ts';
import { oids } from './chunkings.ts';

const names = fc
  .uint8Array({ minLength: 1, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes.map((byte) => byte || 1)).toString('latin1'));
const modes = fc.constantFrom(
  ['40000', '040000'],
  ['040000', '040000'],
  ['100644', '100644'],
  ['100664', '100644'],
  ['100755', '100755'],
  ['120000', '120000'],
  ['160000', '160000'],
  ['0', '160000'],
);

test('every entry comes back, its name as bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(modes, names, oids), { maxLength: 8 }), (entries) => {
      const bytes = Buffer.concat(
        entries.map(([[mode], name, oid]) =>
          Buffer.concat([Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(oid, 'hex')]),
        ),
      );
      expect(parseTree(bytes, '')).toEqual(entries.map(([[, mode], name, oid]) => ({ mode, name, oid })));
      for (const cut of [1, 5, 20]) {
        if (cut < bytes.length) expect(() => parseTree(bytes.subarray(0, bytes.length - cut), '')).toThrow(UnleakError);
      }
    }),
  );
});

test('anything else is refused, and never loops', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      try {
        parseTree(Buffer.from(bytes), '');
      } catch (error) {
        expect(error).toMatchObject({ code: 'object-corrupt' });
      }
    }),
  );
});
