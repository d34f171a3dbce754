import type { PathBytes } from '../domain/blob.ts';
import type { Finding } from '../domain/finding.ts';
import type { Secret } from '../domain/secret.ts';
import { shortOid } from './amounts.ts';
import { shellPath } from './display-path.ts';
import { groupBy } from './findings-of.ts';
import { historyLines, type ReportScope } from './history-advice.ts';
import type { ReportMeta } from './report-meta.ts';
import { type Spot, spotOf } from './spot.ts';

/** A line of advice: a sentence, a command to type, or text to paste into a file. */
export type AdviceLine = { readonly say: string } | { readonly run: string } | { readonly paste: string };

/** Spots that are in a commit, which has to be written anew. */
const REWRITTEN: readonly Spot[] = ['tip', 'older', 'commit', 'message', 'blob'];

/** Paths or object ids that one block of advice names; the reader does the others the same way. */
const NAMED = 5;

const LONGEST_PATH = 240;

/** How to take these findings out: for each kind of place the commands to type. */
export function takeOut(
  findings: readonly Finding[],
  report: ReportScope,
  meta: ReportMeta,
  secrets: readonly Secret[],
): AdviceLine[] {
  const groups = groupBy(findings, (finding) => spotOf(finding, meta));
  const lines = groups.flatMap((group) => {
    const paths = distinct(group.map((finding) => finding.path)).map((path) => typed(path, secrets));
    const named = distinct(paths);
    const more = named.length - NAMED;
    const lines = linesFor(spotOf(group[0]!, meta), group, named.slice(0, NAMED).join(' '), { meta, report });
    return more > 0 ? [...lines, { say: `and the same for ${more} more path${more > 1 ? 's' : ''}.` }] : lines;
  });
  return [
    ...lines,
    ...lastly(
      groups.map((group) => spotOf(group[0]!, meta)),
      meta,
    ),
  ];
}

/** A settings file for one machine, which hosts and frameworks read their secrets from. */
const isEnvironment = ({ path }: Finding): boolean => path !== undefined && /(?:^|\/)\.env(?:\.[^/]*)?$/.test(path);

interface Context {
  readonly meta: ReportMeta;
  readonly report: ReportScope;
}

function typed(path: PathBytes, secrets: readonly Secret[]): string {
  return path.length > LONGEST_PATH ? '<path>' : (shellPath(path, secrets) ?? '<path>');
}

function linesFor(spot: Spot, group: readonly Finding[], paths: string, { meta, report }: Context): AdviceLine[] {
  const edit = { say: 'edit it: read the value from the environment or a secret manager' };
  const amend = [edit, { run: `git add -- ${paths}` }, { run: 'git commit --amend' }];
  const amendAll = [edit, { run: 'git add -u' }, { run: 'git commit --amend' }];
  const commits = distinct(
    group.map((finding) => (finding.kind === 'commit' ? (finding.commit ?? finding.object) : finding.commit)),
  );
  const objects = distinct(group.map((finding) => finding.object)).slice(0, NAMED);
  switch (spot) {
    case 'staged':
      if (group.every(isEnvironment))
        return [
          { run: `git reset -q -- ${paths}` },
          {
            say: 'such a file stays out of git: list it in .gitignore, and commit an example of it without the values',
          },
        ];
      return [{ run: `git reset -q -- ${paths}` }, edit, { run: `git add -- ${paths}` }, { run: 'git commit' }];
    case 'draft':
      return [
        { say: 'edit the message; the text is kept in .git/COMMIT_EDITMSG:' },
        { run: 'git commit -e -F "$(git rev-parse --git-path COMMIT_EDITMSG)"' },
      ];
    case 'tip':
      return [{ say: 'it is in your last commit:' }, ...amend];
    case 'older':
      // At each stop only that commit's files are there to be added.
      return [...rebase(commits, 'edit'), ...(commits.length > 1 ? amendAll : amend), { run: 'git rebase --continue' }];
    case 'commit':
      return [
        { say: 'in your last commit:' },
        ...(commits.length > 1 ? amendAll : amend),
        ...rebase(commits, 'edit'),
        { say: 'then the same three steps, and:' },
        { run: 'git rebase --continue' },
      ];
    case 'message':
      return messageLines(commits, meta);
    case 'history':
      return historyLines(group, report);
    case 'tag':
      return objects.flatMap((oid) => [
        { say: `write the tag's message anew (the first command names the tag):` },
        { run: `git for-each-ref --points-at ${oid} refs/tags` },
        { run: 'git tag -a -f <tag> "<tag>^{}"' },
      ]);
    case 'blob':
      return objects.flatMap((oid) => [
        { say: 'find what brings it, a commit or a ref of its own, and take that out:' },
        { run: `git log --all --oneline --find-object=${shortOid(oid)}` },
        { run: `git for-each-ref --points-at ${shortOid(oid)}` },
      ]);
    case 'file':
      return [edit];
    case 'text':
      return [{ say: 'take it out where the text comes from.' }];
  }
}

function messageLines(commits: readonly string[], meta: ReportMeta): AdviceLine[] {
  const last = { run: 'git commit --amend' };
  if (commits.length === 1 && commits[0] === meta.tip) return [{ say: 'edit the message of your last commit:' }, last];
  const lead = meta.tip === undefined ? [{ say: 'the message of your last commit:' }, last] : [];
  return [...lead, ...rebase(commits, 'reword')];
}

function rebase(commits: readonly string[], verb: 'edit' | 'reword'): AdviceLine[] {
  const [first = '<commit>', ...others] = commits.map(shortOid);
  const named = [first, ...others.slice(0, NAMED - 1)].join(', ') + (others.length >= NAMED ? ', …' : '');
  const start = others.length > 0 ? 'start at the oldest, and ' : '';
  return [
    { say: `in an older commit: ${start}mark ${named} as \`${verb}\` (\`--root\` in place of a very first commit):` },
    { run: `git rebase -i ${first}^` },
  ];
}

/** What holds for every commit that is written anew. */
function lastly(spots: readonly Spot[], { door }: ReportMeta): AdviceLine[] {
  if (!spots.some((spot) => REWRITTEN.includes(spot))) return [];
  const again: AdviceLine[] = door === 'pre-push' || door === 'pre-receive' ? [{ run: 'git push' }] : [];
  return [{ say: 'a new commit that deletes it is not enough: the old one would still bring it.' }, ...again];
}

function distinct<T>(items: readonly (T | undefined)[]): T[] {
  return [...new Set(items)].filter((item): item is T => item !== undefined);
}
