// How unleak answers for the values of labels.tsv: how many credentials it reports, and how much else.
// Usage: node bench/accuracy/labelled.mjs <folder of trees> [--misses] [--alarms] [--json]
// Each file with a label is scanned whole, under its own path; a finding answers for a value if it begins inside of it, or in the
// same word before it, as those for URLs do. --misses lists credentials that were not reported, --alarms what was reported and is none.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderOf, groupBy, lineReader, redact, repositories, scan, table } from './sets.mjs';

const [trees, ...options] = process.argv.slice(2);
const LABELS = ['secret', 'weak', 'placeholder', 'reference', 'identifier', 'test'];
const CREDENTIALS = new Set(['secret', 'weak']);
const AROUND = 50;
const labels = groupBy(table('labels.tsv'), ({ repository }) => repository);

/** Scans the files that have labels. @returns findings by path and line */
function findingsOf(folder, paths) {
  const copy = mkdtempSync(join(tmpdir(), 'unleak-labelled-'));
  try {
    for (const path of paths) cpSync(join(folder, path), join(copy, path));
    return groupBy(scan(copy).findings, ({ path, line }) => `${path}:${line}`);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** The finding that answers for a value; one that blocks before one that warns. */
function answer(findings, line, { column, length }) {
  const from = Number(column);
  return findings
    .filter((found) => {
      if (found.column >= from) return found.column < from + Number(length);
      return !/[\s"'`]/.test(line.slice(found.column - 1, from - 1));
    })
    .sort((a, b) => (a.tier < b.tier ? -1 : 1))[0];
}

function shown(line, { column, length }) {
  const from = Number(column) - 1;
  const to = from + Number(length);
  const utf8 = (text) => Buffer.from(text, 'latin1').toString().replace(/\s/g, ' ');
  const before = utf8(line.slice(Math.max(0, from - AROUND), from)).trimStart();
  return `${before}[${redact(utf8(line.slice(from, to)))}]${utf8(line.slice(to, to + AROUND / 2))}`;
}

const results = [];
for (const { repository, set } of repositories()) {
  const folder = join(trees, folderOf({ repository, set }));
  const own = labels.get(repository) ?? [];
  if (own.length === 0) continue;
  if (!existsSync(folder)) {
    console.error(`${repository}: no tree, ${own.length} values left out`);
    continue;
  }
  const found = findingsOf(folder, new Set(own.map(({ path }) => path)));
  const read = lineReader(folder);
  for (const value of own) {
    const line = read(value.path, Number(value.line));
    const finding = answer(found.get(`${value.path}:${value.line}`) ?? [], line, value);
    results.push({ ...value, set, finding, text: shown(line, value) });
  }
}

/** For each rule how many of its findings were credentials, and how many not. */
function perRule() {
  const rules = {};
  for (const { label, finding } of results) {
    if (!finding) continue;
    const own = (rules[finding.rule] ??= { right: 0, wrong: 0 });
    own[CREDENTIALS.has(label) ? 'right' : 'wrong']++;
  }
  return { values: results.length, rules };
}

if (options.includes('--json')) {
  console.log(JSON.stringify(perRule()));
  process.exit();
}

const percent = (part, whole) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
const row = (cells) =>
  console.log(cells.map((cell, i) => (i < 2 ? `${cell}`.padEnd(12) : `${cell}`.padStart(10))).join(''));
row(['set', 'label', 'values', 'reported', 'block', 'warn', 'note', 'share', 'block']);
for (const set of ['train', 'test', 'held']) {
  for (const label of [...LABELS, 'no credential']) {
    const own = results.filter(
      (each) => each.set === set && (label === 'no credential' ? !CREDENTIALS.has(each.label) : each.label === label),
    );
    const block = own.filter(({ finding }) => finding?.tier === 'block').length;
    const warn = own.filter(({ finding }) => finding?.tier === 'warn').length;
    const note = own.filter(({ finding }) => finding?.tier === 'note').length;
    const all = block + warn + note;
    row([set, label, own.length, all, block, warn, note, percent(all, own.length), percent(block, own.length)]);
  }
}

const list = (title, chosen) => {
  console.log(`\n${title}: ${chosen.length}`);
  for (const { set, label, repository, path, line, finding, text } of chosen)
    console.log(
      `  ${set} ${label} ${finding ? `${finding.tier} ${finding.rule} ` : ''}${repository}/${path}:${line} ${text}`,
    );
};
if (options.includes('--misses'))
  list(
    'Credentials not reported',
    results.filter((each) => CREDENTIALS.has(each.label) && !each.finding),
  );
if (options.includes('--alarms'))
  list(
    'Reported, and no credentials',
    results.filter((each) => !CREDENTIALS.has(each.label) && each.finding),
  );
