import { describe, expect, it } from 'vitest';
import { rangeOfEvent } from '../../../src/action/event.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const ZEROS = '0'.repeat(40);
const repository = { default_branch: 'main' };

describe('rangeOfEvent', () => {
  it('takes what a push says', () => {
    expect(rangeOfEvent('push', { before: A, after: B })).toMatchObject({ from: A, to: B });
  });

  it('takes SHA-256 ids', () => {
    const [from, to] = ['a'.repeat(64), 'b'.repeat(64)];
    expect(rangeOfEvent('push', { before: from, after: to })).toMatchObject({ from, to });
  });

  it('leaves out of a new branch or tag what the default branch has', () => {
    for (const ref of ['refs/heads/topic', 'refs/tags/v1', 'refs/tags/main']) {
      const range = rangeOfEvent('push', { ref, before: ZEROS, after: B, repository });
      expect(range).toMatchObject({ to: B, except: 'main' });
      expect(range).not.toHaveProperty('from');
    }
  });

  it('leaves nothing out of the first push of the default branch', () => {
    const range = rangeOfEvent('push', { ref: 'refs/heads/main', before: ZEROS, after: B, repository });
    expect(range).not.toHaveProperty('except');
    expect(range).not.toHaveProperty('from');
  });

  it('leaves nothing out of a new branch where the default branch is not known', () => {
    expect(rangeOfEvent('push', { ref: 'refs/heads/x', before: ZEROS, after: B })).not.toHaveProperty('except');
  });

  it('finds nothing to scan in a deletion', () => {
    expect(rangeOfEvent('push', { before: A, after: ZEROS })).toBeUndefined();
    expect(rangeOfEvent('push', { before: A, after: ZEROS, deleted: true })).toBeUndefined();
  });

  it('says where a commit that was forced away can be', () => {
    expect(rangeOfEvent('push', { before: A, after: B, forced: true })?.hints.from).toContain('forced push');
    expect(rangeOfEvent('push', { before: A, after: B })?.hints.from).not.toContain('forced push');
  });

  it('takes the base and the head of a pull request, not the merge commit', () => {
    const payload = { number: 7, pull_request: { base: { sha: A }, head: { sha: B }, merge_commit_sha: 'c' } };
    expect(rangeOfEvent('pull_request', payload)).toMatchObject({ from: A, to: B });
    const target = rangeOfEvent('pull_request_target', payload);
    expect(target).toMatchObject({ from: A, to: B });
    expect(target?.hints.to).toContain('git fetch origin refs/pull/7/head');
  });

  it('takes the two ends of a merge group', () => {
    const payload = { merge_group: { base_sha: A, head_sha: B } };
    expect(rangeOfEvent('merge_group', payload)).toMatchObject({ from: A, to: B });
  });

  it('takes the whole history where nobody pushed anything', () => {
    for (const name of ['workflow_dispatch', 'schedule']) {
      const range = rangeOfEvent(name, {});
      expect(range).toMatchObject({ to: 'HEAD' });
      expect(range).not.toHaveProperty('from');
    }
  });

  it.each(['', 'issue_comment', 'workflow_run', 'release', 'pull_request_review'])('refuses %j', (name) => {
    expect(() => rangeOfEvent(name, { before: A, after: B })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it.each([
    ['push', undefined],
    ['push', null],
    ['push', 'text'],
    ['push', {}],
    ['push', { after: B }],
    ['push', { before: 7, after: B }],
    ['push', { before: '--all', after: B }],
    ['push', { before: A, after: 'HEAD' }],
    ['push', { before: '', after: B }],
    ['pull_request', { pull_request: { base: { sha: A }, head: null } }],
    ['pull_request', { pull_request: { base: { sha: ZEROS }, head: { sha: B } } }],
    ['merge_group', { merge_group: { base_sha: A } }],
  ])('refuses a payload of %s without its ids: %j', (name, payload) => {
    expect(() => rangeOfEvent(name, payload)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
