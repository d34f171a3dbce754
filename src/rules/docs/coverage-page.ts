import { type CoveredPattern, kindOf, NOT_YET } from './coverage.ts';
import { code, plain, table } from './markdown.ts';
import { GENERATED } from './rules-page.ts';

const LIST =
  'https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns#supported-secrets';

/** The Markdown text of `docs/coverage.md`: GitHub's list, row by row, after a summary. */
export function coveragePage(rows: readonly CoveredPattern[]): string {
  const intro = [
    `GitHub’s [list of secret scanning patterns](${LIST}) as of 2026, and the [rules](rules.md) that find the same. Types joined by + are`,
    'parts of one secret. A row is *covered* when every part has a rule, is public, or means nothing without the others.',
  ];
  const parts = [GENERATED, '# Coverage', intro.join('\n'), summary(rows), '## All rows', table(HEAD, rows.map(cells))];
  return `${parts.join('\n\n')}\n`;
}

const HEAD = ['provider', 'secret type', 'push-protected', 'rules', 'tier'];

function summary(rows: readonly CoveredPattern[]): string {
  const pushed = rows.filter(({ pushProtected }) => pushProtected);
  const count = (of: (row: CoveredPattern) => boolean) => [
    String(rows.filter(of).length),
    String(pushed.filter(of).length),
  ];
  const reasons = new Set(rows.filter(({ state }) => state === 'none').map((row) => kindOf(rowReason(row))));
  return table(
    ['', 'rows', 'of these push-protected'],
    [
      ['all', ...count(() => true)],
      ['**covered**', ...[rows, pushed].map((list) => `**${share(list)}**`)],
      ['partly', ...count(({ state }) => state === 'partly')],
      ...[...reasons]
        .sort()
        .map((reason) => [
          `none: ${reason}`,
          ...count((row) => row.state === 'none' && kindOf(rowReason(row)) === reason),
        ]),
    ],
  );
}

/** A number and a percentage that is never rounded up. */
function share(rows: readonly CoveredPattern[]): string {
  const covered = rows.filter(({ state }) => state === 'covered').length;
  return `${covered} (${Math.floor((100 * covered) / Math.max(1, rows.length))} %)`;
}

/** One reason for a row without rules: as long as a part may get a rule, the row may. */
const rowReason = ({ reasons }: CoveredPattern): string => (reasons.includes(NOT_YET) ? NOT_YET : reasons[0]!);

function cells(row: CoveredPattern): string[] {
  const links = row.rules.map(({ id }) => `[${id}](rules.md#${id})`);
  const tiers = [...new Set(row.rules.map(({ tier }) => tier))];
  const missing = row.state === 'partly' ? [`*partly: ${plain(row.reasons.join(', '))}*`] : [];
  return [
    plain(row.provider),
    row.secretTypes.map(code).join(' + '),
    row.pushProtected ? 'yes' : 'no',
    row.state === 'none' ? `*${plain(rowReason(row))}*` : [...links, ...missing].join(', '),
    tiers.join(', '),
  ];
}
