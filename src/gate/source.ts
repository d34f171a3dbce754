import type { Oid } from '../domain/blob.ts';

/** One line of what git tells a pre-push or pre-receive hook. */
export interface RefUpdate {
  readonly ref: string;
  /** What the other side had; undefined for a new ref. */
  readonly from?: Oid;
  /** What the ref will be; undefined for a deletion. */
  readonly to?: Oid;
}

/** Where new content comes from. */
export type Source =
  | { readonly kind: 'staged' }
  | { readonly kind: 'message'; readonly file: string }
  | { readonly kind: 'push'; readonly remote: string; readonly url?: string; readonly updates: readonly RefUpdate[] }
  | { readonly kind: 'receive'; readonly updates: readonly RefUpdate[] }
  | { readonly kind: 'range'; readonly from?: string; readonly to: string }
  | { readonly kind: 'all' }
  /** `archives`: what is in archives, databases and compiled files is looked at, too. */
  | { readonly kind: 'paths'; readonly paths: readonly string[]; readonly archives?: boolean }
  | { readonly kind: 'stdin'; readonly stream: AsyncIterable<Buffer> };
