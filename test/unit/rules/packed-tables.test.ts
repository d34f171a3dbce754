import { expect, it } from 'vitest';
import { compileEngineTables } from '../../../src/rules/engine/compile-tables.ts';
import { buildOf } from '../../../src/rules/packed-rules.ts';
import { packTables, readTables, unpackTables } from '../../../src/rules/packed-tables.ts';
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
  const longer = Buffer.from(packed);
  longer.writeUInt32LE(longer.readUInt32LE(4) + 4, 4);
  const shorter = Buffer.from(packed);
  shorter.writeUInt32LE(shorter.readUInt32LE(28) - 1, 28);
  for (const bytes of [packed.subarray(0, -1), packed.subarray(0, 20), Buffer.alloc(0), another, longer, shorter])
    expect(() => unpackTables(bytes, build)).toThrow('engine.bin, which came with unleak, is damaged');
  for (let at = 32; at < packed.length; at += 7) {
    const bytes = Buffer.from(packed);
    bytes[at]! ^= 0x20;
    expect(() => unpackTables(bytes, build), `byte ${at}`).toThrow('is damaged or belongs to another version');
  }
});

it('says so where the file cannot be read', () => {
  expect(() => readTables('/nowhere/engine.bin', build)).toThrow('engine.bin, which came with unleak, cannot be read');
});
