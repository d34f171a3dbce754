import { join } from 'node:path';
import { type Sandbox, TestRepository } from '../../support/sandbox.ts';

/** The side of GitHub: a repository that hands out any commit it is asked for by its id. */
export function githubRepository(sandbox: Sandbox): TestRepository {
  const origin = new TestRepository(sandbox, 'origin');
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  origin.commit('start', { 'README.md': 'hello\n' });
  return origin;
}

/** What actions/checkout was told, and by which event. */
export interface CheckoutOptions {
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/1/merge`. */
  readonly ref: string;
  /** The commit that GITHUB_SHA names. */
  readonly sha: string;
  /** `fetch-depth`; 0 is the whole history. */
  readonly depth: number;
}

let workspaces = 0;

/**
 * A work tree as actions/checkout leaves it: detached from what the event names, one commit deep unless told otherwise.
 * @see https://github.com/actions/checkout/blob/v7.0.1/src/ref-helper.ts
 * @returns the workspace
 */
export function checkout(origin: TestRepository, { ref, sha, depth }: CheckoutOptions): string {
  const { sandbox } = origin;
  const clone = new TestRepository(sandbox, `workspace-${workspaces++}`);
  clone.git('remote', 'add', 'origin', `file://${origin.path}`);
  const tracking = ref.replace(/^refs\/heads\//, 'refs/remotes/origin/').replace(/^refs\/pull\//, 'refs/remotes/pull/');
  const own = ref.startsWith('refs/tags/') ? `+${ref}:${ref}` : `+${sha}:${tracking}`;
  const all = ['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*'];
  const whole = ref.startsWith('refs/pull/') ? [...all, own] : all;
  const specs = depth > 0 ? [`--depth=${depth}`, 'origin', own] : ['origin', ...whole];
  clone.git('-c', 'protocol.version=2', 'fetch', '-q', '--no-tags', '--prune', ...specs);
  clone.git('-c', 'advice.detachedHead=false', 'checkout', '-q', '--force', sha);
  return clone.path;
}

/** A pull request's two refs on the side of GitHub: its head, and the merge that GitHub makes for trying it out. */
export function openPullRequest(origin: TestRepository, head: string): { head: string; base: string; merge: string } {
  const base = origin.git('rev-parse', 'main');
  const tree = origin.git('merge-tree', '--write-tree', base, head);
  const merge = origin.git('commit-tree', tree, '-p', base, '-p', head, '-m', `Merge ${head} into ${base}`);
  origin.git('update-ref', 'refs/pull/1/head', head);
  origin.git('update-ref', 'refs/pull/1/merge', merge);
  return { head, base, merge };
}

/** A file outside of every work tree. */
export const outside = (sandbox: Sandbox, name: string): string => join(sandbox.root, name);
