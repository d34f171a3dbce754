// Times a scan of whole histories, side by side with git itself and with every peer on PATH.
// Usage: node bench/history.mjs [rounds] <bare repository>…   (PEERS.md-like: git clone --bare --no-local; git repack -adF --depth=50)
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { contest, median, print } from './measure.mjs';

const [rounds = '3', ...repositories] = process.argv.slice(2);
const cli = resolve('dist/cli.cjs');
const out = join(tmpdir(), 'unleak-bench-report.json');

const contenders = [
  ['unleak', 'node', `node ${cli} scan --all --stats --no-cache --threads 2`],
  ['unleak, one thread', 'node', `node ${cli} scan --all --stats --no-cache --threads 1`],
  ['git cat-file of everything', 'git', 'git cat-file --batch-all-objects --batch --unordered --buffer >/dev/null'],
  ['gitleaks', 'gitleaks', `gitleaks git . --no-banner --exit-code 0 -f json -r ${out}`],
  ['betterleaks', 'betterleaks', `betterleaks git . --no-banner -s --exit-code 0 -o ${out}`],
  ['kingfisher --turbo', 'kingfisher', `kingfisher scan . --no-validate --turbo --format jsonl -o ${out}`],
  ['trufflehog', 'trufflehog', 'trufflehog git file://. --no-verification --no-update --json >/dev/null'],
];

/** The time of a stage that `--stats` printed. */
const stage = (stderr, name) => Number(new RegExp(`^${name}: (\\d+) ms`, 'm').exec(stderr)?.[1] ?? 0);

for (const repository of repositories) {
  const results = contest(contenders, resolve(repository), Number(rounds));
  const { all } = results.get('unleak');
  const without = median(all.map(({ ms, stderr }) => ms - stage(stderr, 'attribute')));
  print(
    `${repository} (median of ${rounds})`,
    new Map([['unleak, without attribution', { ms: without, mb: 0 }], ...results]),
  );
  console.log(`  with attribution: ${(results.get('unleak').ms / without).toFixed(2)} × the time without`);
}
