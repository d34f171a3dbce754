import type { Oid } from '../domain/blob.ts';

/** Which door asked: a git hook by its name, the command line, or the GitHub Action. */
export type Door = 'pre-commit' | 'pre-merge-commit' | 'commit-msg' | 'pre-push' | 'pre-receive' | 'scan' | 'action';

/** Where the content came from. */
export type SourceKind = 'staged' | 'range' | 'push' | 'receive' | 'all' | 'paths' | 'stdin' | 'message';

/** What a report says about the run besides what was found. */
export interface ReportMeta {
  /** The tool's version. */
  readonly version: string;
  /** `description` is for people: "what is staged", "main..topic". */
  readonly source: { readonly kind: SourceKind; readonly description: string };
  readonly door: Door;
  /** The commit at HEAD, where the door knows it: tells advice for the last commit from advice for an older one. */
  readonly tip?: Oid;
}

/** Gives the sentence on how to revoke and replace what a rule finds, if the rule has one. */
export type Rotate = (ruleId: string) => string | undefined;
