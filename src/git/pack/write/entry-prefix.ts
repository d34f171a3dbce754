/**
 * Writes what stands before an entry's zlib stream: its type and the length of what the stream holds.
 * Format: https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format
 * @param into has room for 10 bytes
 * @returns bytes written
 */
export function writeTypeAndSize(into: Uint8Array, type: number, size: number): number {
  let length = 0;
  let byte = (type << 4) | (size & 15);
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    into[length++] = byte | 0x80;
    byte = rest % 128;
  }
  into[length++] = byte;
  return length;
}

/**
 * Writes how many bytes before a delta its base begins: the last seven bits come last, and each group that another
 * follows is one less, so that no distance has two forms.
 * @param into has room for 8 bytes from `at`
 * @returns where it ends
 */
export function writeDistance(into: Uint8Array, at: number, distance: number): number {
  let length = 1;
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor((rest - 1) / 128)) length++;
  let rest = distance;
  for (let k = length - 1; k >= 0; k--) {
    into[at + k] = (rest % 128) | (k < length - 1 ? 0x80 : 0);
    rest = Math.floor(rest / 128) - 1;
  }
  return at + length;
}
