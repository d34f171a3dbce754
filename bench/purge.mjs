// Times purges side by side with git-filter-repo and BFG, each on a copy of its own.
// Usage: node bench/purge.mjs <rounds> <bare repository> <file with one secret> [<more pairs>…]
// FILTER_REPO names git-filter-repo's script (PyPI), BFG its .jar (Maven Central, com.madgag:bfg); without them they are left out.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { median, run } from './measure.mjs';

const [rounds = '1', ...pairs] = process.argv.slice(2);
const { FILTER_REPO, BFG } = process.env;
const cli = resolve('dist/cli.cjs');
const folder = mkdtempSync(join(tmpdir(), 'unleak-purge-bench-'));
const expressions = join(folder, 'texts');

const pruneNothing = '--prune-empty never --prune-degenerate never --replace-refs delete-no-add';
const contenders = [
  [
    'unleak purge --apply (search, backup, rewrite, proof)',
    (secret) => `node ${cli} purge --secret-file ${secret} --apply --yes --json`,
  ],
  [
    'the same after unleak scan --all',
    (secret) => `node ${cli} scan --all --no-cache; node ${cli} purge --secret-file ${secret} --apply --yes --json`,
  ],
  FILTER_REPO && [
    'git-filter-repo',
    () => `python3 ${FILTER_REPO} --force --replace-text ${expressions} ${pruneNothing}`,
  ],
  BFG && ['BFG', () => `java -jar ${BFG} --replace-text ${expressions} --no-blob-protection .`],
].filter(Boolean);

/** A purge on a fresh copy. */
function purge(repository, secret, command) {
  const copy = join(folder, basename(repository));
  cpSync(repository, copy, { recursive: true });
  const { ms, mb, stderr } = run(command(secret), copy);
  // A backup lies beside what it is of.
  for (const name of readdirSync(folder))
    if (name.startsWith(basename(copy, '.git'))) rmSync(join(folder, name), { recursive: true, force: true });
  return { ms, mb, stderr };
}

try {
  for (let i = 0; i < pairs.length; i += 2) {
    const [repository, secret] = [resolve(pairs[i]), resolve(pairs[i + 1])];
    writeFileSync(expressions, `${readFileSync(secret, 'latin1').trim()}\n`, { encoding: 'latin1', mode: 0o600 });
    console.log(`${repository}, ${pairs[i + 1]}`);
    let first;
    for (const [name, command] of contenders) {
      const results = Array.from({ length: Number(rounds) }, () => purge(repository, secret, command));
      const ms = median(results.map((result) => result.ms));
      first ??= ms;
      const mb = median(results.map((result) => result.mb));
      console.log(
        `  ${name.padEnd(56)} ${(ms / 1000).toFixed(1)} s  ${(ms / first).toFixed(1)} ×  ${mb.toFixed(0)} MB`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
