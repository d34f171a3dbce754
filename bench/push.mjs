// Times what a push costs: the pre-receive hook in git's quarantine and the pre-push hook, beside git listing and printing the same objects.
// Usage: node bench/push.mjs [rounds] <bare repository> <old revision> <new revision>
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { contest, env, print } from './measure.mjs';

const [rounds = '5', repository = '.', from = 'HEAD~100', to = 'HEAD'] = process.argv.slice(2);
const cli = resolve('dist/cli.cjs');
const source = resolve(repository);
const root = mkdtempSync(join(tmpdir(), 'unleak-bench-push-'));
const server = join(root, 'server.git');

function git(cwd, ...args) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env, maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout.toString().trim();
}

const oidOf = (revision) => git(source, 'rev-parse', `${revision}^{commit}`);

/** What git would push, as it would lie in a quarantine beside a server that has the old revision only. */
function prepare() {
  git(root, 'init', '-q', '--bare', server);
  git(source, 'push', '-q', server, `${oidOf(from)}:refs/heads/main`);
  const quarantine = join(root, 'quarantine');
  const pushed = join(root, 'pushed.git');
  cpSync(server, pushed, { recursive: true });
  // All in one new pack, as index-pack leaves a push of a hundred objects or more.
  git(source, 'push', '-q', pushed, `${oidOf(to)}:refs/heads/new`);
  const known = spawnSync('ls', [join(server, 'objects/pack')])
    .stdout.toString()
    .split('\n')
    .filter(Boolean);
  cpSync(join(pushed, 'objects'), quarantine, {
    recursive: true,
    filter: (path) => !known.some((name) => path.endsWith(name)) && !/objects\/[0-9a-f]{2}(\/|$)/.test(path),
  });
  return quarantine;
}

try {
  const quarantine = prepare();
  const lines = join(root, 'lines');
  writeFileSync(lines, `${oidOf(from)} ${oidOf(to)} refs/heads/main\n`);
  const pushLines = join(root, 'push-lines');
  writeFileSync(pushLines, `refs/heads/main ${oidOf(to)} refs/heads/main ${oidOf(from)}\n`);
  const inQuarantine = `GIT_DIR=. GIT_QUARANTINE_PATH=${quarantine} GIT_OBJECT_DIRECTORY=${quarantine} GIT_ALTERNATE_OBJECT_DIRECTORIES=${server}/objects`;
  const listing = (tip, not) =>
    `git rev-list --objects ${tip} --not ${not} | cut -d' ' -f1 | git cat-file --batch --buffer >/dev/null`;
  const objects = git(source, 'rev-list', '--objects', `${oidOf(from)}..${oidOf(to)}`).split('\n').length;
  const onServer = [
    ['rev-list --objects | cat-file --batch', 'git', `export ${inQuarantine}; ${listing(oidOf(to), '--all')}`],
    ['unleak hook pre-receive', 'node', `${inQuarantine} node ${cli} hook pre-receive --budget 600 <${lines}`],
  ];
  print(`${objects} objects, on the server`, contest(onServer, server, Number(rounds)));
  const onClient = [
    ['rev-list --objects | cat-file --batch', 'git', listing(oidOf(to), oidOf(from))],
    ['unleak hook pre-push', 'node', `node ${cli} hook pre-push origin ${server} <${pushLines}`],
  ];
  print(`${objects} objects, on the client`, contest(onClient, source, Number(rounds)));
} finally {
  rmSync(root, { recursive: true, force: true });
}
