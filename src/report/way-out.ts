import { type Finding, withParts } from '../domain/finding.ts';
import type { Report } from '../domain/report.ts';
import type { Secret } from '../domain/secret.ts';
import { displayText } from './display-path.ts';
import { bySecret, findingsOf, groupBy } from './findings-of.ts';
import type { ReportMeta, Rotate } from './report-meta.ts';
import { type AdviceLine, takeOut } from './take-out.ts';

/** One of the three ways out. */
export interface Advice {
  readonly title: string;
  readonly lines: readonly AdviceLine[];
}

const ANY_ROTATE = 'Revoke it where it was issued, and put a new one in its place.';

/**
 * What to do, in order: take it out, replace it, or say that it is no secret. All that blocks is taken out at once; the
 * other two are told for these findings.
 */
export function wayOut(
  shown: readonly Finding[],
  report: Report,
  meta: ReportMeta,
  secrets: readonly Secret[],
  rotate: Rotate,
): Advice[] {
  const left = meta.door === 'pre-receive' || meta.door === 'action' || meta.source.kind === 'all';
  const { blocking } = findingsOf(report);
  const remove = { title: `Take it out${topOf(blocking)}`, lines: takeOut(blocking, report, meta, secrets) };
  const replace = {
    title: left
      ? 'Replace it, and soon: whoever has a clone or got the push has it'
      : 'Replace it, if it ever left this machine',
    lines: [...rotateLines(withParts(shown), rotate), ...othersLine(shown, blocking)],
  };
  const { title, lines } = bypass(withParts(shown), report, meta);
  return [remove, replace, { title, lines: [...lines, ...othersLine(shown, blocking)] }];
}

/** That the advice is not for all of them. */
function othersLine(shown: readonly Finding[], blocking: readonly Finding[]): AdviceLine[] {
  const [told, all] = [bySecret(shown).length, bySecret(blocking).length];
  return told < all
    ? [{ say: `(this is for the first ${told} of ${all} secrets: when they are done, run it again)` }]
    : [];
}

function topOf(shown: readonly Finding[]): string {
  const paths = shown.some(({ kind, path }) => kind === 'blob' && path !== undefined);
  return paths ? ' (paths count from the top of the work tree)' : '';
}

function rotateLines(shown: readonly Finding[], rotate: Rotate): AdviceLine[] {
  const advice = groupBy(shown, ({ rule }) => rotate(rule) ?? ANY_ROTATE);
  return advice.map((group) => {
    const titles = groupBy(group, ({ title }) => title).map(([first]) => first!.title);
    const sentence = rotate(group[0]!.rule) ?? ANY_ROTATE;
    return { say: displayText(advice.length === 1 ? sentence : `${titles.join(', ')}: ${sentence}`, []) };
  });
}

function bypass(shown: readonly Finding[], report: Report, { door }: ReportMeta): Advice {
  const rules = groupBy(shown, (finding) => finding.rule).map(([first]) => first!.rule);
  const marks = rules.map((rule) => ({ run: `unleak:allow ${rule} -- <reason>` }));
  const messages = shown.every(({ kind }) => kind === 'message' || kind === 'commit' || kind === 'tag');
  const where = messages
    ? 'write this on its line in the message (not behind a #, which git takes out), with your reason:'
    : 'write this in a comment on its line, in the commit that brings it, with your reason:';
  const inline = [{ say: where }, ...marks];
  const title = 'Or, if it is no secret, say why';
  if (report.fingerprintScope === 'run') {
    const salt =
      'for an allowlist, `unleak init` must make a salt first: without one, fingerprints hold for this run only.';
    return { title, lines: [...inline, { say: salt }] };
  }
  return { title, lines: [...inline, { say: allowlistWhere(door) }, ...allowlist(shown)] };
}

const allowlistWhere = (door: ReportMeta['door']): string =>
  door === 'pre-receive'
    ? 'or put it on the allowlist in .unleakrc.yaml; the server reads that on its default branch, so push it there first:'
    : 'or put it on the allowlist in .unleakrc.yaml (where it has an allow: already, only what stands below that):';

/** The entry for the configuration file, ready to be copied: flush left, as YAML wants it. */
function allowlist(shown: readonly Finding[]): AdviceLine[] {
  const fingerprints = groupBy(shown, (finding) => finding.fingerprint).map(([first]) => first!.fingerprint);
  const items = fingerprints.map((fingerprint) => `      - ${JSON.stringify(fingerprint)}`);
  return ['allow:', '  - fingerprints:', ...items, '    reason: <why these are no secrets>'].map((paste) => ({
    paste,
  }));
}
