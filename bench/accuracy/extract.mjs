// Samples values that stand beside names such as `password`, for people to label. Deterministic: the order comes from a hash of the place.
// Usage: node bench/accuracy/extract.mjs <folder of trees> [values of each repository] [--likely] > a file outside of the repository
// What labels.tsv holds already is left out; with --likely, all but what looks most like a credential.
// Prints repository, path, line, column and length of the value (bytes), form, and the line with the value between « and »: real text,
// so keep what it prints to yourself.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { folderOf, IN_TEST, repositories, table } from './sets.mjs';

const [trees, most = '40', likely] = process.argv.slice(2);
const LARGEST = 1_000_000;
const LONGEST = 1000;
const OF_A_FILE = likely ? 20 : 6;

const NAME = String.raw`[\w.$@-]{0,60}(?:passw(?:or)?d|passphrase|passwd|pwd|passcode|secret|token|api[_-]?key|access[_-]?key|app[_-]?key|auth(?!ors?\b|or_|ority|enticity)|credential|(?:private|encryption|signing|license|account|master|shared|storage)[_-]?key|salt)[\w.-]{0,40}`;
const ANY_KEY = String.raw`[\w.-]{0,40}(?:key|salt|hash|iv|signature|seed|cookie|session)`;
// `skip` is what a form does not take; earlier forms win over later ones at the same place.
const FORMS = {
  url: String.raw`[a-z][a-z0-9+.-]{1,20}://[^\s:/@"'<>]{0,60}:(?<value>[^\s/@"'<>]{3,120})@`,
  header: String.raw`(?:Authorization|X-[\w-]{0,40}(?:key|token|secret|auth))["'\]]{0,2}\s*[:=,]\s*["'\x60]?(?:(?:Basic|Bearer|Token|Apikey)\s+)?(?<value>[^\s"'\x60,;)]{6,400})`,
  xml: String.raw`<(?:\w+:)?${NAME}>(?<value>[^<>\n]{3,200})</`,
  attribute: String.raw`(?:name|key)=["']${NAME}["']\s+(?:value|content|default)=["'](?<value>[^"'\n]{3,200})["']`,
  sql: String.raw`(?:identified\s+(?:with\s+\w+\s+)?by|password)\s+['"](?<value>[^'"\n]{3,100})['"]`,
  quoted: String.raw`${NAME}["'\])]{0,4}\s*(?:=>|:=|[!=]==?|[?]{0,2}[:=])\s*[a-zA-Z@]{0,2}(?<q>["'\x60])(?<value>(?:(?!\k<q>)[^\n]){3,200})\k<q>`,
  call: String.raw`${NAME}["']?\s*[,(]\s*[a-zA-Z@]{0,2}(?<q>["'\x60])(?<value>(?:(?!\k<q>)[^\n]){3,200})\k<q>`,
  option: String.raw`(?<=\s|["'])--?${NAME}(?:=|\s+|["'],\s*["'])["']?(?<value>[^\s"'\x60,-][^\s"'\x60,]{2,200})`,
  login: String.raw`(?<=\s)(?:-u|--user)[ =]?["']?[\w.@-]+:(?<value>[^\s"'\x60@]{3,100})`,
  mysql: String.raw`\bmysql\w*\s[^\n|;]{0,60}-p(?<value>[^\s"'\x60-]{3,60})`,
  bare: String.raw`${NAME}["'\]]{0,2}[ \t]*(?:=>|:=|[?]?[:=])[ \t]*(?<value>[^\s"'\x60;,=>(][^\s"'\x60;,]{2,200})`,
  command: String.raw`^\s*(?:ENV|ARG|set|export|setenv)?\s*${NAME}\s+(?<value>[^\s"'\x60=:(){}]{4,200})\s*$`,
  key: String.raw`${ANY_KEY}["'\])]{0,4}\s*(?:=>|:=|[:=])\s*[a-zA-Z@]{0,2}(?<q>["'\x60])(?<value>[\w+/=.-]{16,200})\k<q>`,
  separate: String.raw`name:\s*["']?${NAME}["']?\s*\n\s*-?\s*value:\s*["']?(?<value>[^\s"'\n]{3,200})`,
};
const patterns = Object.entries(FORMS).map(([form, source]) => [form, new RegExp(source, 'dgim')]);
const HINT =
  /pass|pwd|secret|token|key|auth|credential|salt|:\/\/|-u |--user|identified|hash|mysql|signature|seed|cookie/i;

const CODE =
  /^\.(?:js|ts|tsx|jsx|mjs|vue|py|rb|php|go|java|kt|scala|cs|rs|swift|c|h|cpp|erl|ex|lua|ps1|psm1|groovy|html|erb|svelte)$/;
const LEFT_OUT =
  /(?:^|\/)(?:node_modules|vendor|dist|\.git)\/|\.(?:min\.\w+|lock|map|svg|po|csv)$|package-lock|yarn\.lock|pnpm-lock/;

function* filesBelow(folder, below = '') {
  for (const entry of readdirSync(Buffer.from(`${folder}/${below}`, 'latin1'), {
    withFileTypes: true,
    encoding: 'latin1',
  })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(folder, path);
    else if (!LEFT_OUT.test(path)) yield path;
  }
}

