// Times a scan of a work tree beside ripgrep with the same keywords. Usage: node bench/tree.mjs [rounds] <work tree>…
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { contest, print } from './measure.mjs';

const [rounds = '5', ...trees] = process.argv.slice(2);
const cli = resolve('dist/cli.cjs');
const out = join(tmpdir(), 'unleak-bench-report.json');

// The rules' keywords, one on a line; those of caseless rules as (?i:…), as `rg -f` takes them.
const { outputFiles } = await build({
  entryPoints: ['src/rules/generated/rules.ts'],
  ...{ bundle: true, write: false, format: 'esm', platform: 'node' },
});
const { RULES: rules } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
const quote = (word) => word.replace(/[.*+?^${}()|[\]\\-]/g, '\\$&');
const patterns = new Set(
  rules.flatMap(({ keywords, caseSensitive }) =>
    keywords.map((word) => (caseSensitive ? quote(word) : `(?i:${quote(word)})`)),
  ),
);
const keywords = join(tmpdir(), 'unleak-bench-keywords');
writeFileSync(keywords, [...patterns].join('\n'));

for (const tree of trees) {
  const contenders = [
    ['ripgrep -j2, the same keywords', 'rg', `rg -j2 --hidden -c -f ${keywords} . >/dev/null`],
    ['unleak', 'node', `node ${cli} scan . --stats`],
    ['gitleaks', 'gitleaks', `gitleaks dir . --no-banner --exit-code 0 -f json -r ${out}`],
    ['betterleaks', 'betterleaks', `betterleaks fs . --no-banner -s --exit-code 0 -o ${out}`],
    ['kingfisher', 'kingfisher', `kingfisher scan . --no-validate --git-history none --format jsonl -o ${out}`],
    ['trufflehog', 'trufflehog', 'trufflehog filesystem . --no-verification --no-update --json >/dev/null'],
  ];
  print(`${tree} (median of ${rounds})`, contest(contenders, resolve(tree), Number(rounds)));
}
