import { PackBytes } from '../../git/pack/pack-bytes.ts';
import type { Core } from '../../wasm/core.ts';
import { PackWalk, type WalkVisitor } from './pack-walk.ts';
import type { PackJob } from './scan-thread.ts';
import type { Walked, WalkInspector } from './walk-inspector.ts';

/** What a thread walks a pack with. */
export interface ShareParts<T extends Walked> {
  readonly core: Core;
  readonly inspector: WalkInspector<T>;
  readonly visitor: WalkVisitor<T>;
  /** Bytes of the pack to keep in memory at a time. */
  readonly cacheBytes: number;
  /** Bytes: larger objects are left to git. */
  readonly largest: number;
}

/** Takes shares of a pack until there is none left. @param onShare told the packed bytes of each that was done */
export function walkShares<T extends Walked>(
  { pack, plan, taken }: PackJob,
  { core, inspector, visitor, cacheBytes, largest }: ShareParts<T>,
  onShare: (packedBytes: number) => void,
): void {
  const shares = plan.cuts.length - 1;
  if (Atomics.load(taken, 0) >= shares) return;
  const top = core.top;
  const bytes = new PackBytes(core, pack.file, cacheBytes, largest + (largest >> 6) + 1024);
  const walk = new PackWalk({ core, pack, bytes, inspector, visitor, largest });
  for (let share = Atomics.add(taken, 0, 1); share < shares; share = Atomics.add(taken, 0, 1)) {
    for (let i = plan.cuts[share]!; i < plan.cuts[share + 1]!; i++) walk.tree(plan.roots[i]!);
    onShare(plan.weights[share]!);
  }
  bytes.close();
  core.release(top);
}
