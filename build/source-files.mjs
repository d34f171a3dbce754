import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

// Longer ones are made by programs.
const LARGEST = 300_000;

/** The paths of the files in a work tree, but for long ones. */
export function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* sourceFiles(path);
    else if (entry.isFile() && statSync(path).size < LARGEST) yield path;
  }
}
