const FIRST_LINE = 'version https://git-lfs.github.com/spec/v1\n';

/**
 * Whether a blob is a pointer to content that lies elsewhere:
 * https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer
 */
export const isLfsPointer = (bytes: Buffer, address: number, length: number): boolean =>
  length < 1024 &&
  bytes[address] === 0x76 &&
  bytes.toString('latin1', address, address + FIRST_LINE.length) === FIRST_LINE;
