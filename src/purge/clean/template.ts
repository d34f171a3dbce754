/** The bytes that take the place of a match, as latin1. @param group text of a group, by number or name; '' when it took no part */
export type Template = (group: (key: number | string) => string) => string;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

const PART = /\\(?:g<(\w+)>|([1-9]\d?)|([nrtabfv\\]))/g;

/** The groups that a replacement names, and its text. `\1`, `\g<1>`, `\g<name>`, `\n`… as Python's `re.sub` has them; a glob has none. */
export function templateOf(
  kind: 'regex' | 'glob',
  replacement: string,
): {
  readonly groups: readonly (number | string)[];
  readonly fill: Template;
} {
  if (kind === 'glob') return { groups: [], fill: () => replacement };
  const groups = [...replacement.matchAll(PART)].flatMap(([, named, number]) =>
    (named ?? number) ? [keyOf(named ?? number!)] : [],
  );
  const fill: Template = (group) =>
    replacement.replace(PART, (_, named?: string, number?: string, letter?: string) =>
      letter === undefined ? group(keyOf((named ?? number)!)) : ESCAPES[letter]!,
    );
  return { groups, fill };
}

const keyOf = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
