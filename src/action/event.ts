import type { Oid } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';

/** What an event asks to be scanned: what `to` reaches and what is named beside it does not. */
export interface EventRange {
  /** What it is, for people. */
  readonly what: string;
  /** A commit's or tag's id, or HEAD. */
  readonly to: string;
  /** Without it nobody can tell what is new, so it has to be in the clone. */
  readonly from?: Oid;
  /** Known already: this branch of origin, if the clone has it. */
  readonly except?: string;
  /** What to do where an end is not in the clone. */
  readonly hints: { readonly from: string; readonly to: string };
}

const WHOLE_HISTORY = 'Give actions/checkout `fetch-depth: 0`: by default it fetches one commit only.';

const FORCED =
  'Give actions/checkout `fetch-depth: 0`. Where that does not bring it, a forced push has taken it off its branch, ' +
  'and no clone can fetch it: set the input `range` to what should be scanned, such as origin/main..HEAD.';

/**
 * What an event asks to be scanned; undefined where it brings nothing, because it deleted a branch or a tag.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 * @throws UnleakError `usage` for an event that means no range, or a payload without the ids that it should have
 */
export function rangeOfEvent(name: string, payload: unknown): EventRange | undefined {
  switch (name) {
    case 'push':
      return pushed(payload);
    case 'pull_request':
    case 'pull_request_target':
      return proposed(name, payload);
    case 'merge_group':
      return queued(payload);
    case 'workflow_dispatch':
    case 'schedule':
      return { what: 'the whole history', to: 'HEAD', hints: { from: WHOLE_HISTORY, to: WHOLE_HISTORY } };
    default:
      throw new UnleakError(
        'usage',
        `The event ${JSON.stringify(name)} does not say what is new, so unleak can't tell what to scan.`,
        'Set the input `range`, or run this step on push, pull_request, merge_group, workflow_dispatch or schedule.',
      );
  }
}

/** Zeros before: the ref is new. Zeros after: it was deleted. */
function pushed(payload: unknown): EventRange | undefined {
  if (valueAt(payload, ['deleted']) === true || isZeros(valueAt(payload, ['after']))) return undefined;
  const hints = { from: valueAt(payload, ['forced']) === true ? FORCED : WHOLE_HISTORY, to: WHOLE_HISTORY };
  const to = oidAt(payload, ['after']);
  const before = valueAt(payload, ['before']);
  if (!isZeros(before)) return { what: 'this push', from: oidAt(payload, ['before']), to, hints };
  const branch = valueAt(payload, ['repository', 'default_branch']);
  // The first push of the default branch itself: its tracking ref is what was pushed, and would leave nothing.
  const isOwn = valueAt(payload, ['ref']) === `refs/heads/${branch}`;
  return { what: 'this push', to, hints, ...(typeof branch === 'string' && !isOwn ? { except: branch } : {}) };
}

function proposed(name: string, payload: unknown): EventRange {
  const number = valueAt(payload, ['number']);
  const ref = `refs/pull/${typeof number === 'number' ? number : '<number>'}/head`;
  const fetchHead = `This event checks out the base branch. Fetch the pull request without checking it out, in a step after actions/checkout with \`fetch-depth: 0\`: git fetch origin ${ref}`;
  return {
    what: 'this pull request',
    from: oidAt(payload, ['pull_request', 'base', 'sha']),
    to: oidAt(payload, ['pull_request', 'head', 'sha']),
    hints: { from: WHOLE_HISTORY, to: name === 'pull_request' ? WHOLE_HISTORY : fetchHead },
  };
}

function queued(payload: unknown): EventRange {
  return {
    what: 'this merge group',
    from: oidAt(payload, ['merge_group', 'base_sha']),
    to: oidAt(payload, ['merge_group', 'head_sha']),
    hints: { from: WHOLE_HISTORY, to: WHOLE_HISTORY },
  };
}

const isZeros = (value: unknown): boolean => typeof value === 'string' && /^0+$/.test(value);

function oidAt(payload: unknown, keys: readonly string[]): Oid {
  const value = valueAt(payload, keys);
  if (typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && !isZeros(value)) return value;
  throw new UnleakError(
    'usage',
    `The event's payload has no commit id at ${keys.join('.')}, so unleak can't tell what to scan.`,
    'Set the input `range` to what should be scanned, such as origin/main..HEAD.',
  );
}

function valueAt(payload: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    payload,
  );
}
