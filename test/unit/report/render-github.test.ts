import { expect, test } from 'vitest';
import { renderGithub } from '../../../src/report/render-github.ts';
import { renderSummary } from '../../../src/report/render-summary.ts';
import { finding, meta, oid, pathless, report } from './fixtures.ts';

const ACTION = meta('action', 'range');
const linesOf = (text: string) => text.split('\n').slice(0, -1);

test('one annotation for each finding, at its place', () => {
  const findings = [
    finding({ fingerprint: 'f00d' }),
    finding({ tier: 'warn', path: 'w.txt', fingerprint: 'beef' }),
    finding({ tier: 'note' }),
  ];
  expect(renderGithub(report({ findings }), ACTION)).toBe(
    `::error file=config.py,line=3,col=14,title=unleak%3A AWS access key id::AWS access key id (aws-access-key-id) at config.py:3:14, fingerprint f00d
::warning file=w.txt,line=3,col=14,title=unleak%3A AWS access key id::AWS access key id (aws-access-key-id) at w.txt:3:14, fingerprint beef
`,
  );
});

test('properties and messages are escaped as the toolkit does', () => {
  const [line] = linesOf(renderGithub(report({ findings: [finding({ path: '100%0A,x:y.py' })] }), ACTION));
  expect(line).toContain('::error file=100%250A%2Cx%3Ay.py,line=3');
  expect(line).toContain(' at 100%250A,x:y.py:3:14');
});

test('a file that cannot be named as it is has no file property', () => {
  const [line] = linesOf(renderGithub(report({ findings: [finding({ path: 'a\n::error::b' })] }), ACTION));
  expect(line).toMatch(/^::error title=[^:]*::AWS access key id \(aws-access-key-id\) at "a\\n::error::b":3:14/);
  expect(linesOf(renderGithub(report({ findings: [pathless({ kind: 'tag' })] }), ACTION))[0]).toMatch(
    /^::error title=/,
  );
});

test('unread parts are errors; suppressed findings are nothing', () => {
  const skipped = [{ reason: 'shallow-boundary', what: oid('1'), incomplete: true } as const];
  const findings = [finding({ suppressed: { by: 'inline', reason: 'r' } })];
  const lines = linesOf(
    renderGithub(report({ verdict: 'incomplete', findings, coverage: { objects: 1, bytes: 1, skipped } }), ACTION),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(
    /^::error title=unleak%3A not everything was read::boundary of a shallow clone: 1+%0AThe history ends/,
  );
});

test('the tenth of each kind says how many are missing', () => {
  const lines = linesOf(renderGithub(report({ findings: Array.from({ length: 30 }, () => finding()) }), ACTION));
  expect(lines).toHaveLength(10);
  expect(lines[9]).toContain('… and 21 more: the job summary has them');
});

test('the summary has findings, the way out, and what was not read', () => {
  const skipped = [{ reason: 'submodule', what: 'lib/x', incomplete: false } as const];
  const findings = [
    finding({ commit: oid('b') }),
    finding({ path: 'old.py', suppressed: { by: 'fingerprint', reason: 'revoked <b>' } }),
  ];
  const summary = renderSummary(report({ findings, coverage: { objects: 2, bytes: 10, skipped } }), ACTION, {
    rotate: () => 'Delete it, see https://example.com/keys.',
  });
  expect(summary).toContain('## unleak&#58; check failed&#58; 1 secret in main..topic\n');
  expect(summary).toContain(
    '| **blocks** | AWS access key id | <code>aws-access-key-id</code> | <code>config.py&#58;3&#58;14</code> | <code>bbbbbbbbb</code> |',
  );
  expect(summary).toContain('suppressed (fingerprint): revoked &#60;b&#62;');
  expect(summary).toContain('Delete it, see <https://example.com/keys>.');
  expect(summary).toContain('### 2. Replace it');
  expect(summary).toContain('```\ngit rebase -i bbbbbbbbb^\n```');
  expect(summary).toContain('| <code>lib/x</code> | submodule (by design) |');
});

test('paths and reasons can hold no markup', () => {
  const path = '</code>|<script>`x`@user www.example.com https://example.com [a](b) $x$ &amp;';
  const row = renderSummary(report({ findings: [finding({ path })] }), ACTION)
    .split('\n')
    .find((line) => line.startsWith('| **blocks**'))!;
  expect(row.replaceAll(/<\/?code>/g, '').replaceAll(/&#\d+;/g, '')).not.toMatch(/[<>`@[\]()&$;:]|www\.example/);
  expect(row.match(/\|/g)).toHaveLength(7);
});

test('at most 500 rows, and far from 1 MiB whatever the names', () => {
  const skipped = Array.from(
    { length: 2000 },
    () => ({ reason: 'unsupported', what: '"'.repeat(5000), incomplete: true }) as const,
  );
  const long = Array.from({ length: 2000 }, () => finding({ path: '#'.repeat(5000), title: '<'.repeat(3000) }));
  const summary = renderSummary(report({ findings: long, coverage: { objects: 1, bytes: 1, skipped } }), ACTION);
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  const short = renderSummary(report({ findings: Array.from({ length: 501 }, () => finding()) }), ACTION);
  expect(short.match(/^\| \*\*blocks/gm)).toHaveLength(500);
  expect(short).toContain('\n… and 1 more.');
});
