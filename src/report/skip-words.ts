import type { SkipReason } from '../domain/coverage.ts';

/** What people read about a reason for skipping. */
export interface SkipWords {
  readonly one: string;
  readonly many: string;
  /** What to do when it keeps the verdict from being known. */
  readonly remedy: string;
}

/** The words for each reason. */
export const SKIP_WORDS: Readonly<Record<SkipReason, SkipWords>> = {
  submodule: {
    one: 'submodule',
    many: 'submodules',
    remedy: 'A submodule is a repository of its own: run unleak in it.',
  },
  'lfs-pointer': {
    one: 'LFS pointer',
    many: 'LFS pointers',
    remedy: 'The content is in Git LFS: get it with `git lfs fetch`, and scan the files with `unleak scan`.',
  },
  'not-a-file': {
    one: 'entry that is no file',
    many: 'entries that are no files',
    remedy: 'Only regular files can be read: leave the entry out of what is scanned.',
  },
  'shallow-boundary': {
    one: 'boundary of a shallow clone',
    many: 'boundaries of a shallow clone',
    remedy: 'The history ends early here: run `git fetch --unshallow` (in CI: `fetch-depth: 0`), then try again.',
  },
  'missing-object': {
    one: 'missing object',
    many: 'missing objects',
    remedy:
      'Get the objects with `git fetch --refetch`; `git fsck --connectivity-only` tells whether any are still missing.',
  },
  'corrupt-object': {
    one: 'corrupt object',
    many: 'corrupt objects',
    remedy: 'Run `git fsck --full`, and take the object from a clone in which it is whole.',
  },
  unsupported: {
    one: 'thing that unleak cannot read',
    many: 'things that unleak cannot read',
    remedy: 'This version has no reader for it: update unleak, or check it by hand.',
  },
  'unreadable-file': {
    one: 'unreadable file',
    many: 'unreadable files',
    remedy: 'Check that the file is there and that you may read it, then try again.',
  },
  'detector-failed': {
    one: 'failed detector',
    many: 'failed detectors',
    remedy:
      'A detector stopped with an error: update or remove the plugin it belongs to, or report it if it is built in.',
  },
  'detector-timeout': {
    one: 'detector that ran out of time',
    many: 'detectors that ran out of time',
    remedy: 'A rule or plugin is too slow for this content: simplify it, or turn it off.',
  },
  'time-budget': {
    one: 'part that the time did not suffice for',
    many: 'parts that the time did not suffice for',
    remedy: 'Raise the time budget, or bring the changes in smaller steps.',
  },
  'too-many-findings': {
    one: 'place with too many findings',
    many: 'places with too many findings',
    remedy: 'Take out or allow what is reported, then try again: the rest shows then.',
  },
  'nested-encodings': {
    one: 'kind of hiding place (encodings inside encodings)',
    many: 'kinds of hiding places (encodings inside encodings)',
    remedy: 'Scan the files that matter by themselves: the first 2 MiB of a scan are decoded in full.',
  },
  'rule-off': {
    one: 'rule that is turned off',
    many: 'rules that are turned off',
    remedy: 'The configuration turns the rule off: turn it on there if it should look.',
  },
};
