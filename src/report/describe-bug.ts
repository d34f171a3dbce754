/** Places in the code that are named: the nearest tell enough. */
const FRAMES = 8;

/**
 * What can be said of an error that should not have happened. It may quote what was being scanned, so only its kind and
 * the places in the code are given, never its message.
 */
export function describeBug(error: unknown): string[] {
  const { name, message, stack } = error instanceof Error ? error : { name: typeof error, message: '', stack: '' };
  const frames = (stack ?? '')
    .replace(message, () => '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
  return [
    `A bug in unleak (${/^\w{1,40}$/.test(name) ? name : 'Error'}) stopped it, so nothing was checked. Exit code 2.`,
    'Please report it with these lines:',
    ...frames.slice(0, FRAMES).map((frame) => frame.trim()),
  ];
}
