import { data } from '../history/leaky-history.ts';
import { below, oneOf, prose } from '../history/planted-text.ts';
import type { Random } from '../template.ts';
import { seededRandom } from '../template.ts';
import { WRITTEN } from './reference-cleaner.ts';

const FORMS = Object.values(WRITTEN);

/** A stream for `git fast-import`: a text comes, moves and goes in files, names of files and folders, messages and names of people. */
export function secretStream(text: string, seed: number, commits = 60): string {
  const random = seededRandom(seed);
  const files = Array.from({ length: 5 }, () => Array.from({ length: 50 }, () => line(random)));
  let stream = '';
  for (let n = 0; n < commits; n++) {
    const who = random() < 0.05 ? text : 'A U Thor';
    const message = random() < 0.08 ? `Removes ${text} again` : `commit ${n}`;
    stream += `commit refs/heads/main\ncommitter ${who} <a@example.com> ${1_700_000_000 + n} +0000\n${data(message)}`;
    for (let changes = 2; changes > 0; changes--) {
      const file = below(random, files.length);
      change(files[file]!, text, random);
      stream += `M 100644 inline folder${file % 2}/file${file}.txt\n${data(files[file]!.join('\n'))}`;
    }
    stream += named(text, n, random);
  }
  return `${stream}tag v1\nfrom refs/heads/main\ntagger T <t@example.com> 1700000000 +0000\n${data(`Says ${text}`)}done\n`;
}

/** Files that come and go under a name that tells, and many under names that do not. */
function named(text: string, n: number, random: Random): string {
  const many = `M 100644 inline many/file-${n}\n${data(`${n}`)}`;
  const choice = random();
  if (choice < 0.1) return `${many}M 100644 inline many/backup-of-${text}.txt\n${data('x')}`;
  if (choice < 0.15) return `${many}M 100644 inline ${text}/inner\n${data('y')}`;
  if (choice < 0.3) return `${many}D many/backup-of-${text}.txt\n`;
  return many;
}

const line = (random: Random): string => prose(random, 20 + below(random, 60)).replaceAll('\n', ' ');

function change(lines: string[], text: string, random: Random): void {
  const added = random() < 0.3 ? oneOf(random, FORMS)(text).toString('latin1') : line(random);
  lines.splice(below(random, lines.length), random() < 0.5 ? below(random, 6) : 0, added);
  if (random() < 0.1) lines.push(...lines.splice(below(random, lines.length), 12));
}
