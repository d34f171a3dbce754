import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

/** Writes objects into files of their own, without any of the code that is tested, and remembers what they are. */
export class LooseWriter {
  readonly objects = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  readonly #folder: string;
  readonly #algorithm: string;

  /** @param folder of objects */
  constructor(folder: string, algorithm: 'sha1' | 'sha256') {
    this.#folder = folder;
    this.#algorithm = algorithm;
  }

  /** What an object's id is. */
  idOf(type: string, bytes: Buffer): string {
    return createHash(this.#algorithm).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
  }

  /** @returns the object's id */
  write(type: string, bytes: Buffer): string {
    const oid = this.idOf(type, bytes);
    this.objects.set(oid, { type, bytes });
    const file = join(this.#folder, oid.slice(0, 2), oid.slice(2));
    if (existsSync(file)) return oid;
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, deflateSync(Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes])), { mode: 0o444 });
    return oid;
  }
}
