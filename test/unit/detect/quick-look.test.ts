import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../src/detect/chain.ts';
import { QuickLook, type Span } from '../../../src/detect/quick-look.ts';
import { packRules } from '../../../src/rules/pack-rules.ts';
import { RuleTable } from '../../../src/rules/packed-rules.ts';
import { buildOf } from '../../../src/rules/shipped-file.ts';
import { testRule, testToken } from '../../support/rule.ts';

const RULES = [
  testRule(),
  testRule({
    id: 'test-word',
    family: 'test-word',
    keywords: ['word'],
    caseSensitive: false,
    pattern: 'word=([a-z0-9]{8})',
    flags: 'i',
    secretGroup: 1,
    maxLength: 13,
  }),
];

const packed = packRules(RULES);
const TABLE = new RuleTable(packed, buildOf(packed));

/** Files as git's pipe holds them: a line ahead of each, a line end behind. */
function piped(files: readonly string[]): { bytes: Buffer; spans: Span[] } {
  const parts: Buffer[] = [];
  const spans: Span[] = [];
  let length = 0;
  for (const file of files) {
    const [head, body] = [Buffer.from('tok_ word= head\n'), Buffer.from(file, 'latin1')];
    spans.push({ start: length + head.length, end: length + head.length + body.length });
    parts.push(head, body, Buffer.from('\n'));
    length += head.length + body.length + 1;
  }
  return { bytes: Buffer.concat(parts), spans };
}

const chain = new DetectorChain({ rules: RULES });

async function isCleanByChain(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const blob = { kind: 'file', bytes: Buffer.from(file, 'latin1'), offset: 0 } as const;
    const { candidates } = await chain.detect(blob, { deadline: Number.POSITIVE_INFINITY });
    if (candidates.length > 0) return false;
  }
  return true;
}

const looksClean = (files: readonly string[]): boolean => {
  const { bytes, spans } = piped(files);
  return new QuickLook(TABLE).isClean(bytes, spans);
};

const layers: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => Buffer.from(text, 'latin1').toString('base64'),
  (text) => Buffer.from(text, 'latin1').toString('hex'),
  (text) => Buffer.from(text, 'utf16le').toString('latin1'),
  (text) => text.replaceAll('=', '%3d').replaceAll('_', '\\x5f'),
  (text) => text.replaceAll('=', '&#61;').replaceAll('_', '&lowbar;'),
  (text) => Buffer.from(text, 'latin1').toString('base64').replace(/.{60}/g, '$&\n    '),
];

const zipped = (text: string): string => gzipSync(Buffer.from(text, 'latin1')).toString('base64');

const piece = fc.oneof(
  fc.constantFrom(testToken(), 'tok_', 'word=', 'WORD=k3j5h7g9', 'tok_ab', ' ', '\n', '\n\n', '\0', '/', '"', 'lorem'),
  fc.string({ maxLength: 30 }),
);
const fileIn = (ways: typeof layers) =>
  fc
    .tuple(fc.array(piece, { maxLength: 6 }), fc.array(fc.constantFrom(...ways), { maxLength: 6 }), fc.string())
    .map(([pieces, over, ahead]) => ahead + over.reduce((text, layer) => layer(text), pieces.join('')));
const file = fileIn(layers);

describe('QuickLook', () => {
  it('sees what the chain sees', async () => {
    let clean = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(file, { maxLength: 4 }), async (files) => {
        const expected = await isCleanByChain(files);
        if (expected) clean++;
        expect(looksClean(files)).toBe(expected);
      }),
      { numRuns: 600 },
    );
    expect(clean).toBeGreaterThan(50);
  });

  it.each(layers.slice(0, 4))('sees a secret in the last of several files, encoded or not (%#)', (layer) => {
    expect(looksClean(['a\n', '', layer(`x ${testToken()} y`)])).toBe(false);
    expect(looksClean(['a\n', '', layer('x tok_short y')])).toBe(true);
  });

  it('never calls clean what the chain finds in gzip', async () => {
    let clean = 0;
    let notTold = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fileIn([...layers, zipped, zipped]), { maxLength: 4 }), async (files) => {
        const expected = await isCleanByChain(files);
        const isClean = looksClean(files);
        if (isClean) clean++;
        if (isClean) expect(expected).toBe(true);
        else if (expected) notTold++;
      }),
      { numRuns: 600 },
    );
    expect(clean).toBeGreaterThan(50);
    expect(notTold).toBeGreaterThan(10);
  });

  it('never calls clean what has more in it than can be decoded', () => {
    const bomb = gzipSync(Buffer.concat([Buffer.alloc(50_000_000), Buffer.from(testToken())]));
    expect(looksClean([bomb.toString('base64')])).toBe(false);
  });

  it('joins nothing over the border of two files', () => {
    const token = testToken();
    expect(looksClean([token.slice(0, 9), token.slice(9)])).toBe(true);
  });
});
