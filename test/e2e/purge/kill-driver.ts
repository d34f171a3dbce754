import childProcess from 'node:child_process';
import fs, { cpSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { readLayout } from '../../../src/git/refs/layout.ts';
import { Journal } from '../../../src/purge/safety/journal.ts';
import { undo } from '../../../src/purge/safety/undo.ts';
import { finish, purge } from './drive.ts';

/** What the driver is told, as JSON in its one argument. */
export interface Orders {
  readonly repo: string;
  readonly map: string;
  readonly objects: string;
  readonly what: 'purge' | 'undo';
  /** The step (a change of the file system, or a start of git) before which everything is killed. */
  readonly at?: number;
  /** Or so many milliseconds after the step, while git works. */
  readonly after?: number;
  /** Or from the step on the disk is full, and nobody is killed. */
  readonly full?: boolean;
  /** Takes the names of the steps, a line each. */
  readonly steps?: string;
}

const orders = JSON.parse(process.argv[2]!) as Orders;
const { text, ids } = JSON.parse(readFileSync(orders.map, 'utf8')) as { text: string; ids: [string, string][] };
const map = new Map(ids);
let step = 0;
const names: string[] = [];

// As a power cut does it: git's processes, in the same group, end in the same moment.
const die = (): void => void process.kill(-process.pid, 'SIGKILL');

function count(name: string): void {
  names.push(name);
  if (orders.full) fillUp(name);
  else if (step++ === orders.at) {
    if (orders.after === undefined) die();
    else setTimeout(die, orders.after);
  }
}

const growing = new Set(['mkdirSync', 'copyFileSync', 'symlinkSync', 'writeSync', 'writeFileSync', 'linkSync']);

/** As the file system says it. */
function fillUp(name: string): void {
  if (step++ < orders.at! || !growing.has(name)) return;
  throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
}

const changing = [
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'mkdirSync',
  'copyFileSync',
  'symlinkSync',
  'fsyncSync',
  'writeSync',
  'writeFileSync',
  'rmdirSync',
];

/** Every change that the code under test makes goes through here first. */
function watch(): void {
  const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of changing) {
    const original = functions[name]!;
    functions[name] = (...args) => {
      count(name);
      return original(...args);
    };
  }
  const { spawn } = childProcess;
  const spawnWatched = (command: string, args: readonly string[], options: object) => {
    const child = spawn(command, args, options);
    count(`git ${args.filter((arg) => !/^-c$|=/.test(arg))[0]}`);
    return child;
  };
  childProcess.spawn = spawnWatched as typeof spawn;
  syncBuiltinESMExports();
}

function clean(bytes: Buffer): Buffer | undefined {
  const old = bytes.toString('latin1');
  return old.includes(text) ? Buffer.from(old.replaceAll(text, '***REMOVED***'), 'latin1') : undefined;
}

watch();
if (orders.what === 'purge') {
  const writeObjects = () =>
    cpSync(orders.objects, join(orders.repo, '.git/objects'), { recursive: true, force: false });
  await purge({ repo: orders.repo, newOf: (oid) => map.get(oid), clean, writeObjects });
  await finish(orders.repo);
} else {
  const layout = await readLayout(orders.repo);
  await undo(layout, Journal.last(layout.commonDirectory)!);
}
if (orders.steps) fs.writeFileSync(orders.steps, names.join('\n'));
