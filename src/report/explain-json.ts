import type { ExplainedMatch, Explanation, KeywordPlace, RuleLook } from '../domain/explanation.ts';
import type { Finding } from '../domain/finding.ts';
import type { Secret } from '../domain/secret.ts';
import type { Note } from '../domain/witness.ts';
import { jsonText } from './json-text.ts';
import { pathText, plainText } from './path-text.ts';

/** The explanation for programs. Absent values are null; secrets never stand in it. */
export function explanationJson({ path, line, looks, skipped, fingerprintScope, secrets }: Explanation): string {
  return jsonText({
    version: 1,
    path: path === undefined ? null : pathText(path, secrets).text,
    line: line ?? null,
    fingerprintScope,
    skipped: skipped.map(({ reason, what, incomplete }) => ({ reason, what: plainText(what, secrets), incomplete })),
    rules: looks.map((look) => lookEntry(look, secrets)),
  });
}

function lookEntry({ rule, title, origin, state, keywords, matches }: RuleLook, secrets: readonly Secret[]): object {
  // What unleak's own rules say is public, whatever somebody took for a secret.
  const own = origin === 'unleak' ? [] : secrets;
  return {
    rule: plainText(rule, own),
    title: plainText(title, own),
    origin,
    state,
    keywords: keywords.map((keyword) => keywordEntry(keyword, own)),
    matches: matches.map((match) => matchEntry(match, own, secrets)),
  };
}

function keywordEntry({ keyword, line, column, encodings }: KeywordPlace, own: readonly Secret[]): object {
  return { keyword: plainText(keyword, own), line, column, encodings };
}

function matchEntry(match: ExplainedMatch, own: readonly Secret[], secrets: readonly Secret[]): object {
  const { from, to, encodings, keywords, notes, finding } = match;
  return {
    from,
    to,
    keywords: keywords.map((keyword) => keywordEntry(keyword, own)),
    encodings: encodings.map((encoding) => plainText(encoding, secrets)),
    checks: notes.map((note) => noteEntry(note, secrets)),
    reported: finding !== undefined && finding.suppressed === undefined,
    finding: finding ? findingEntry(finding, secrets) : null,
  };
}

function noteEntry(note: Note, secrets: readonly Secret[]): object {
  if (note.check === 'placeholder') return { ...note, kind: note.kind ?? null };
  return note.check === 'overlap' ? { ...note, rule: plainText(note.rule, secrets) } : note;
}

function findingEntry({ tier, confidence, fingerprint, suppressed }: Finding, secrets: readonly Secret[]): object {
  const reason = suppressed ? plainText(suppressed.reason, secrets) : '';
  return { tier, confidence, fingerprint, suppressed: suppressed ? { by: suppressed.by, reason } : null };
}
