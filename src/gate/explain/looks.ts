import type { ExplainedMatch, KeywordPlace, RuleLook } from '../../domain/explanation.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Secret } from '../../domain/secret.ts';
import { describer } from '../findings.ts';
import type { Settings } from '../settings.ts';
import type { Journal, KeywordHit, Trail } from './journal.ts';
import type { LineStarts } from './line-starts.ts';
import { heldBy, type Met, metIn, offIn, type Span } from './met.ts';
import type { RuleChoice } from './rule-choice.ts';

/** All that is known of a text when the chain and the steps behind it are done. */
export interface LookParts {
  readonly journal: Journal;
  readonly findings: readonly Finding[];
  readonly bytes: Buffer;
  readonly lines: LineStarts;
  /** The part of the text that was asked about. */
  readonly span: Span;
}

/** What each rule made of the part that was asked about: what is reported first, then what matched, then the others. */
export async function looksOf(parts: LookParts, settings: Settings, { only }: RuleChoice): Promise<RuleLook[]> {
  const { journal, span, bytes } = parts;
  const maker = await lookMaker(parts, settings);
  const met = metIn(span, journal);
  const off = only === undefined ? offIn(span, bytes, settings) : new Map<string, Met>();
  const looks = [
    ...[...met].map(([rule, of]) => maker(rule, 'tried', of)),
    ...usersRules(settings).flatMap(({ id, keywords }) => {
      if (met.has(id) || off.has(id)) return [];
      if (journal.tried.has(id)) return maker(id, 'tried', NOTHING);
      return keywords.length > 0 ? maker(id, 'no-keyword', NOTHING) : [];
    }),
    ...[...off].map(([rule, of]) => maker(rule, 'off', of)),
  ].filter(({ rule }) => only === undefined || rule === only);
  return looks.sort((a, b) => rankOf(a) - rankOf(b) || (a.rule < b.rule ? -1 : 1));
}

const NOTHING: Met = { hits: [], trails: [] };

/** The rules of the configuration that are in force. */
const usersRules = ({ config, rules }: Settings) =>
  config.customRules.flatMap(({ id }) => (config.rules[id] === 'off' ? [] : (rules.get(id) ?? [])));

/** Reported ones first. */
function rankOf({ state, matches }: RuleLook): number {
  if (matches.some(({ finding }) => finding && !finding.suppressed)) return 0;
  if (matches.length > 0) return matches.some(({ finding }) => finding) ? 1 : 2;
  return { tried: 3, 'no-keyword': 4, off: 5 }[state];
}

type LookMaker = (rule: string, state: RuleLook['state'], met: Met) => RuleLook;

async function lookMaker({ journal, findings, lines }: LookParts, settings: Settings): Promise<LookMaker> {
  const describe = describer(settings);
  const custom = new Set(settings.config.customRules.map(({ id }) => id));
  const bySecret = new Map(findings.map((finding) => [finding.secret, finding]));
  return (rule, state, { hits, trails }) => {
    const common = { rule, title: describe(rule).title, state };
    if (settings.rules.has(rule) && !custom.has(rule)) {
      const held = new Set(trails.flatMap((trail) => heldBy(trail, hits)));
      const keywords = hits.filter((hit) => !held.has(hit)).map((hit) => placeOf(hit, lines));
      const matches = trails.map((trail) => matchOf(trail, heldBy(trail, hits), { bySecret, lines }));
      return { ...common, origin: 'unleak', keywords, matches };
    }
    // A user's rule looks all over a text that holds a keyword of it, on whatever line.
    const met = hits.length > 0 ? hits : journal.hits.filter((hit) => hit.rule === rule).slice(0, 1);
    const keywords = met.map((hit) => placeOf(hit, lines));
    const matches = trails.map((trail) => matchOf(trail, [], { bySecret, lines }));
    return { ...common, origin: custom.has(rule) ? 'configuration' : 'plugin', keywords, matches };
  };
}

const placeOf = ({ keyword, encodings, start }: KeywordHit, lines: LineStarts): KeywordPlace => ({
  keyword,
  encodings,
  ...lines.placeOf(start),
});

/** What matches are told with. */
interface MatchTools {
  /** Whatever became of a candidate on the way, its secret is the same object. */
  readonly bySecret: ReadonlyMap<Secret, Finding>;
  readonly lines: LineStarts;
}

function matchOf(trail: Trail, held: readonly KeywordHit[], { bySecret, lines }: MatchTools): ExplainedMatch {
  const { secret, start, end, encodings } = trail.candidate;
  const finding = bySecret.get(secret);
  return {
    secret,
    from: lines.placeOf(start),
    to: lines.placeOf(Math.max(start, end - 1)),
    encodings,
    keywords: held.map((hit) => placeOf(hit, lines)),
    notes: trail.notes,
    ...(finding ? { finding } : {}),
  };
}
