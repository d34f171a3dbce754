import type { Blob } from '../domain/blob.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { DetectContext, Detector } from '../domain/detector.ts';
import type { Rule } from '../domain/rule.ts';
import { EncodedDetector } from './decode/encoded-detector.ts';
import { DetectorTimeout } from './detector-timeout.ts';
import { RuleMatcher } from './match-rules.ts';
import { sift } from './sift.ts';

/** A detector that did not do its work on a window, or not all of it: `nested-encodings` are too many to be decoded. */
export interface DetectorFailure {
  readonly detector: string;
  readonly reason: 'detector-failed' | 'detector-timeout' | 'nested-encodings';
}

/** What the chain makes of a window. */
export interface Detection {
  readonly candidates: readonly Candidate[];
  readonly failures: readonly DetectorFailure[];
}

/** What a chain is made of. */
export interface ChainParts {
  /** The rules that the built-in detectors look for. */
  readonly rules: readonly Rule[];
  /** Detectors of the user's rules: run on plain and on decoded text. */
  readonly userRules?: Detector;
  /** Rules whose candidates come from `userRules`. */
  readonly moreRules?: readonly Rule[];
  /** Third-party detectors: run on plain bytes, last. */
  readonly plugins?: readonly Detector[];
  /** The longest that one detector may take for one window, in milliseconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/**
 * The detector chain: detectors in order (rules, user's rules, encoded text, plugins), then what looks at their
 * candidates (placeholders, entropy, randomness, checksums, pairs, overlaps). Pure but for the clock.
 */
export class DetectorChain {
  readonly #detectors: readonly Detector[];
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #timeoutMs: number;

  constructor({ rules, userRules, moreRules = [], plugins = [], timeoutMs = TIMEOUT_MS }: ChainParts) {
    const matcher = new RuleMatcher(rules);
    const builtIn: Detector = {
      id: 'rules',
      detect: ({ bytes }, { deadline, witness }) => matcher.match(bytes, deadline, witness),
    };
    const plain = userRules ? [builtIn, userRules] : [builtIn];
    this.#detectors = [...plain, new EncodedDetector(plain), ...plugins];
    this.#rules = new Map([...rules, ...moreRules].map((rule) => [rule.id, rule]));
    this.#timeoutMs = timeoutMs;
  }

  /** Never throws for what a detector does: a failure is part of the answer, by the detector's name. */
  async detect(blob: Blob, context: DetectContext): Promise<Detection> {
    const found: Candidate[] = [];
    const failures: DetectorFailure[] = [];
    for (const detector of this.#detectors) {
      const deadline = Math.min(context.deadline, Date.now() + this.#timeoutMs);
      const onCut = () => void failures.push({ detector: detector.id, reason: 'nested-encodings' });
      try {
        // One by one: as arguments of one call, a hundred thousand claims would not fit on the stack.
        for (const candidate of await detector.detect(blob, { ...context, deadline, onCut })) found.push(candidate);
      } catch (error) {
        const reason = error instanceof DetectorTimeout ? 'detector-timeout' : 'detector-failed';
        failures.push({ detector: error instanceof DetectorTimeout ? error.detector : detector.id, reason });
      }
    }
    if (found.length === 0) return { candidates: found, failures };
    context.witness?.found(found);
    return { candidates: sift(found, this.#rules, context.witness), failures };
  }
}
