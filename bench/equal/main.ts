// Compares what the delta walk finds in a repository with a look at all of every object, object by object.
import { randomBytes } from 'node:crypto';
import { DetectorChain } from '../../src/detect/chain.ts';
import { HitVerifier } from '../../src/detect/engine/hit-verifier.ts';
import { buildTables } from '../../src/detect/engine/tables.ts';
import { FlaggedObjects } from '../../src/gate/history/flagged-objects.ts';
import { type Inspected, ObjectInspector } from '../../src/gate/history/object-inspector.ts';
import { PackWalk } from '../../src/gate/history/pack-walk.ts';
import { planPack } from '../../src/gate/history/plan.ts';
import { openObjectStore } from '../../src/git/pack/object-store.ts';
import { PackBytes } from '../../src/git/pack/pack-bytes.ts';
import type { PackTable } from '../../src/git/pack/pack-table.ts';
import { engineTables } from '../../src/rules/generated/engine-tables.ts';
import { RULES } from '../../src/rules/generated/rules.ts';
import { Core } from '../../src/wasm/core.ts';

/** Looks at all of what it is given, always. */
class WholeInspector extends ObjectInspector {
  override changed(...[, , address, length]: Parameters<ObjectInspector['changed']>): Inspected {
    return this.whole(address, length);
  }
}

interface Seen {
  /** By slot: names of the secrets. */
  readonly sets: Map<number, readonly string[]>;
  readonly objects: number;
  readonly unread: number;
  readonly searched: number;
  readonly ms: number;
}

type Each = (slot: number, bytes: Buffer) => void;

const SALT = randomBytes(32);
const rules = new Map(RULES.map((rule) => [rule.id, rule]));

function look(pack: PackTable, Inspector: typeof ObjectInspector, each?: Each): Seen {
  const core = new Core();
  const tables = buildTables(core, engineTables());
  const flagged = new FlaggedObjects(SALT, rules);
  const verifier = new HitVerifier(tables, rules);
  const inspector = new Inspector({ core, tables, verifier, rules, flagged, checkTime: () => {} });
  const bytes = new PackBytes(core, pack.file, 8 * 1024 * 1024);
  let unread = 0;
  const visitor = {
    object(slot: number, { address, length, set }: Inspected) {
      if (set !== 0) flagged.record(slot, set);
      each?.(slot, core.bytes.subarray(address, address + length));
    },
    unread: () => void unread++,
  };
  const walk = new PackWalk({ core, pack, bytes, inspector, visitor, largest: 32 * 1024 * 1024 });
  const begun = performance.now();
  for (const root of planPack(pack).roots) walk.tree(root);
  const ms = performance.now() - begun;
  const { secrets, sets, objects } = flagged.result();
  const found = new Map<number, readonly string[]>();
  for (let i = 0; i < objects.length; i += 2) {
    found.set(
      objects[i]!,
      sets[objects[i + 1]!]!.map((number) => `${secrets[number]!.rule} ${secrets[number]!.key}`),
    );
  }
  return { sets: found, objects: inspector.looked.objects, unread, searched: inspector.looked.windowBytes, ms };
}

/** Pairs of object and secret that one has and the other has not. */
function difference(a: Seen, b: Seen): string[] {
  return [...a.sets].flatMap(([slot, names]) => {
    const others = new Set(b.sets.get(slot));
    return names.filter((name) => !others.has(name)).map((name) => `${slot} ${name}`);
  });
}

const pairs = ({ sets }: Seen): number => [...sets.values()].reduce((sum, names) => sum + names.length, 0);
const distinct = ({ sets }: Seen): number => new Set([...sets.values()].flat()).size;

/** What the detector chain of the commit hook finds in every object, and the search does not: by rule. */
async function compareWithChain(pack: PackTable, whole: Seen): Promise<void> {
  const chain = new DetectorChain({ rules: RULES });
  const flagged = new FlaggedObjects(SALT, rules);
  const pending: { slot: number; bytes: Buffer }[] = [];
  look(pack, WholeInspector, (slot, bytes) => void pending.push({ slot, bytes: Buffer.from(bytes) }));
  const chained = new Set<string>();
  const encodings = new Map<string, string>();
  for (const { bytes } of pending) {
    const { candidates } = await chain.detect({ kind: 'blob', bytes, offset: 0 }, { deadline: Infinity });
    for (const { rule, secret, encodings: layers } of candidates) {
      const name = `${rule} ${flagged.keyOf(rule, secret)}`;
      chained.add(name);
      encodings.set(name, layers.join(' in ') || 'plain');
    }
  }
  const searched = new Set([...whole.sets.values()].flat());
  const missed = [...chained].filter((name) => !searched.has(name));
  const extra = [...searched].filter((name) => !chained.has(name));
  console.log(
    `  chain: ${chained.size} distinct; not by the search: ${missed.length}; by the search only: ${extra.length}`,
  );
  for (const name of missed.slice(0, 10)) console.log(`    missed: ${name.split(' ')[0]} (${encodings.get(name)})`);
  for (const name of extra.slice(0, 10)) console.log(`    extra: ${name.split(' ')[0]}`);
}

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
let equal = true;
for (const folder of folders) {
  for (const pack of openObjectStore([`${folder}/objects`]).packs) {
    const whole = look(pack, WholeInspector);
    const delta = look(pack, ObjectInspector);
    const missed = difference(whole, delta);
    const extra = difference(delta, whole);
    equal &&= missed.length + extra.length === 0 && whole.objects === delta.objects;
    console.log(
      `${folder}: ${delta.objects} objects (${delta.unread} left to git); whole: ${pairs(whole)} pairs of object and secret,`,
      `${distinct(whole)} distinct, ${whole.ms.toFixed(0)} ms, ${(whole.searched / 1e6).toFixed(0)} MB; delta: ${pairs(delta)},`,
      `${distinct(delta)}, ${delta.ms.toFixed(0)} ms, ${(delta.searched / 1e6).toFixed(0)} MB; missed ${missed.length}, extra ${extra.length}`,
    );
    for (const one of [...missed.slice(0, 5).map((m) => `missed ${m}`), ...extra.slice(0, 5).map((m) => `extra ${m}`)])
      console.log(`  ${one.replace(/ [0-9a-f]{32}$/, '')}`);
    if (process.argv.includes('--chain')) await compareWithChain(pack, whole);
  }
}
console.log(equal ? 'equal' : 'NOT EQUAL');
process.exitCode = equal ? 0 : 1;
