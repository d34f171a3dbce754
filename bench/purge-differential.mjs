// Purges one text with unleak and with git-filter-repo, each on a copy of its own, and compares the two histories commit by
// commit through both commit maps; then looks, without unleak's code, whether unleak wrote only what it had to, left nothing
// of the text where refs lead, and gave `git fsck` nothing new to complain about.
// Usage: FILTER_REPO=<its script> node bench/purge-differential.mjs <bare repository> <file with one text> [<more pairs>…]
// UNLEAK names another cli.cjs than dist/cli.cjs. Exit code 1 where a difference has no known reason or a check failed.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { env } from './measure.mjs';

const { FILTER_REPO, UNLEAK = resolve('dist/cli.cjs') } = process.env;
const MARK = '***REMOVED***';
const options = '--prune-empty never --prune-degenerate never --replace-refs delete-no-add'.split(' ');
const folder = mkdtempSync(join(tmpdir(), 'unleak-differential-'));
let faults = 0;

function run(program, args, cwd, allowed = [0]) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, maxBuffer: 4e9 });
  if (!allowed.includes(status)) throw new Error(`${program} ${args.join(' ')}: ${status}\n${stderr}`);
  return `${stdout}${allowed.length > 1 ? stderr : ''}`;
}

const lines = (text) => text.split('\n').filter(Boolean);
const reachable = (repo) => lines(run('git', ['rev-list', '--objects', '--all', '--no-object-names'], repo));

/** What `git cat-file --batch` answers. */
async function* answers(stdout) {
  let [held, size] = [[], 0];
  const source = stdout[Symbol.asyncIterator]();
  const more = async () => {
    const { value, done } = await source.next();
    if (!done) size += held.push(value) && value.length;
    return !done;
  };
  const whole = () => (held = [held.length === 1 ? held[0] : Buffer.concat(held)])[0];
  for (;;) {
    let end = -1;
    while (size === 0 || (end = whole().indexOf(10)) < 0) if (!(await more())) return;
    const [id, type, length] = whole().toString('latin1', 0, end).split(' ');
    const last = end + 1 + Number(length);
    while (size <= last) if (!(await more())) return;
    const buffer = whole();
    yield { id, type, body: buffer.subarray(end + 1, last) };
    held = [buffer.subarray(last + 1)];
    size -= last + 1;
  }
}

async function* objects(repo, ids) {
  const list = join(folder, 'ids');
  writeFileSync(list, `${ids.join('\n')}\n`);
  const { stdout } = spawn('git', ['cat-file', '--batch', '--buffer'], {
    cwd: repo,
    env,
    stdio: [openSync(list), 'pipe', 'inherit'],
  });
  if (ids.length > 0) yield* answers(stdout);
}

