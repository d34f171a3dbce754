/** Shows how far a long scan is. */
export interface Progress {
  update(objects: number, bytes: number): void;
  end(): void;
}

// A scan that is over sooner needs no progress; a terminal needs no more than a few updates a second.
const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;
const ERASE_LINE = '\r\u001b[K';

/** One line on a terminal, renewed in place and wiped at the end; nothing where standard error is no terminal. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  let next = Date.now() + FIRST_AFTER_MS;
  let shown = false;
  return {
    update(objects, bytes) {
      const now = Date.now();
      if (!stream.isTTY || now < next) return;
      next = now + EVERY_MS;
      shown = true;
      stream.write(`${ERASE_LINE}unleak: ${objects} objects, ${(bytes / 1e6).toFixed(1)} MB`);
    },
    end() {
      if (shown) stream.write(ERASE_LINE);
    },
  };
}
