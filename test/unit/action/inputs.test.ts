import { describe, expect, it } from 'vitest';
import { readInputs } from '../../../src/action/inputs.ts';

describe('readInputs', () => {
  it('reads what the runner hands over', () => {
    const env = { INPUT_RANGE: ' main..topic/a.b \n', INPUT_CONFIG: 'a b.yaml', 'INPUT_SARIF-FILE': 'out.sarif' };
    const range = { from: 'main', to: 'topic/a.b' };
    expect(readInputs(env)).toEqual({ range, config: 'a b.yaml', sarifFile: 'out.sarif' });
  });

  it('takes what is empty for left out', () => {
    expect(readInputs({ INPUT_RANGE: '', INPUT_CONFIG: ' ', 'INPUT_SARIF-FILE': '' })).toEqual({});
    expect(readInputs({})).toEqual({});
  });

  it.each(['..HEAD', 'main..', '..', 'main', 'a...b', 'a..b..c', 'a..b c', 'a ..b'])(
    'refuses the range %j',
    (range) => {
      expect(() => readInputs({ INPUT_RANGE: range })).toThrow(expect.objectContaining({ code: 'usage' }));
    },
  );
});
