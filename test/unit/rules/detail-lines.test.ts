import { expect, it } from 'vitest';
import { DetailLines, packDetails } from '../../../src/rules/detail-lines.ts';

const line = (id: string) => ({
  ...{ id, title: `Acme's "${id}"`, provider: 'Acme', secretType: 'acme', source: 'https://acme.example/' },
  rotate: 'Revoke it.\nMake another.',
  example: `k = "{base62:20}" # {"id":"other",`,
});
const text = packDetails([line('acme-key'), line('acme-key-two')]);

it('gives each rule back by its id, and nothing for others', () => {
  const lines = new DetailLines(text);
  expect(lines.of('acme-key')).toEqual(line('acme-key'));
  expect(lines.of('acme-key-two')).toEqual(line('acme-key-two'));
  for (const id of ['acme', 'other', '', '__proto__']) expect(lines.of(id)).toBeUndefined();
});

it('says so where the file cannot be read, or a line is damaged', () => {
  expect(() => DetailLines.read('/nowhere/rule-details.jsonl')).toThrow(
    'rule-details.jsonl, which came with unleak, cannot be read',
  );
  const damaged = new DetailLines(text.replace('"provider":"Acme"', '"provider":"Acme'));
  expect(() => damaged.of('acme-key')).toThrow('rule-details.jsonl, which came with unleak, is damaged');
  expect(damaged.of('acme-key-two')?.id).toBe('acme-key-two');
});
