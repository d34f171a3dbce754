import { safe } from '../purge/plan/section.ts';

/** Shows which phase a purge is in. */
export interface PurgeProgress {
  update(phase: string, done: number, total: number): void;
  end(): void;
}

const EVERY_MS = 100;
const ERASE_LINE = '\r\u001b[K';

/** One line on a terminal, renewed in place and wiped at the end; nothing where standard error is no terminal. */
export function showPurgeProgress(stream: NodeJS.WriteStream): PurgeProgress {
  let next = 0;
  let last = '';
  return {
    update(phase, done, total) {
      const now = Date.now();
      if (!stream.isTTY || (phase === last && now < next)) return;
      next = now + EVERY_MS;
      last = phase;
      const share = total > 0 ? ` ${Math.floor((Math.min(done, total) / total) * 100)} %` : done > 0 ? ` ${done}` : '';
      stream.write(`${ERASE_LINE}unleak: ${safe(phase)}${share}`);
    },
    end() {
      if (last !== '') stream.write(ERASE_LINE);
      last = '';
    },
  };
}
