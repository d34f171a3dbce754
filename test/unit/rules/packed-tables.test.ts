import { expect, it } from 'vitest';
import { compileEngineTables } from '../../../src/rules/engine/compile-tables.ts';
import { packTables, readTables, unpackTables } from '../../../src/rules/packed-tables.ts';
import { buildOf } from '../../../src/rules/shipped-file.ts';
import { testRule } from '../../support/rule.ts';

const data = compileEngineTables([testRule()]);
const packed = packTables(data);
const build = buildOf(packed);

it('gives back what it was given', () => {
  const { literals, parts } = data;
  expect(unpackTables(packed, build)).toEqual({
    literals,
    parts: { ...parts, classes: new Uint8Array(parts.classes) },
  });
});

it('refuses tables that are damaged, not whole, or of another build', () => {
  const another = packTables(compileEngineTables([testRule({ id: 'other-token' })]));
  // Other parts, of the same length together.
  const moved = Buffer.from(packed);
  moved.writeUInt32LE(moved.readUInt32LE(4) - 4, 4);
  moved.writeUInt32LE(moved.readUInt32LE(8) + 4, 8);
  const longer = Buffer.concat([packed, Buffer.alloc(1)]);
  for (const bytes of [packed.subarray(0, -1), packed.subarray(0, 20), Buffer.alloc(0), another, moved, longer])
    expect(() => unpackTables(bytes, build)).toThrow('engine.bin, which came with unleak, is damaged');
  for (let at = 0; at < packed.length; at += 7) {
    const bytes = Buffer.from(packed);
    bytes[at]! ^= 0x20;
    expect(() => unpackTables(bytes, build), `byte ${at}`).toThrow('is damaged or belongs to another version');
  }
});

it('says so where the file cannot be read', () => {
  expect(() => readTables('/nowhere/engine.bin', build)).toThrow('engine.bin, which came with unleak, cannot be read');
});