/** Reads objects one by one. */
class Reader {
  constructor(repo) {
    this.child = spawn('git', ['cat-file', '--batch'], { cwd: repo, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.answers = answers(this.child.stdout);
  }

  async read(id) {
    this.child.stdin.write(`${id}\n`);
    return (await this.answers.next()).value.body;
  }

  async tree(id) {
    const [body, entries] = [await this.read(id), []];
    for (let at = 0; at < body.length; ) {
      const [space, end] = [body.indexOf(32, at), body.indexOf(0, at)];
      const [mode, name] = [body.latin1Slice(at, space), body.latin1Slice(space + 1, end)];
      entries.push({ mode, name, id: body.hexSlice(end + 1, (at = end + 21)), isTree: /^0?4/.test(mode) });
    }
    return entries;
  }

  close() {
    this.child.stdin.end();
  }
}

async function commitsOf(repo, ids) {
  const commits = new Map();
  for await (const { id, body } of objects(repo, [...new Set(ids)])) {
    const raw = body.latin1Slice();
    const end = raw.indexOf('\n\n');
    const head = raw.slice(0, end < 0 ? raw.length : end).replace(/\n /g, '\0');
    const all = (key) => [...head.matchAll(new RegExp(`^${key} (.*)$`, 'gm'))].map((match) => match[1]);
    const [[tree], [author], [committer]] = [all('tree'), all('author'), all('committer')];
    const signed = /^gpgsig/m.test(head);
    const message = end < 0 ? '' : raw.slice(end + 2);
    commits.set(id, {
      tree,
      author,
      committer,
      parents: all('parent'),
      encoding: all('encoding'),
      signed,
      message,
      raw,
    });
  }
  return commits;
}

const readMap = (file) =>
  new Map(
    lines(readFileSync(file, 'latin1'))
      .slice(1)
      .map((line) => line.split(' ')),
  );

/** Whether two messages are the same but for ids of commits, which the map leads from one to the other. */
function sameButIds(old, now, map, like) {
  const [before, after] = [old, now].map((text) => text.split(/([0-9a-f]{7,40})/));
  return (
    before.length === after.length &&
    before.every(
      (part, i) => part === after[i] || (i % 2 === 1 && like(part).some((id) => map.get(id)?.startsWith(after[i]))),
    )
  );
}

function whoRenews(was, mine, yours, changed, stale) {
  if (stale) return "one stays as it was in unleak's (the receipt lists it)";
  if (!changed) return 'renewed by git-filter-repo, the commit is clean for unleak';
  if (was.message === mine.message) return 'renewed by git-filter-repo, what they name is clean for unleak';
  return was.message === yours.message ? 'renewed by unleak only' : 'renewed by both, each to its own';
}

function whyBegun(was, yours) {
  if (was.signed) return 'it drops a signature';
  if (was.message !== yours.message) return was.encoding.length > 0 ? 'it re-encodes' : 'it renews cited ids';
  if (was.author !== yours.author || was.committer !== yours.committer) return 'it makes a name or date regular';
  return was.tree === yours.tree ? 'it writes the header anew' : 'it writes the tree anew';
}

const isUtf8 = (latin1) => Buffer.from(Buffer.from(latin1, 'latin1').toString('utf8')).toString('latin1') === latin1;
const ident = (line) => /^[^<>\n]*[^<>\s]? ?<[^<>\s]*> (0|[1-9]\d{0,9}) [+-](0\d|1[0-4])\d\d$/.test(line ?? '');

/** Complaints of fsck about what refs lead to, by kind. */
function complaints(repo, ids) {
  const there = new Set(ids);
  const counts = new Map();
  for (const line of lines(run('git', ['fsck', '--full', '--no-dangling'], repo, [0, 1, 2, 3, 4, 5, 6, 7, 8]))) {
    const id = /[0-9a-f]{40}/.exec(line)?.[0];
    if (id && !there.has(id)) continue;
    const kind = line.replace(/[0-9a-f]{40}/g, '<id>').replace(/:.*?: /, ': ');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

async function compare(repository, text) {
  const [ours, theirs] = ['ours', 'theirs'].map((name) => join(folder, name, basename(repository)));
  for (const copy of [ours, theirs]) cpSync(repository, copy, { recursive: true });
  const [secret, expressions] = ['secret', 'expressions'].map((name) => join(folder, name));
  writeFileSync(secret, `${text}\n`);
  writeFileSync(expressions, `literal:${text}==>${MARK}\n`);
  run('node', [UNLEAK, 'purge', '--secret-file', secret, '--apply', '--yes', '--json'], ours);
  run('python3', [FILTER_REPO, '--force', '--replace-text', expressions, ...options], theirs);

  const receipt = readdirSync(join(ours, 'unleak')).find((name) => name.startsWith('purge-'));
  const receiptFile = (name) => join(ours, 'unleak', receipt, name);
  const [our, their] = [readMap(receiptFile('commit-map')), readMap(join(theirs, 'filter-repo', 'commit-map'))];
  const ids = lines(run('git', ['rev-list', '--all', '--topo-order', '--reverse'], repository));
  const all = reachable(repository);
  const old = await commitsOf(repository, ids);
  const [now, other] = [await commitsOf(ours, [...our.values()]), await commitsOf(theirs, [...their.values()])];
  const readers = [repository, ours, theirs].map((repo) => new Reader(repo));
  const [oldReader, ourReader, theirReader] = readers;

  const reasons = new Map();
  const note = (reason, example) => {
    const known = reasons.get(reason) ?? { count: 0, example };
    reasons.set(reason, { ...known, count: known.count + 1 });
  };
  const wrong = [];

  const forms = [
    Buffer.from(text, 'utf16le'),
    text.replace(/\W/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
    Buffer.from(text).toString('hex'),
  ].filter((form) => String(form) !== text);
  // Base64 at its three positions, without the letters that depend on what stands beside it.
  for (const skip of [0, 1, 2])
    forms.push(
      Buffer.from(`${'x'.repeat(skip)}${text}`)
        .toString('base64')
        .slice(skip === 0 ? 0 : skip + 1, -4),
    );

  // What holds the text, by a search of every object that refs led to.
  const dirty = new Set();
  for await (const { id, type, body } of objects(repository, all))
    if (type !== 'tree' && body.includes(text, 0, 'latin1')) dirty.add(id);
  const removed = new Set(lines(readFileSync(receiptFile('removed-blobs'), 'latin1')));
  for (const id of dirty) if (!old.has(id)) removed.add(id);

  const seen = new Map();
  async function mustChange(tree) {
    if (!seen.has(tree)) {
      seen.set(tree, false);
      for (const { id, name, isTree, mode } of await oldReader.tree(tree)) {
        const below = isTree ? await mustChange(id) : mode !== '160000' && removed.has(id);
        if (below || name.includes(text)) seen.set(tree, true);
      }
    }
    return seen.get(tree);
  }

  const sorted = ids.toSorted();
  /** The commits whose ids begin like this. */
  function commitsLike(part) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < part) low = middle + 1;
      else high = middle;
    }
    const found = [];
    while (sorted[low]?.startsWith(part)) found.push(sorted[low++]);
    return found;
  }

  /** Whether a message names a commit by an id that is no more. */
  const staysOld = (message) =>
    [...message.matchAll(/\b[0-9a-f]{7,40}\b/g)].some(([part]) => {
      const [id, ...others] = commitsLike(part);
      return id !== undefined && others.length === 0 && our.get(id) !== id;
    });

  const treeReasons = new Map();
  async function whyTreesDiffer(before, mine, yours) {
    const key = `${before} ${mine} ${yours}`;
    if (treeReasons.has(key)) return treeReasons.get(key);
    const found = new Set();
    treeReasons.set(key, found);
    const [was, a, b] = [await oldReader.tree(before), await ourReader.tree(mine), await theirReader.tree(yours)];
    const names = was.map(({ name }) => name);
    if (new Set(names).size < names.length) found.add('odd tree: a name twice');
    const at = (list, name) => list.find((entry) => entry.name === name);
    for (const { name, id, mode, isTree } of was) {
      const [x, y] = [at(a, name), at(b, name)];
      if (name.includes(text)) found.add('the text in a file name (unleak only)');
      else if (!x) found.add(`UNEXPLAINED: ${name} is gone in unleak's`);
      else if (!y)
        found.add(isTree ? 'odd tree: an empty folder' : `UNEXPLAINED: ${name} is gone in git-filter-repo's`);
      else {
        if (x.mode !== mode) found.add(`UNEXPLAINED: unleak made mode ${mode} ${x.mode}`);
        if (x.mode !== y.mode) found.add(`odd mode ${x.mode}, canonical in git-filter-repo's`);
        if (x.id !== y.id && isTree) for (const why of await whyTreesDiffer(id, x.id, y.id)) found.add(why);
        if (x.id !== y.id && !isTree) found.add(await whyBlobsDiffer(id, x.id, y.id));
      }
    }
    if (a.length !== was.length) found.add('UNEXPLAINED: another number of entries');
    if (found.size === 0) found.add('odd tree: another order');
    return found;
  }

  async function whyBlobsDiffer(before, mine, yours) {
    const [was, x, y] = [await oldReader.read(before), await ourReader.read(mine), await theirReader.read(yours)];
    const plain = was.latin1Slice().replaceAll(text, () => MARK);
    if (was.subarray(0, 8192).includes(0) && was.equals(y) && x.length === was.length) return 'binary (unleak only)';
    if (plain === y.latin1Slice() && forms.some((form) => was.includes(form))) return 'encoded copies (unleak only)';
    if (was.includes(0)) return `binary after its first 8 KB, at the same length in unleak's`;
    return `UNEXPLAINED: blob ${before} became ${mine} and ${yours}`;
  }

  const count = { differing: 0, ours: 0, theirs: 0, signatures: 0 };
  for (const id of ids) {
    const [was, mine, yours] = [old.get(id), now.get(our.get(id)), other.get(their.get(id))];
    if (!mine || !yours) {
      note(`UNEXPLAINED: not in ${mine ? "git-filter-repo's" : "unleak's"} map`, id);
      continue;
    }
    const changed = our.get(id) !== id;
    count.ours += changed;
    count.theirs += their.get(id) !== id;
    count.signatures += was.signed && !changed;

    const parents = was.parents.map((parent) => our.get(parent) ?? parent);
    const must = parents.join() !== was.parents.join() || was.raw.includes(text) || (await mustChange(was.tree));
    if (changed !== must) wrong.push(`commit ${id}: ${changed ? 'changed without need' : 'not changed'}`);
    if (mine.parents.join() !== parents.join()) wrong.push(`commit ${id}: other parents`);
    if ((mine.tree !== was.tree) !== (await mustChange(was.tree))) wrong.push(`commit ${id}: its tree`);
    const clean = (line) => line?.replaceAll(text, () => MARK);
    if (mine.author !== clean(was.author) || mine.committer !== clean(was.committer)) wrong.push(`commit ${id}: names`);
    if (!sameButIds(clean(was.message), mine.message, our, commitsLike)) wrong.push(`commit ${id}: its message`);

    if (!changed && their.get(id) !== id && was.parents.every((parent) => their.get(parent) === parent))
      note(`(not a difference) git-filter-repo alone begins here: ${whyBegun(was, yours)}`, id);

    const why = new Set();
    const odd = was.encoding.length > 0 || !isUtf8(was.raw);
    for (const key of ['author', 'committer'])
      if (mine[key] !== yours[key]) {
        if (was[key]?.includes(text)) why.add('the text in a name (unleak only)');
        else if (odd) why.add('encoding: re-encoded by git-filter-repo');
        else if (!ident(was[key])) why.add('odd name or date, made regular by git-filter-repo');
        else why.add(`UNEXPLAINED: ${key}`);
      }
    if (mine.message !== yours.message) {
      if (was.message.includes(text)) why.add('the text in the message (unleak only)');
      else if (sameButIds(was.message, yours.message, their, commitsLike))
        why.add(`ids cited in the message: ${whoRenews(was, mine, yours, changed, changed && staysOld(mine.message))}`);
      else if (odd) why.add('encoding: re-encoded by git-filter-repo');
      else if (was.message.includes('\0')) why.add('NUL in the message, cut by git-filter-repo');
      else why.add('UNEXPLAINED: message');
    }
    if (mine.parents.length !== yours.parents.length)
      why.add(
        new Set(was.parents).size < was.parents.length
          ? 'a parent twice, once in git-filter-repo'
          : 'UNEXPLAINED: parents',
      );
    if (mine.tree !== yours.tree)
      for (const reason of await whyTreesDiffer(was.tree, mine.tree, yours.tree)) why.add(reason);
    count.differing += why.size > 0;
    for (const reason of why) note(reason, id);
  }

  // Refs lead where the map says.
  const peeled = (repo) =>
    new Map(
      lines(run('git', ['show-ref', '--dereference'], repo)).map((line) => [
        line.slice(41).replace('^{}', ''),
        line.slice(0, 40),
      ]),
    );
  const [refs, ourRefs, theirRefs] = [peeled(repository), peeled(ours), peeled(theirs)];
  for (const [ref, id] of refs) {
    if (ourRefs.get(ref) !== (our.get(id) ?? id)) wrong.push(`${ref} leads elsewhere`);
    if (theirRefs.get(ref) !== (their.get(id) ?? id)) note('ref that git-filter-repo drops or moves elsewhere', ref);
  }

  // Nothing of the text where refs lead.
  const left = reachable(ours);
  const known = new Set(all);
  for (const id of left) if (dirty.has(id)) wrong.push(`${id} still holds it`);
  for await (const { id, body } of objects(
    ours,
    left.filter((id) => !known.has(id)),
  ))
    if (body.includes(text, 0, 'latin1')) wrong.push(`${id} holds it, and is new`);

  const before = complaints(repository, all);
  for (const [kind, number] of complaints(ours, left))
    if (number > (before.get(kind) ?? 0)) wrong.push(`git fsck: ${kind} (${number}, ${before.get(kind) ?? 0} before)`);
  for (const reader of readers) reader.close();

  console.log(
    `${basename(repository)}: ${ids.length} commits, ${refs.size} refs; ${dirty.size} objects hold it; rewritten by unleak ` +
      `${count.ours}, by git-filter-repo ${count.theirs}; signatures kept by unleak ${count.signatures}; ` +
      `differing ${count.differing}; checks failed ${wrong.length}`,
  );
  for (const [reason, { count: times, example }] of reasons) console.log(`  ${times} × ${reason} (${example})`);
  for (const what of wrong.slice(0, 20)) console.log(`  WRONG: ${what}`);
  faults += wrong.length + [...reasons.keys()].filter((reason) => reason.startsWith('UNEXPLAINED')).length;
  for (const copy of [ours, theirs]) rmSync(copy, { recursive: true, force: true });
}

if (!FILTER_REPO || process.argv.length < 4) {
  console.log("FILTER_REPO has to name git-filter-repo's script; then pairs: a bare repository, a file with one text.");
  process.exit(2);
}
try {
  const pairs = process.argv.slice(2);
  for (let i = 0; i < pairs.length; i += 2)
    await compare(resolve(pairs[i]), readFileSync(pairs[i + 1], 'latin1').trim());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = faults > 0 ? 1 : 0;
