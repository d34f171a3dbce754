import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal, newPurgeId, STATES } from '../../../../src/purge/safety/journal.ts';
import { purgeState } from '../../../../src/purge/safety/purge-state.ts';
import { sandbox } from '../../../support/sandbox.ts';

describe('a journal', () => {
  it('is read back as it was written, by its owner only', () => {
    const { root } = sandbox();
    const journal = Journal.begin(root, newPurgeId(), '/backup');
    journal.add('backed-up');
    const last = Journal.last(root)!;
    expect([last.state, last.backup, last.has('planned'), last.has('written')]).toEqual([
      'backed-up',
      '/backup',
      true,
      false,
    ]);
    expect(statSync(join(journal.folder, 'journal.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(journal.folder).mode & 0o777).toBe(0o700);
  });

  it('cut off at any byte tells of the steps before', () => {
    const { root } = sandbox();
    const journal = Journal.begin(root, newPurgeId(), '/backup');
    const file = join(journal.folder, 'journal.jsonl');
    const whole = readFileSync(file).length;
    journal.add('backed-up');
    const text = readFileSync(file, 'latin1');
    for (let length = whole; length <= text.length; length++) {
      writeFileSync(file, text.slice(0, length));
      // With its closing brace an entry is whole, line end or not.
      expect(Journal.last(root)!.state).toBe(length >= text.length - 1 ? 'backed-up' : 'planned');
      const last = Journal.last(root)!;
      last.add('written');
      expect(Journal.last(root)!.state).toBe('written');
    }
  });

  it('of the newest purge counts; a folder without one does not', () => {
    const { root } = sandbox();
    Journal.begin(root, newPurgeId(new Date(0)), '/first').add('undone');
    Journal.begin(root, newPurgeId(new Date(1)), '/second');
    expect(Journal.last(root)!.backup).toBe('/second');
  });

  it('with a step that is not known is refused', () => {
    const { root } = sandbox();
    const journal = Journal.begin(root, newPurgeId(), '/backup');
    appendFileSync(join(journal.folder, 'journal.jsonl'), '{"state":"teleported","time":1}\n');
    expect(() => Journal.last(root)).toThrow(/does not know/);
  });

  it.each(STATES)('has a sentence for %s', (state) => {
    const { root } = sandbox();
    if (state !== 'planned') Journal.begin(root, newPurgeId(), '/backup').add(state);
    const { kind, message } = purgeState({ commonDirectory: root, hashLength: 20, worktrees: [] });
    expect(message).toMatch(/^[A-Z].*\.$/);
    expect(['none', 'as-before', 'in-between', 'as-after']).toContain(kind);
  });
});
