import type { Oid } from '../../domain/blob.ts';
import { cutShort } from '../lines.ts';
import { runGit } from '../process.ts';
import { gitAt } from './git-at.ts';

/** Which of these objects a repository does not hold. */
export async function missingObjects(gitDirectory: string, oids: readonly Oid[]): Promise<Oid[]> {
  const asked = [...new Set(oids)];
  if (asked.length === 0) return [];
  // 7898192… blob 5␊ or 1111111… missing␊
  const input = `${asked.join('\n')}\n`;
  const printed = await runGit(['cat-file', '--batch-check'], { ...gitAt(gitDirectory), input });
  const answers = printed.toString('latin1').split('\n');
  if (answers.pop() !== '' || answers.length !== asked.length) throw cutShort();
  return asked.filter((oid, i) => {
    if (!answers[i]!.startsWith(`${oid} `)) throw cutShort();
    return answers[i] === `${oid} missing`;
  });
}
