import { createHash } from 'node:crypto';
import type { Rule } from '../domain/rule.ts';
import { keywordRecords } from '../wasm/prescan.ts';
import { HEAD, type PackedRule, USUAL } from './packed-rules.ts';

/**
 * All rules as bytes: what the commit hook's search wants to know of their keywords as it takes them, the number of each keyword's rule in two
 * bytes, and lines of JSON: what is not usual about rules, each once, then a line for each rule.
 */
export function packRules(rules: readonly Rule[]): Buffer {
  const rests = new Map<string, number>();
  const lines = rules.map((rule) => {
    const rest = JSON.stringify(restOf(rule));
    const number = rests.get(rest) ?? rests.size;
    rests.set(rest, number);
    return JSON.stringify([rule.id, rule.keywords, rule.pattern, rule.maxLength, number] satisfies PackedRule);
  });
  const keywords = rules.flatMap(({ keywords, caseSensitive }, rule) =>
    keywords.map((keyword) => ({
      text: caseSensitive ? keyword : keyword.toLowerCase(),
      caseless: !caseSensitive,
      rule,
    })),
  );
  const parts = [
    keywordRecords(keywords),
    Buffer.from(Uint16Array.from(keywords, ({ rule }) => rule).buffer),
    Buffer.from([`[${[...rests.keys()].join()}]`, ...lines].join('\n')),
  ];
  const head = Buffer.alloc(HEAD);
  parts.forEach(({ length }, i) => void head.writeUInt32LE(length, (i + 1) * 4));
  createHash('sha256').update(Buffer.concat(parts)).digest().copy(head, 0, 0, 4);
  return Buffer.concat([head, ...parts]);
}

function restOf({ id, keywords: _k, pattern: _p, maxLength: _m, family, ...others }: Rule): Partial<Rule> {
  const usual: Readonly<Record<string, unknown>> = USUAL;
  const rest = Object.entries(others).filter(([name, value]) => usual[name] !== value);
  if (family !== id) rest.push(['family', family]);
  return Object.fromEntries(rest);
}
