// What the measurements share: run contenders in turn, so that a slow moment of the machine falls on all of them.
import { spawnSync } from 'node:child_process';

/** The environment without what bends the figures: git's variables, and certificates that node reads at every start. */
export const env = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') && name !== 'NODE_EXTRA_CA_CERTS'),
);

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Whether a program is on PATH. */
export const isThere = (program) =>
  program.startsWith('/') || spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/**
 * Runs a command line of a shell.
 * @returns milliseconds, the most memory of a process in MB (0 without GNU time), and what it printed on standard error
 */
export function run(command, cwd) {
  const begun = performance.now();
  const timed = isThere('/usr/bin/time')
    ? ['/usr/bin/time', '-f', 'peak %M', 'sh', '-c', command]
    : ['sh', '-c', command];
  const { error, stderr } = spawnSync(timed[0], timed.slice(1), {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1e9,
  });
  if (error) throw error;
  const text = stderr.toString();
  return { ms: performance.now() - begun, mb: Number(/^peak (\d+)$/m.exec(text)?.[1] ?? 0) / 1024, stderr: text };
}

/**
 * Measures contenders: [name, program that must be on PATH, command line].
 * @returns by name, the median of the times and of the memory
 */
export function contest(contenders, cwd, rounds) {
  const there = contenders.filter(([, program]) => isThere(program));
  const results = new Map(there.map(([name]) => [name, []]));
  // With more than one round the first only warms the disk and the programs' caches.
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round++) {
    for (const [name, , command] of there) {
      const result = run(command, cwd);
      if (round >= 0) results.get(name).push(result);
    }
  }
  for (const [name, program] of contenders)
    if (!isThere(program)) console.log(`  (not on PATH: ${program}, for ${name})`);
  return new Map(
    [...results].map(([name, list]) => [
      name,
      { ms: median(list.map(({ ms }) => ms)), mb: median(list.map(({ mb }) => mb)), all: list },
    ]),
  );
}

/** Prints a table: each contender, and its time as a multiple of the first one's. */
export function print(title, results) {
  console.log(`\n${title}`);
  const [[, first]] = results;
  for (const [name, { ms, mb }] of results) {
    const memory = mb > 0 ? `${mb.toFixed(0).padStart(7)} MB` : '';
    console.log(
      `  ${name.padEnd(44)} ${ms.toFixed(0).padStart(8)} ms ${(ms / first.ms).toFixed(2).padStart(7)} ×${memory}`,
    );
  }
}
