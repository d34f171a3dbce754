import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addSummary, setOutputs } from '../../../src/action/step-files.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'unleak-test-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

describe('setOutputs', () => {
  it('appends each value between two lines of a delimiter of its own', () => {
    const file = join(folder(), 'output');
    writeFileSync(file, 'other=1\n');
    setOutputs({ GITHUB_OUTPUT: file }, { outcome: 'block', findings: 3 });
    const entries =
      /^other=1\noutcome<<(unleak_[0-9a-f-]{36})\nblock\n\1\nfindings<<(unleak_[0-9a-f-]{36})\n3\n\2\n$/.exec(
        readFileSync(file, 'utf8'),
      );
    expect(entries).not.toBeNull();
    expect(entries?.[1]).not.toBe(entries?.[2]);
  });

  it('does nothing outside of a runner', () => {
    expect(() => setOutputs({}, { outcome: 'allow', findings: 0 })).not.toThrow();
  });

  it('says so when the file can not be written', () => {
    const env = { GITHUB_OUTPUT: folder() };
    expect(() => setOutputs(env, { outcome: 'allow', findings: 0 })).toThrow(
      expect.objectContaining({ code: 'output' }),
    );
  });
});

describe('addSummary', () => {
  it('appends', () => {
    const file = join(folder(), 'summary');
    writeFileSync(file, 'before\n');
    addSummary({ GITHUB_STEP_SUMMARY: file }, '## after\n');
    expect(readFileSync(file, 'utf8')).toBe('before\n## after\n');
  });
});
