import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail } from '../../../src/action/fail.ts';
import { UnleakError } from '../../../src/domain/unleak-error.ts';

let folder = '';
let printed = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unleak-test-'));
  printed = '';
  vi.stubEnv('GITHUB_OUTPUT', join(folder, 'output'));
  vi.stubEnv('GITHUB_STEP_SUMMARY', join(folder, 'summary'));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const written = () => `${printed}${readFileSync(join(folder, 'summary'))}${readFileSync(join(folder, 'output'))}`;

describe('fail', () => {
  it('says what is wrong and what to do, everywhere', () => {
    expect(fail(new UnleakError('usage', 'No such <thing>: 5 %', 'Do `this`.'))).toBe(2);
    expect(printed).toBe(
      '::error title=unleak%3A could not tell%2C so the check failed::No such <thing>: 5 %25%0ADo `this`.\n',
    );
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('<code>this</code>');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).not.toContain('<thing>');
    expect(readFileSync(join(folder, 'output'), 'utf8')).toMatch(/^outcome<<.*\nincomplete\n.*\nfindings<<.*\n\n/);
  });

  it('never quotes the message of an error that is not ours', () => {
    const text = 'first quoted\n    at second (quoted)\n::error::third quoted';
    expect(fail(new TypeError(text))).toBe(2);
    expect(written()).not.toContain('quoted');
    expect(written()).toContain('TypeError');
    expect(written()).toContain('fail.test.ts');
  });

  it.each([['a string'], [undefined], [{ text: 'an object' }]])('never quotes what is no error: %j', (thrown) => {
    expect(fail(thrown)).toBe(2);
    expect(written()).not.toMatch(/a string|an object/);
  });

  it('gives the exit code when the files of the runner can not be written', () => {
    vi.stubEnv('GITHUB_OUTPUT', folder);
    expect(fail(new UnleakError('io', 'x', 'y'))).toBe(2);
    expect(printed).toContain('::error');
  });
});
