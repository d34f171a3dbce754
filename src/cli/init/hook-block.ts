const BEGIN = '# >>> unleak: refuses secrets; take it out with `unleak init --remove`';
const END = '# <<< unleak';
const BLOCK = /^# >>> unleak[^\n]*\n(?:[^\n]*\n)*?# <<< unleak\n?/m;

/** Hooks that get their work on standard input: what follows us in the same script must still find it there. */
const READS_STDIN = new Set(['pre-push', 'pre-receive']);

/**
 * The lines of shell that run one hook of ours, between two marks.
 * @param source the package's folder, absolute or relative to where git runs the hook
 */
export function hookBlock(name: string, source: string): string {
  const script = quote(`${source}/hooks/${name}`);
  const gone = quote(
    `unleak: ${source}/hooks/${name} is missing, so nothing was checked. Install the packages again (npm install), or run: npx unleak init`,
  );
  const check = `[ -f ${script} ] || { echo ${gone} >&2; exit 2; }`;
  const run = READS_STDIN.has(name) ? runWithStdin(script) : `sh ${script} "$@" || exit $?`;
  return [BEGIN, check, run, END, ''].join('\n');
}

const runWithStdin = (script: string): string =>
  [
    'unleak_refs=$(cat)',
    `printf '%s\\n' "$unleak_refs" | sh ${script} "$@" || exit $?`,
    'exec </dev/null',
    '[ -z "$unleak_refs" ] || exec <<UNLEAK_REFS',
    '$unleak_refs',
    'UNLEAK_REFS',
  ].join('\n');

/** Puts our lines in front of what a script does already, behind its `#!` line; in place of ours if they are there. */
export function withBlock(script: string, block: string): string {
  const rest = withoutBlock(script);
  const shebang = /^#![^\n]*\n?/.exec(rest)?.[0] ?? '';
  return `${shebang === '' || shebang.endsWith('\n') ? shebang : `${shebang}\n`}${block}${rest.slice(shebang.length)}`;
}

/** Takes our lines out. */
export const withoutBlock = (script: string): string => script.replace(BLOCK, '');

/** Whether a script does nothing but start. */
export const isEmptyScript = (script: string): boolean => script.replace(/^#![^\n]*\n?/, '').trim() === '';

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
