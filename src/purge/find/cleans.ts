import type { ExtraLiteral } from '../../detect/engine/tables-extras.ts';
import type { LiteralHit } from '../../gate/history/literals/literal-inspector.ts';

/** What finding and proving need of a `Cleaner`. */
export interface Cleans {
  /** @returns undefined where nothing of it stands there */
  clean(bytes: Buffer, where: 'blob' | 'message' | 'name'): { readonly bytes: Buffer } | undefined;
  /** Whether `clean` finds something. @param hits all places of literals of `prefilter`; undefined: not known */
  tells(bytes: Buffer, where: 'blob' | 'message', hits?: readonly LiteralHit[]): boolean;
  /** Whatever `clean` finds has one of these in it, plain or in a form of `formsOf`; undefined: nobody can say. */
  prefilter(): readonly ExtraLiteral[] | undefined;
}
