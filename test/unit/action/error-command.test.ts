import { describe, expect, it } from 'vitest';
import { errorCommand } from '../../../src/action/error-command.ts';

describe('errorCommand', () => {
  it('is one line that GitHub shows as several', () => {
    expect(errorCommand('unleak: x, y', ['one', '100 %'])).toBe('::error title=unleak%3A x%2C y::one%0A100 %25\n');
  });

  it('lets no text end it or start another', () => {
    const command = errorCommand('a\n::error::b', ['c\r\n::error::d', '##[error]e', '%0A::error::f']);
    expect(command.match(/\n/g)).toHaveLength(1);
    expect(command.endsWith('\n')).toBe(true);
    expect(command).not.toMatch(/\r|##\[|%0A::/);
  });
});
