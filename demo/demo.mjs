// The whole story in a throwaway repository, with real git: a hardcoded AWS key is blocked at commit and, for who goes
// past that, at the server's door; then it is taken out, and the push goes through. Usage: npm run demo
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'cli.cjs');
const root = mkdtempSync(join(tmpdir(), 'unleak-demo-'));
const server = join(root, 'server.git');
const legacy = join(root, 'legacy');
const work = join(root, 'shop');
const colors = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (colors ? `\u001b[1m${text}\u001b[0m` : text);

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
Object.assign(env, {
  HOME: root,
  XDG_CONFIG_HOME: root,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'You',
  GIT_AUTHOR_EMAIL: 'you@example.com',
  GIT_COMMITTER_NAME: 'You',
  GIT_COMMITTER_EMAIL: 'you@example.com',
});

/** A random text, so that these keys are nobody's. */
const random = (alphabet, length) =>
  Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const keyId = `AKIA${random(upper, 16)}`;
const secretKey = random('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40);

const say = (text) => console.log(`\n${bold(`# ${text}`)}`);

const asTyped = (command, args) =>
  [command, ...args].map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ');

/** Runs a program in the work tree and shows what it prints. Ends the demo unless it goes as it should. */
function run(command, args, { expect = 0, cwd = work, shown = asTyped(command, args) } = {}) {
  console.log(bold(`$ ${shown}`));
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  const output = `${stdout}${stderr}`;
  process.stdout.write(output.replaceAll(root, '…'));
  if (output.includes(keyId) || output.includes(secretKey)) throw new Error('the output shows the key');
  if ((status === 0) !== (expect === 0))
    throw new Error(`${shown} ended with ${status}, not ${expect === 0 ? '0' : 'an error'}`);
}

const unleak = (args, options) =>
  run(process.execPath, [cli, ...args], { shown: `npx unleak ${args.join(' ')}`, ...options });

try {
  mkdirSync(work);
  say('A server that refuses secrets, and a project with the hooks installed');
  run('git', ['init', '-q', '--bare', '-b', 'main', server], { cwd: root, shown: 'git init --bare server.git' });
  unleak(['init', '--server'], { cwd: server });
  run('git', ['init', '-q', '-b', 'main'], { shown: 'git init shop && cd shop' });
  run('git', ['remote', 'add', 'origin', server], { shown: 'git remote add origin ../server.git' });
  unleak(['init']);
  run('git', ['add', '.unleak']);
  run('git', ['commit', '-qm', 'Set unleak up']);
  run('git', ['push', '-q', 'origin', 'main']);

  say('config.py, as in many a tutorial');
  const hardcoded = `import boto3\n\nAWS_ACCESS_KEY_ID = "${keyId}"\nAWS_SECRET_ACCESS_KEY = "${secretKey}"\n`;
  writeFileSync(join(work, 'config.py'), hardcoded);
  console.log(hardcoded.replace(keyId, 'AKIA****************').replace(secretKey, '****'));
  run('git', ['add', 'config.py']);

  say('The commit is blocked');
  run('git', ['commit', '-m', 'Add configuration'], { expect: 1 });

  say('Past the hook with --no-verify: the server blocks the push');
  run('git', ['commit', '-q', '--no-verify', '-m', 'Add configuration']);
  run('git', ['push', '--no-verify', 'origin', 'main'], { expect: 1 });

  say('The way out: the code looks the keys up, and the commit is made anew');
  const lookedUp =
    'import os\n\nAWS_ACCESS_KEY_ID = os.environ["AWS_ACCESS_KEY_ID"]\nAWS_SECRET_ACCESS_KEY = os.environ["AWS_SECRET_ACCESS_KEY"]\n';
  writeFileSync(join(work, 'config.py'), lookedUp);
  console.log(lookedUp);
  run('git', ['add', 'config.py']);
  run('git', ['commit', '-q', '--amend', '--no-edit']);
  run('git', ['push', 'origin', 'main']);
  say('Pushed, and the key never got into the repository. (It was sent to the server once: replace it.)');

  say('An older project, where nobody was watching: the key is four commits deep');
  mkdirSync(legacy);
  const inLegacy = { cwd: legacy };
  run('git', ['init', '-q', '-b', 'main'], { ...inLegacy, shown: 'git init legacy && cd legacy' });
  for (const [name, text] of [
    ['README', 'The shop\n'],
    ['config.py', hardcoded],
    ['shop.py', 'import config\n'],
    ['config.py', `${hardcoded}REGION = "eu-west-1"\n`],
    ['config.py', lookedUp],
  ]) {
    writeFileSync(join(legacy, name), text);
    run('git', ['add', name], inLegacy);
    run('git', ['commit', '-qm', `Write ${name}`], inLegacy);
  }
  run('git', ['log', '--oneline', '--stat'], inLegacy);

  say('The plan changes nothing');
  const wanted = ['aws-access-key-id', 'aws-secret-access-key'];
  unleak(['purge', ...wanted], inLegacy);

  say('The purge: no rebase, no conflict');
  unleak(['purge', ...wanted, '--apply', '--yes'], inLegacy);
  run('git', ['log', '--oneline', '--stat'], inLegacy);

  say('And the old objects go, with the backup');
  unleak(['purge', ...wanted, '--finish', '--yes'], inLegacy);
  unleak(['scan', '--all'], inLegacy);
  say('Gone, and proven. (Somebody may have a clone: the key is to be replaced in any case.)');
} catch (error) {
  console.error(`\nThe demo did not go as it should: ${error.message}.`);
  process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
