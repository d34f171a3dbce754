import type { Run } from '../../detect/decode/runs.ts';

/** Texts that stand in a file without anything between them, or with bytes between them that look like letters. */
export interface Texts {
  readonly parts: readonly Buffer[];
  /** Where they stand, for each byte of them. */
  readonly spans: readonly Run[];
}

/** The texts as a file of their own: each ends a line, so that none goes on in the next. */
export const joinTexts = ({ parts }: Texts): Buffer => Buffer.concat(parts.flatMap((part) => [part, LINE_END]));

const LINE_END = Buffer.from('\n');
