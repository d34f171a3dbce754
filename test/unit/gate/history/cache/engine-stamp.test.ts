import { describe, expect, it, vi } from 'vitest';
import { RULES } from '../../../../../src/rules/generated/rules.ts';

vi.hoisted(() => vi.stubGlobal('UNLEAK_VERSION', '1.0.0'));
const { engineStamp } = await import('../../../../../src/gate/history/cache/engine-stamp.ts');

describe('engineStamp', () => {
  it('changes with the version, and with any rule', () => {
    const stamp = engineStamp(RULES);
    expect(engineStamp(RULES)).toBe(stamp);
    const others = [
      engineStamp(RULES, '1.0.1'),
      engineStamp(RULES.slice(1)),
      engineStamp([...RULES.slice(1), { ...RULES[0]!, minEntropy: RULES[0]!.minEntropy + 0.1 }]),
    ];
    expect(new Set([stamp, ...others]).size).toBe(4);
  });
});
