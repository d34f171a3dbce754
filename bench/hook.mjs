// Times a staged scan of 1, 10 and 1,000 files as a multiple of `node -e 0` in the same run, with every peer that is on
// PATH. Usage: node bench/hook.mjs [rounds] [folder of texts]. The figures stand in bench/README.md.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const rounds = Number(process.argv[2] ?? 21);
const folderOfTexts = process.argv[3] ?? 'src/git';
const hook = resolve('hooks/pre-commit');
const cli = resolve('dist/cli.cjs');

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
// Node reads the certificates that it names at every start, which takes 30 ms and is no part of what is measured.
delete env.NODE_EXTRA_CA_CERTS;

const CONTENDERS = {
  'node -e 0': ['node', '-e', '0'],
  'unleak (the installed hook)': ['sh', hook],
  'unleak (without the shell’s help)': [process.execPath, cli, 'hook', 'pre-commit'],
  gitleaks: ['gitleaks', 'git', '--staged', '--pre-commit', '--no-banner'],
  betterleaks: ['betterleaks', 'git', '--staged'],
  kingfisher: ['kingfisher', 'scan', '.', '--staged', '--no-validate'],
  trufflehog: ['trufflehog', 'git', 'file://.', '--since-commit', 'HEAD', '--no-verification', '--no-update'],
};

const isThere = ([program]) => program.startsWith('/') || spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** A repository with so many changed files staged, their text taken from sources of ours. */
function repository(root, count) {
  const folder = join(root, `files-${count}`);
  mkdirSync(folder);
  const git = (...args) => spawnSync('git', args, { cwd: folder, env });
  const texts = readdirSync(folderOfTexts)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folderOfTexts, name), 'utf8'));
  const write = (line) => {
    for (let i = 0; i < count; i++)
      writeFileSync(join(folder, `file-${i}.ts`), `${texts[i % texts.length]}\n// ${line} ${i}\n`);
    git('add', '.');
  };
  git('init', '-q');
  write('first');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
  write('second');
  return folder;
}

function time([program, ...args], cwd) {
  const started = performance.now();
  const { status, error } = spawnSync(program, args, { cwd, env, stdio: 'ignore' });
  if (error || status === null) throw new Error(`${program} did not run`);
  return performance.now() - started;
}

const root = mkdtempSync(join(tmpdir(), 'unleak-bench-'));
try {
  const there = Object.entries(CONTENDERS).filter(([, command]) => isThere(command));
  for (const count of [1, 10, 1000]) {
    const folder = repository(root, count);
    const times = new Map(there.map(([name]) => [name, []]));
    for (const [, command] of there) time(command, folder);
    // In turn, so that a slow moment of the machine falls on all of them.
    for (let round = 0; round < rounds; round++)
      for (const [name, command] of there) times.get(name).push(time(command, folder));
    const base = times.get('node -e 0');
    console.log(`\n${count} staged file${count > 1 ? 's' : ''} (median of ${rounds})`);
    for (const [name, list] of times) {
      const ratio = median(list.map((ms, i) => ms / base[i]));
      console.log(`  ${name.padEnd(36)} ${median(list).toFixed(1).padStart(8)} ms  ${ratio.toFixed(2).padStart(6)} ×`);
    }
  }
  for (const [name, command] of Object.entries(CONTENDERS))
    if (!isThere(command)) console.log(`\nnot on PATH, so not measured: ${name}`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
