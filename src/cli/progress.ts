/** Shows how far a long scan is. */
export interface Progress {
  /** So many objects, and bytes of theirs, of a number that is not known. */
  update(objects: number, bytes: number): void;
  /** So many packed bytes of so many. */
  updatePacked(done: number, all: number): void;
  end(): void;
}

// A scan that is over sooner needs no progress; a terminal needs no more than a few updates a second.
const FIRST_AFTER_MS = 1000;
const EVERY_MS = 200;
const ERASE_LINE = '\r\u001b[K';

/** One line on a terminal, renewed in place and wiped at the end; nothing where standard error is no terminal. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  const begun = Date.now();
  let next = begun + FIRST_AFTER_MS;
  let shown = false;
  const show = (text: () => string): void => {
    const now = Date.now();
    if (!stream.isTTY || now < next) return;
    next = now + EVERY_MS;
    shown = true;
    stream.write(`${ERASE_LINE}unleak: ${text()}`);
  };
  return {
    update: (objects, bytes) => show(() => `${objects} objects, ${megabytes(bytes)}`),
    updatePacked: (done, all) =>
      show(() => {
        const left = ((Date.now() - begun) * (all - done)) / done / 1000;
        return `${megabytes(done)} of ${megabytes(all)} packed, ${Math.ceil(left)} s left`;
      }),
    end() {
      if (shown) stream.write(ERASE_LINE);
    },
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
