import { spawnSync } from 'node:child_process';

const isRoot = process.getuid?.() === 0;

// root ignores permissions; without its capabilities it does not.
const DROP = ['setpriv', '--inh-caps=-all', '--bounding-set=-all'];
const canDrop = isRoot && spawnSync(DROP[0]!, [...DROP.slice(1), 'true']).status === 0;

/** Whether a program can be run for which file permissions count. */
export const permissionsCount = !isRoot || canDrop;

/** The command that runs another so that file permissions count for it. */
export const unprivileged = (command: string, args: readonly string[]): [string, string[]] =>
  isRoot ? [DROP[0]!, [...DROP.slice(1), command, ...args]] : [command, [...args]];
