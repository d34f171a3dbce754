import { UnleakError } from '../../domain/unleak-error.ts';
import type { RefUpdate } from '../../gate/source.ts';
import { isZero } from '../../git/parse-raw-diff.ts';
import { readLines } from '../read-lines.ts';

/** The form of a hook's lines: the named groups `from` and `to` are ids, zeros for what is not there, `ref` a name. */
interface LineForm {
  readonly hook: 'pre-push' | 'pre-receive';
  readonly form: RegExp;
}

/**
 * Reads what git tells a hook on standard input.
 * @throws UnleakError `usage` for a line of another form
 */
export async function readRefUpdates({ hook, form }: LineForm): Promise<RefUpdate[]> {
  return (await readLines(process.stdin)).map((line) => {
    const groups = form.exec(line)?.groups;
    if (!groups) {
      throw new UnleakError(
        'usage',
        `A line on standard input is not of the form that git gives to a ${hook} hook.`,
        'Let git run this hook, and let no hook before it read the standard input.',
      );
    }
    const { from, to, ref } = groups as { from: string; to: string; ref: string };
    return { ref, ...(isZero(from) ? {} : { from }), ...(isZero(to) ? {} : { to }) };
  });
}

/** Somebody else took the lines, or it was not git that ran the hook. */
export const noRefUpdates = (): UnleakError =>
  new UnleakError(
    'usage',
    'Nothing on standard input says what is pushed, so nothing was checked.',
    'Let git run this hook, and let what runs it pass the standard input on.',
  );
