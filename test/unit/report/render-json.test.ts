import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { renderJson } from '../../../src/report/render-json.ts';
import { bytesOf, finding, oid, PUSH, pathless, report, STAGED, token } from './fixtures.ts';

const schema = JSON.parse(readFileSync(new URL('../../../config/schema/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, formats: {} }).compile(schema);

function parsed(of: Report, meta = STAGED) {
  const value = JSON.parse(renderJson(of, meta));
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
}

test('every property, with null for what is absent', () => {
  const found = finding({
    fingerprint: 'f00d',
    suppressed: { by: 'inline', reason: 'revoked' },
    encodings: ['base64'],
  });
  const skipped = [{ reason: 'lfs-pointer', what: 'a.bin', incomplete: false } as const];
  const value = parsed(
    report({ verdict: 'allow', findings: [found], coverage: { objects: 1, bytes: 2, skipped } }),
    PUSH,
  );
  expect(value).toEqual({
    version: 1,
    tool: { name: 'unleak', version: '0.1.0' },
    source: { kind: 'push', description: 'main..topic', door: 'pre-push' },
    verdict: 'allow',
    fingerprintScope: 'repository',
    coverage: { objects: 1, bytes: 2, skipped },
    purged: null,
    findings: [
      {
        rule: 'aws-access-key-id',
        title: 'AWS access key id',
        secretType: 'aws_access_key_id',
        tier: 'block',
        confidence: 'certain',
        fingerprint: 'f00d',
        object: oid('a'),
        kind: 'blob',
        path: 'config.py',
        line: 3,
        column: 14,
        commit: null,
        state: null,
        author: null,
        date: null,
        encodings: ['base64'],
        about: [],
        suppressed: { by: 'inline', reason: 'revoked' },
        parts: [],
      },
    ],
  });
});

test('of a history: whether it is still there, who brought it, when; a secret in the name is redacted', () => {
  const secret = new Secret('hunter2hunter2');
  const history = {
    state: 'history',
    author: `hunter2hunter2 <${bytesOf('é@example.org')}>`,
    date: '2020-01-02T03:04:05.000Z',
  } as const;
  const [found] = parsed(report({ findings: [finding({ secret, history })] })).findings;
  expect(found).toMatchObject({
    state: 'history',
    author: '[secret] <é@example.org>',
    date: '2020-01-02T03:04:05.000Z',
  });
});

test('it ends with a newline, and empty reports are valid', () => {
  expect(renderJson(report({ verdict: 'allow' }), STAGED)).toMatch(/}\n$/);
  expect(parsed(report({ verdict: 'incomplete', fingerprintScope: 'run' })).findings).toEqual([]);
});

test('a path is UTF-8 text; other bytes come in base64 beside it', () => {
  const paths = [bytesOf('clé/日本.txt'), 'a\xffb'].map((path) => finding({ path }));
  const [utf8, other, none] = parsed(report({ findings: [...paths, pathless({ kind: 'tag' })] })).findings;
  expect(utf8).toMatchObject({ path: 'clé/日本.txt' });
  expect(utf8).not.toHaveProperty('pathBytes');
  expect(other).toMatchObject({ path: 'a\ufffdb', pathBytes: Buffer.from('a\xffb', 'latin1').toString('base64') });
  expect(none.path).toBe(null);
});

test('a path with a secret in it is redacted, and its bytes are not given', () => {
  const text = token();
  const found = finding({ path: `\xff/${text}.env`, secret: new Secret(text) });
  const [entry] = parsed(report({ findings: [found] })).findings;
  expect(entry.path).toBe('\ufffd/[secret].env');
  expect(entry).not.toHaveProperty('pathBytes');
});

test('every object is closed and every property described', () => {
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('properties' in node) {
      expect(node).toMatchObject({ additionalProperties: false, description: expect.any(String) });
      for (const property of Object.values(node.properties as object)) expect(property.description).toMatch(/\w/);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(schema);
});

test('the parts of a secret are findings within the finding', () => {
  const part = finding({ rule: 'id', fingerprint: 'beef' });
  const value = parsed(report({ findings: [finding({ parts: [part] })] }));
  expect(value.findings[0].parts).toMatchObject([{ rule: 'id', fingerprint: 'beef', parts: [] }]);
});
