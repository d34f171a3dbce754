import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { blob, writeEntries } from '../../unit/git/pack/pack-writer.ts';

const scanAll = (project: Project): Outcome => project.unleak('scan', '--all');

/** A project, and where its objects lie. */
function started(): { project: Project; objects: string } {
  const project = new Project();
  project.commit('one', { 'a.txt': 'nothing\n' });
  return { project, objects: join(project.path, '.git/objects') };
}

describe('two things under one id: git shows one of them, and nobody knows which', () => {
  test('the copy that comes first is harmless, and not what its id says', () => {
    const { project, objects } = started();
    const leaky = blob(`${githubToken()}\n`);
    writeEntries(objects, 'f'.repeat(40), [leaky]);
    writeEntries(objects, '0'.repeat(40), [{ ...blob('harmless\n'), id: leaky.id }]);
    const past = new Date(1_600_000_000_000);
    for (const end of ['pack', 'idx']) utimesSync(join(objects, 'pack', `pack-${'0'.repeat(40)}.${end}`), past, past);
    expect(scanAll(project).status).not.toBe(0);
  });

  test('a packed copy holds the secret, the true one is harmless and loose', () => {
    const { project, objects } = started();
    const { stdout } = project.sandbox.run('git', ['hash-object', '-w', '--stdin'], {
      cwd: project.path,
      input: 'true\n',
    });
    const id = Buffer.from(stdout.trim(), 'hex');
    writeEntries(objects, '1'.repeat(40), [{ ...blob(`${githubToken()}\n`), id }]);
    expect(scanAll(project).status).not.toBe(0);
  });
});

describe('escaped characters beyond what is looked at in depth', () => {
  const noise = `${'lorem ipsum dolor sit amet '.repeat(40)}\n`.repeat(3000);
  test.each([
    ['\\u00XX', (code: number) => `\\u00${code.toString(16).padStart(2, '0')}`],
    ['%XX', (code: number) => `%${code.toString(16).padStart(2, '0')}`],
    ['\\xXX', (code: number) => `\\x${code.toString(16).padStart(2, '0')}`],
  ])('%s in a token', (_, escaped) => {
    const { project } = started();
    const token = githubToken();
    for (const at of [0, 3, 10]) {
      const hidden = token.slice(0, at) + escaped(token.charCodeAt(at)) + token.slice(at + 1);
      const input = `${noise}{"token": "${hidden}"}\n`;
      expect(project.sandbox.unleak(project.path, ['scan', '--stdin'], { input }).status).toBe(1);
    }
  });
});