/** The values of one file, none over another. */
function* valuesOf(text, path) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const taken = [];
  const config = !CODE.test(extname(path));
  let line = 0;
  for (const start of starts) {
    line++;
    const end = starts[line] ?? text.length + 1;
    if (end - start > LONGEST || end - start < 8) continue;
    const row = text.slice(start, end - 1);
    if (!HINT.test(row)) continue;
    // The form of two lines sees the next one, too.
    const two = text.slice(start, (starts[line + 1] ?? text.length + 1) - 1);
    for (const [form, pattern] of patterns) {
      if (form === 'command' && !config) continue;
      const seen = form === 'separate' ? two : row;
      for (const match of seen.matchAll(pattern)) {
        const [from, to] = match.indices.groups.value;
        const value = match.groups.value.trimEnd();
        if (value.length < 3 || taken.some(([a, b]) => start + from < b && start + to > a)) continue;
        taken.push([start + from, start + to]);
        const below = form === 'separate' && from > row.length;
        const own = below ? starts[line] : start;
        const at = start + from - own;
        const whole = text.slice(own, text.indexOf('\n', own) < 0 ? undefined : text.indexOf('\n', own));
        yield {
          line: below ? line + 1 : line,
          column: at + 1,
          value,
          form,
          whole,
          name: match[0].slice(0, 20),
          config,
        };
      }
    }
  }
}

/**
 * How likely it is a literal credential: more of these are taken, since most of what stands beside such names is code.
 * @returns 2 letters with digits or signs, 1 any other literal, 0 the rest
 */
function likelihood({ value, form, config }) {
  if (/\s|\$\{|\{\{|<|%[({]|^\$|\(|[\x7f-\xff]|^(?:true|false|null|none|nil|undefined|string|int|bool)\b/i.test(value))
    return 0;
  if (form === 'bare' && !config) return 0;
  if (/[a-z]/i.test(value) && /\d|[!@#$%^&*]/.test(value) && value.length >= 6 && !/^[.\w]*\//.test(value)) return 2;
  return /\d/.test(value) || config || form === 'url' ? 1 : 0;
}

const utf8 = (bytes) => Buffer.from(bytes, 'latin1').toString();
const hash = (text) => createHash('sha256').update(text).digest('hex');
const known = new Set();
const placeOf = ({ repository, path, line, column }) => `${repository} ${path} ${line} ${column}`;
const labelled = new Set(table('labels.tsv').map(placeOf));

/** A value is taken once in a repository, and once beside the same name. */
const keysOf = ({ repository, name, value }) => [
  `${name.replace(/\W.*/, '').toLowerCase()} ${value}`,
  `${repository} ${value}`,
];

// By likelihood, in turn.
const TURNS = likely ? [2, 2, 1] : [2, 1, 2, 0];

/** Takes from lists by likelihood, form, kind of file and whether it is a test, in turn. */
function sample(found) {
  const lists = [new Map(), new Map(), new Map()];
  for (const item of found.sort((a, b) => (a.order < b.order ? -1 : 1))) {
    const of = lists[likelihood(item)];
    const key = `${item.form} ${extname(item.path) || basename(item.path)} ${IN_TEST.test(item.path)}`;
    if (of.has(key)) of.get(key).push(item);
    else of.set(key, [item]);
  }
  const queues = lists.map((of) => [...of.values()]);
  const taken = [];
  const perFile = new Map();
  for (let turn = 0; taken.length < Number(most); turn++) {
    if (TURNS.every((likelihood) => queues[likelihood].length === 0)) break;
    const queue = queues[TURNS[turn % TURNS.length]];
    const list = queue.shift();
    if (!list) continue;
    const item = list.shift();
    if (list.length > 0) queue.push(list);
    const [key, own] = keysOf(item);
    const ofFile = perFile.get(item.path) ?? 0;
    if (ofFile >= OF_A_FILE || known.has(key) || known.has(own)) continue;
    known.add(key).add(own);
    perFile.set(item.path, ofFile + 1);
    taken.push(item);
  }
  return taken.sort((a, b) => (a.path === b.path ? a.line - b.line || a.column - b.column : a.path < b.path ? -1 : 1));
}

for (const { repository, set } of repositories()) {
  const folder = join(trees, folderOf({ repository, set }));
  if (set === 'clean' || !existsSync(folder)) continue;
  const found = [];
  for (const path of filesBelow(folder)) {
    const file = Buffer.from(`${folder}/${path}`, 'latin1');
    if (statSync(file).size > LARGEST) continue;
    const text = readFileSync(file, 'latin1');
    if (text.includes('\0')) continue;
    for (const value of valuesOf(text, path))
      found.push({ ...value, repository, path, order: hash(placeOf({ ...value, repository, path })) });
  }
  const isLabelled = (item) => labelled.has(placeOf({ ...item, path: utf8(item.path) }));
  for (const item of found.filter(isLabelled)) for (const key of keysOf(item)) known.add(key);
  const fresh = found.filter((item) => !isLabelled(item));
  for (const { path, line, column, value, form, whole } of sample(fresh)) {
    const parts = [whole.slice(0, column - 1), value, whole.slice(column - 1 + value.length)].map(utf8);
    const marked = `${parts[0]}«${parts[1]}»${parts[2]}`.trim().replace(/[\t\r\u2028\u2029\x85]/g, ' ');
    console.log([repository, utf8(path), line, column, value.length, form, marked].join('\t'));
  }
  console.error(`${repository}: ${found.length} values`);
}
