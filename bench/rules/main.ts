// Walks a repository's packs with so many rules: main.cjs <bare repository> <number of rules>. Prints JSON.
import { randomBytes } from 'node:crypto';
import { HitVerifier } from '../../src/detect/engine/hit-verifier.ts';
import { buildTables } from '../../src/detect/engine/tables.ts';
import type { Rule } from '../../src/domain/rule.ts';
import { FlaggedObjects } from '../../src/gate/history/flagged-objects.ts';
import { ObjectInspector } from '../../src/gate/history/object-inspector.ts';
import { PackWalk } from '../../src/gate/history/pack-walk.ts';
import { planPack } from '../../src/gate/history/plan.ts';
import { openObjectStore } from '../../src/git/pack/object-store.ts';
import { PackBytes } from '../../src/git/pack/pack-bytes.ts';
import { compileEngineTables } from '../../src/rules/engine/compile-tables.ts';
import { RULES } from '../../src/rules/generated/rules.ts';
import { Core } from '../../src/wasm/core.ts';
import { madeUpRules } from './made-up.ts';

const MB = 1024 * 1024;

/** The generic rules, whose words are in every text, and made-up ones. */
function rulesOf(count: number): Rule[] {
  const generic = RULES.filter(({ id }) => id.startsWith('generic-'));
  return [...generic, ...madeUpRules(count - generic.length)];
}

function walk(folder: string, list: readonly Rule[]): unknown {
  const { packs } = openObjectStore([`${folder}/objects`]);
  const plans = packs.map((pack) => ({ pack, roots: planPack(pack).roots }));
  const data = compileEngineTables(list);
  const rules = new Map(list.map((rule) => [rule.id, rule]));
  const begun = performance.now();
  const core = new Core();
  const tables = buildTables(core, data);
  const flagged = new FlaggedObjects(randomBytes(32), rules);
  const verifier = new HitVerifier(tables, rules);
  const inspector = new ObjectInspector({ core, tables, verifier, rules, flagged, checkTime: () => {} });
  const ready = performance.now();
  const visitor = { object: () => {}, unread: () => {} };
  for (const { pack, roots } of plans) {
    const bytes = new PackBytes(core, pack.file, 8 * MB);
    const packWalk = new PackWalk({ core, pack, bytes, inspector, visitor, largest: 32 * MB });
    for (const root of roots) packWalk.tree(root);
  }
  const done = performance.now();
  const { objects, windowBytes, verified } = inspector.looked;
  return { start: ready - begun, walk: done - ready, forms: tables.formCount, objects, windowBytes, verified };
}

const [folder, count] = process.argv.slice(2);
console.log(JSON.stringify(walk(folder!, rulesOf(Number(count)))));
