/** Texts as a file of their own: each ends a line, so that none goes on in the next. */
export const joinTexts = (texts: readonly Buffer[]): Buffer => Buffer.concat(texts.flatMap((text) => [text, LINE_END]));

const LINE_END = Buffer.from('\n');
