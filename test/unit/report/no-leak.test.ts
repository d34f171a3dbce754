import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding, Suppression } from '../../../src/domain/finding.ts';
import type { Report } from '../../../src/domain/report.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { renderGithub } from '../../../src/report/render-github.ts';
import { renderJson } from '../../../src/report/render-json.ts';
import { renderSarif } from '../../../src/report/render-sarif.ts';
import { renderSummary } from '../../../src/report/render-summary.ts';
import { renderText } from '../../../src/report/render-text.ts';
import type { Door, ReportMeta, SourceKind } from '../../../src/report/report-meta.ts';
import { bytesOf, finding, pathless, report, STAGED, token } from './fixtures.ts';

const RENDERERS: Readonly<Record<string, (report: Report, meta: ReportMeta) => string>> = {
  json: renderJson,
  sarif: renderSarif,
  text: (of, by) => renderText(of, by, { color: false, rotate: () => undefined }),
  github: renderGithub,
  summary: (of, by) => renderSummary(of, by),
};

const HOSTILE: Readonly<Record<string, string>> = {
  newline: 'a\n::error::owned\r\n::add-mask::x',
  escape: '\x1b[2J\x1b]0;owned\x07\x9b31m',
  command: '::error file=x::owned',
  legacy: 'x ##[error]owned',
  percent: 'a%0A::error::owned%0D',
  override: bytesOf('a\u202Egpj.exe\u200B\u2066'),
  c1: bytesOf('a\u009b31m\u0085b'),
  bytes: '\xff\xfe\x80a',
  long: 'd/'.repeat(2500),
};

const cases = Object.keys(RENDERERS).flatMap((name) => Object.keys(HOSTILE).map((kind) => [name, kind] as const));

test.each(cases)('%s can be printed, whatever the names: %s', (name, kind) => {
  const evil = HOSTILE[kind]!;
  const of = report({
    findings: [
      finding({ path: evil, title: evil, rule: evil, encodings: [evil] }),
      finding({ path: evil, suppressed: { by: 'inline', reason: evil } }),
      finding({ parts: [finding({ path: evil, title: evil, rule: evil, encodings: [evil] })] }),
    ],
    coverage: { objects: 1, bytes: 1, skipped: [{ reason: 'unreadable-file', what: evil, incomplete: true }] },
  });
  const printed = RENDERERS[name]!(of, { ...STAGED, door: 'action', source: { kind: 'range', description: evil } });
  expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  const commands = printed.split('\n').filter((line) => /^\s*::/.test(line) || line.includes('##['));
  expect(
    commands.filter((line) => name !== 'github' || !/^::error (file=[^:]*,)?(title|line)=[^:]*::/.test(line)),
  ).toEqual([]);
});

const WRAPPERS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `dir/${secret}.env`,
  (secret) => `${secret}${secret}`,
  (secret) => `\xff"${secret}\n`,
  (secret) => `${encodeURIComponent(Buffer.from(secret, 'latin1').toString())}%0A`,
  (secret) => `${'x'.repeat(300)}${secret}${'y'.repeat(300)}`,
];

/** Secrets with what quoting, JSON, URIs and Markdown change, and enough else that they stand nowhere by chance. */
const secretText = fc
  .tuple(
    fc.string({
      unit: fc.constantFrom('"', '\\', '/', '%', ' ', '+', '|', '<', '&', '\n', "'", 'é', 'a', '0'),
      maxLength: 8,
    }),
    fc.nat(12),
  )
  .map(([odd, at]) => bytesOf([token().slice(0, at + 8), odd, token()].join('')));

const anyCase = fc.record({
  secrets: fc.array(secretText, { minLength: 1, maxLength: 4 }),
  wrap: fc.constantFrom(...WRAPPERS),
  by: fc.constantFrom<Suppression['by'] | undefined>(undefined, 'inline', 'path', 'fingerprint', 'preexisting'),
  kind: fc.constantFrom<Finding['kind']>('blob', 'commit', 'tag', 'message', 'file'),
  verdict: fc.constantFrom<Report['verdict']>('allow', 'block', 'incomplete'),
  door: fc.constantFrom<Door>('pre-commit', 'commit-msg', 'pre-push', 'pre-receive', 'scan', 'action'),
  source: fc.constantFrom<SourceKind>('staged', 'push', 'all', 'paths', 'stdin', 'message'),
});

test('no renderer gives a secret away', () => {
  fc.assert(
    fc.property(anyCase, ({ secrets, wrap, by, kind, verdict, door, source }) => {
      const findings = secrets.flatMap((text) => {
        const common = {
          secret: new Secret(text),
          kind,
          title: `Key ${wrap(text)}`,
          ...(by && { suppressed: { by, reason: wrap(text) } }),
        };
        return [finding({ ...common, path: wrap(text) }), pathless(common)];
      });
      const skipped = secrets.map(
        (text) => ({ reason: 'detector-failed', what: wrap(text), incomplete: true }) as const,
      );
      const of = report({ verdict, findings, coverage: { objects: 1, bytes: 1, skipped } });
      const meta = { ...STAGED, door, source: { kind: source, description: wrap(secrets[0]!) } };
      for (const [name, render] of Object.entries(RENDERERS)) {
        const printed = render(of, meta);
        for (const form of secrets.flatMap(formsOf))
          expect(printed.includes(form), `${name} holds ${form}`).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
});

/** How a secret's text might stand in an output, and the longest piece of it that nothing escapes. */
function formsOf(secret: string): string[] {
  const text = Buffer.from(secret, 'latin1').toString('utf8');
  const longest = text.split(/[^A-Za-z0-9_]/).sort((a, b) => b.length - a.length)[0]!;
  return [secret, text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), longest];
}
