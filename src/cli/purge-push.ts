import { runGit } from '../git/process.ts';
import { amount, safe } from '../purge/plan/section.ts';
import { findReceipt } from '../purge/receipt/find-receipt.ts';
import { type CheckedPush, checkPush, pushPurged } from '../purge/receipt/push-purged.ts';
import type { Receipt } from '../purge/receipt/receipt.ts';
import { confirm } from './purge-confirm.ts';
import type { PurgeOptions } from './purge-options.ts';

/** `unleak purge --push`: looks at the remote, asks, and pushes what the last purge changed. @returns the exit code */
export async function pushCommand({ values: { yes } }: PurgeOptions): Promise<number> {
  const receipt = findReceipt(await commonDirectory());
  const checked = await checkPush(receipt);
  for (const line of describe(checked)) console.log(line);
  if (checked.pushes.length === 0) return 0;
  const word = receipt.repository.name;
  const question = `This replaces ${amount(checked.pushes.length, 'ref')} of ${remoteName(receipt)}.`;
  await confirm({ question, word, yes }, { input: process.stdin, output: process.stderr });
  await pushPurged(receipt, checked);
  console.log(`unleak: pushed ${amount(checked.pushes.length, 'ref')} to ${remoteName(receipt)}.`);
  return 0;
}

const remoteName = ({ repository }: Receipt): string =>
  safe(repository.remote ?? repository.remoteName ?? 'the remote');

function describe({ pushes, absent, done, hidden }: CheckedPush): string[] {
  const list = (refs: readonly string[]): string => refs.map(safe).join(', ');
  return [
    `unleak: ${pushes.length === 0 ? 'there is nothing to push' : `to push: ${list(pushes.map(({ ref }) => ref))}`}.`,
    ...(done.length > 0 ? [`Pushed already: ${list(done)}.`] : []),
    ...(absent.length > 0 ? [`Not on the remote, so not published now: ${list(absent)}.`] : []),
    ...(hidden.length > 0 ? [`The server's own, which no push moves: ${list(hidden.slice(0, 5))}.`] : []),
  ];
}

async function commonDirectory(): Promise<string> {
  const options = { cwd: process.cwd() };
  const printed = await runGit(['rev-parse', '--path-format=absolute', '--git-common-dir'], options);
  return printed.toString().replace(/\r?\n$/, '');
}
