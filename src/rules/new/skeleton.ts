import { stringify } from 'yaml';

/** What the author of a rule has to put in place of everything that holds this word; no shipped rule may hold it. */
export const TO_FILL_IN = 'FILL_IN';

/** What a skeleton is made from. */
export interface Names {
  /** The provider's name, as people write it. */
  readonly provider: string;
  /** The file's name without `.yaml`: ids begin with it. */
  readonly slug: string;
  readonly ruleId: string;
}

/** The head of a rule file. */
export function fileSkeleton({ provider }: Names): string {
  return [
    '# yaml-language-server: $schema=../schema/rule.schema.json',
    `provider: ${stringify(provider).trim()}`,
    `source: https://${TO_FILL_IN}.example/the-page-that-shows-the-format`,
    `rotate: '${TO_FILL_IN} one or two sentences of our own, and the page: https://${TO_FILL_IN}.example/how-to-revoke'`,
    'rules:',
    '',
  ].join('\n');
}

/** One rule, as an item of the list `rules`. */
export function ruleSkeleton({ provider, slug, ruleId }: Names): string {
  const prefix = `${slug.replaceAll('-', '_')}_${TO_FILL_IN}_`;
  const kind = ruleId
    .slice(slug.length + 1)
    .replaceAll('-', ' ')
    .replace(/\bapi\b/, 'API');
  const name = ruleId.replaceAll('-', '_');
  return [
    `  - id: ${ruleId}`,
    `    title: ${stringify([provider, kind].join(' ').trim()).trim()}`,
    `    secretType: ${name}`,
    '    tier: block',
    '    confidence: high',
    `    keywords: [${prefix}]`,
    `    pattern: '${prefix}[0-9A-Za-z]{32}'`,
    '    entropy: 3.0',
    '    examples:',
    '      match:',
    `        - '${name.toUpperCase()}=${prefix}{base62:32}'`,
    `        - '{ "${camelCase(ruleId)}": "${prefix}{base62:32}" }'`,
    '      noMatch:',
    `        - '${name.toUpperCase()}=${prefix}{base62:31}'`,
    `        - '${name}: "${prefix}{base62:33}"'`,
    `        - 'const ${camelCase(ruleId)} = ''x${prefix}{base62:32}'';'`,
    `        - '${name.toUpperCase()}=${prefix}{same:x:32}'`,
    '',
  ].join('\n');
}

const camelCase = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
