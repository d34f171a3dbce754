import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../../domain/rule.ts';
import { VERSION } from '../../../domain/version.ts';
import { ENGINE_BUILD } from '../../../rules/generated/engine-tables.ts';
import { digestOf } from './digest.ts';

/** Of what is kept: one more with every change of its shape. */
const FORMAT = 1;

// Built into one folder; where the sources run as they are there are none.
const PROGRAM = /^engine\.cjs$|\.wasm$/;

/** Changes with whatever decides what a scan finds in given bytes: the program, and the rules in force. */
export function engineStamp(rules: readonly Rule[], version: string = VERSION): string {
  return digestOf([String(FORMAT), version, ...programHashes(), JSON.stringify(rules), String(ENGINE_BUILD)]);
}

/** One version may be built several times from changing sources. */
function programHashes(): string[] {
  const folder = import.meta.dirname;
  const names = readdirSync(folder).filter((name) => PROGRAM.test(name));
  return names.sort().map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  );
}
