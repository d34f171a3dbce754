import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';

/** One breach of the contract, as a sentence. */
export type Breach = string;

/** The contract: which folders a folder's files may import from, besides their own. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  wasm: ['domain'],
  detect: ['domain', 'wasm'],
  rules: ['domain', 'wasm'],
  report: ['domain'],
  git: ['domain', 'wasm'],
  config: ['domain'],
  gate: ['domain', 'wasm', 'detect', 'rules', 'git', 'config'],
  purge: ['domain', 'wasm', 'detect', 'git', 'config', 'gate', 'report'],
  cli: ['domain', 'git', 'config', 'gate', 'purge', 'report'],
  action: ['domain', 'git', 'config', 'gate', 'report'],
  'index.ts': ['domain', 'gate', 'purge'],
};

/** What only some files may do. */
const RESERVED: readonly { readonly sign: RegExp; readonly what: string; readonly where: (file: string) => boolean }[] =
  [
    { sign: /child_process/, what: 'starts processes', where: (file) => file === 'git/process.ts' },
    {
      sign: /\bconsole\.|process\.(exit|argv|stdout|stderr|exitCode)\b/,
      what: 'prints, exits or reads argv',
      where: (file) => /^(cli|action)\//.test(file),
    },
    { sign: /node:(https?|net|tls|dgram|dns)\b|\bfetch\(/, what: 'reaches the network', where: () => false },
    { sign: /\.reveal\(\)/, what: 'reads the text of a secret', where: (file) => REVEALS.has(file) },
  ];

/** The files that may call `Secret.reveal()`: to check, compare, hash or redact it; none prints. */
export const REVEALS: ReadonlySet<string> = new Set([
  'detect/about.ts',
  'detect/overlap.ts',
  'detect/refine.ts',
  'gate/fingerprint.ts',
  'purge/clean/patterns.ts',
  'purge/clean/wanted.ts',
  'purge/plan/make-plan.ts',
  'purge/plan/redactor.ts',
  'purge/steps/targets-check.ts',
  'report/redact.ts',
]);

/** All sources below a folder, as paths with `/`. */
export function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) =>
        path.endsWith('.ts') &&
        !path.endsWith('.as.ts') &&
        !path.includes('generated') &&
        statSync(join(folder, path)).isFile(),
    )
    .map((path) => path.split(sep).join('/'))
    .sort();
}

/** Every breach in the sources below a folder. */
export const breachesIn = (folder: string): Breach[] =>
  sourcesBelow(folder).flatMap((file) => breachesOf(file, readFileSync(join(folder, file), 'utf8')));

/** The breaches of one file. @param file path below src */
export function breachesOf(file: string, text: string): Breach[] {
  const code = withoutComments(text);
  return [
    ...importBreaches(file, code),
    ...RESERVED.filter(({ sign, where }) => sign.test(code) && !where(file)).map(({ what }) => `${file} ${what}`),
  ];
}

function importBreaches(file: string, code: string): Breach[] {
  const own = folderOf(file);
  const allowed = MAY_IMPORT[own];
  if (!allowed) return [`${file} lies in a folder that the table does not know`];
  const targets = [...code.matchAll(IMPORT)].map(([, target, lazy]) =>
    posix.join(posix.dirname(file), target ?? lazy!),
  );
  return targets
    .map(folderOf)
    .filter((target) => target !== own && !allowed.includes(target))
    .map((target) => `${file} imports from ${target}`);
}

const IMPORT = /^(?:import|export|\})[^'`\n]*'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm;

const folderOf = (file: string): string => relative('.', file).split('/')[0] ?? dirname(file);

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
