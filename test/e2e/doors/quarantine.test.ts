import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, seen } from '../../support/cli.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';
import { type ServerAndProject, startedServer } from '../../support/server.ts';
import { blob, writeEntries } from '../../unit/git/pack/pack-writer.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

/** So much that the server reads the pack itself; its hook has a second thread for that where there are two cores. */
const LARGE = 1_500_000;

/** A server that keeps what is pushed as a pack, however few objects there are. */
async function packingServer(): Promise<ServerAndProject> {
  const both = await startedServer();
  both.server.git('config', 'receive.unpackLimit', '1');
  return both;
}

/** Where the findings of a report stand. */
const placesIn = (report: string): string[] => Array.from(report.matchAll(/path: (\S+)/g), ([, place]) => place!);

/** A token with one of its characters escaped, as JSON may have it. */
const escaped = (token: string): string =>
  `${token.slice(0, 8)}\\u00${token.charCodeAt(8).toString(16).padStart(2, '0')}${token.slice(9)}`;

describe('a push that is read from its pack', () => {
  test('a secret as it is and one with escaped characters, in one file: each is reported once', async () => {
    const both = await packingServer();
    const file = `${line(githubToken())}${line(escaped(npmToken()))}`;
    both.project.commit('dirty', { a: file, large: randomBytes(LARGE) });
    const { stderr } = await both.refuses(['origin', 'main'], 'push refused: 2 secrets');
    expect(placesIn(stderr)).toEqual(['a:1:10', 'a:2:10']);
  });

  test('a clean one passes', async () => {
    const both = await packingServer();
    both.project.commit('clean', { large: randomBytes(LARGE) });
    await both.accepts('-q', 'origin', 'main');
  });

  // With one core git reads it all, and shows what it has without a look at the id.
  test.runIf(availableParallelism() > 1)(
    'an object that is not what its id says hides none of the others',
    async () => {
      const both = await packingServer();
      const { project, server } = both;
      const files = { a: 'harmless\n', b: line(npmToken()), large: randomBytes(LARGE).toString('hex') };
      const from = project.head();
      const to = project.commit('dirty', files);
      const forged = { ...blob(line(githubToken())), id: blob(files.a).id };
      const quarantine = writeEntries(join(server.path, 'objects/incoming-x'), '1'.repeat(40), [
        forged,
        blob(files.b),
        blob(files.large),
      ]);
      for (const oid of [to, project.git('rev-parse', `${to}^{tree}`)]) {
        const file = join(oid.slice(0, 2), oid.slice(2));
        cpSync(join(project.path, '.git/objects', file), join(quarantine, file));
      }
      const outcome = project.sandbox.run(process.execPath, [CLI, 'hook', 'pre-receive'], {
        cwd: server.path,
        input: `${from} ${to} refs/heads/main\n`,
        env: {
          GIT_DIR: '.',
          GIT_QUARANTINE_PATH: quarantine,
          GIT_OBJECT_DIRECTORY: quarantine,
          GIT_ALTERNATE_OBJECT_DIRECTORIES: join(server.path, 'objects'),
        },
      });
      expect(outcome.status, seen(outcome)).toBe(1);
      expect(placesIn(outcome.stderr)).toEqual(['b:1:10']);
      expect(outcome.stderr).toContain(forged.id.toString('hex'));
    },
  );
});
