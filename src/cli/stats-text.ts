import type { Coverage } from '../domain/coverage.ts';
import type { EngineStats } from '../gate/engine-options.ts';

/** What `--stats` prints: one line for each figure, as `name: value`. */
export function statsText(stats: EngineStats | undefined, { objects, bytes }: Coverage): string {
  const lines = [`objects: ${objects}`, `expanded bytes: ${bytes}`];
  if (stats) {
    lines.push(
      `packed bytes: ${stats.packedBytes}`,
      `searched bytes: ${stats.searchedBytes}`,
      `threads: ${stats.threads}`,
    );
    lines.push(`cache: ${cacheText(stats.cache)}`);
    for (const [stage, time] of Object.entries(stats.milliseconds)) lines.push(`${stage}: ${time.toFixed(0)} ms`);
  }
  lines.push(`most memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
  return `${lines.join('\n')}\n`;
}

function cacheText(used: EngineStats['cache']): string {
  if (used === 'unchanged') return used;
  if (used === 0) return 'none';
  return used === 1 ? '1 pack' : `${used} packs`;
}
