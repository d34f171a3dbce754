/** What no file system has trouble with. */
const STAND_IN = 0x5f;

/** Bytes that Windows has in no file's name, and so can't check out (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const RESERVED = new Set(Buffer.from('<>:"/\\|?*'));

const FORBIDDEN = /^(\.{0,2}|\.git)$/i;

/** Names of tree entries that git accepts: no slash, no NUL, and none of '', '.', '..' and '.git'. */
export const legalName = {
  /** A replacement, without what a name must not have. */
  part(bytes: Buffer): Buffer {
    return Buffer.from(bytes.map((byte) => (byte < 0x20 || RESERVED.has(byte) ? STAND_IN : byte)));
  },
  whole(name: Buffer): Buffer {
    return FORBIDDEN.test(name.toString('latin1')) ? Buffer.concat([name, Buffer.of(STAND_IN)]) : name;
  },
};
