import type { PathBytes } from '../../domain/blob.ts';

/** Where a file lies, and how reports name it. */
export interface FilePlace {
  readonly absolute: Buffer;
  readonly name: PathBytes;
}

/** @param path relative to the folder, or absolute */
export const filePlace = (folder: string, path: Buffer): FilePlace => ({
  absolute: path[0] === 0x2f ? path : Buffer.concat([Buffer.from(`${folder}/`), path]),
  name: path.toString('latin1').replace(/^\.\//, ''),
});
