import type { StaleHashes } from '../plan/purge-plan.ts';
import { pushCommands, pushPlan, shellLine } from './push-plan.ts';
import type { Receipt } from './receipt.ts';
import { supportRequest } from './support-request.ts';

/** A line of a step: a sentence, a command, or a text to copy. */
export type StepLine = { readonly say: string } | { readonly run: string } | { readonly paste: readonly string[] };

/** One thing that people have to do, in this order. */
export interface Step {
  readonly title: string;
  readonly lines: readonly StepLine[];
}

/** What people have to do after a purge: the rewrite is the smaller part of it. */
export function nextSteps(receipt: Receipt): Step[] {
  const shared = receipt.repository.remote !== undefined || receipt.way === 'mirror';
  return [
    rotate,
    ...(receipt.proof.clean ? [] : [unproven]),
    ...stale(receipt.staleHashes),
    ...(shared ? [push(receipt), ...server(receipt), team(receipt)] : []),
    ...(receipt.state === 'applied' ? [finish(receipt)] : []),
    ...mirrorLeft(receipt),
  ];
}

const rotate: Step = {
  title: 'Revoke the secret, and put a new one in its place, first of all',
  lines: [
    {
      say: 'Whoever has a clone, a fork, a build log or a cached page has it still. Taking it out of the history undoes none of that; only a secret that opens nothing any more is harmless.',
    },
  ],
};

const unproven: Step = {
  title: "Don't publish this yet: the search after the rewrite was not clean",
  lines: [
    {
      say: 'The receipt says where it still stands, or what could not be read. `unleak purge --undo` takes everything back.',
    },
  ],
};

function stale(hashes: readonly StaleHashes[]): Step[] {
  if (hashes.length === 0) return [];
  const lines = hashes.slice(0, 20).map(({ path, message }) => ({ say: `${path}: ${message}` }));
  return [{ title: 'Renew hashes that no longer hold', lines }];
}

function push(receipt: Receipt): Step {
  const { repository, way } = receipt;
  const { pushes, hidden } = pushPlan(receipt);
  const to = repository.remoteName ?? repository.remote ?? 'origin';
  const folder = way === 'mirror' ? ['-C', repository.gitDirectory] : [];
  const commands = pushCommands(pushes, to, way).map((words) => ({ run: shellLine(['git', ...folder, ...words]) }));
  return {
    title: 'Push the new history',
    lines: [
      {
        say: 'Ask everybody to stop pushing, and merge or close open pull requests: they show the old commits. Then:',
      },
      { run: inPlace(receipt, 'unleak purge --push') },
      {
        say: 'It looks at the remote, asks, and pushes; it refuses where somebody has pushed meanwhile. By hand it is:',
      },
      ...(commands.length > 0 ? commands : [{ say: 'nothing, since no ref that can be pushed has changed.' }]),
      {
        say: 'Protected branches refuse a forced push: allow it for yourself in the settings (GitHub: rules or branch protection; GitLab: Settings > Repository > Protected branches), and forbid it again afterwards. Tags and releases may be protected, too.',
      },
      ...(hidden.length > 0
        ? [
            {
              say: `${count(hidden.length, 'ref')} of the server's own (${hidden[0]}, …) can't be pushed: see the next step.`,
            },
          ]
        : []),
    ],
  };
}

/** A command as it is run where the purge was made: in the mirror, or where the person is anyway. */
const inPlace = ({ way, repository }: Receipt, command: string): string =>
  way === 'mirror' ? `${shellLine(['cd', repository.gitDirectory])} && ${command}` : command;

/** What the server's operators have to do: by its address, or for both where that does not tell. */
function server(receipt: Receipt): Step[] {
  const remote = receipt.repository.remote ?? '';
  if (LOCAL.test(remote)) return [local(remote)];
  const isGithub = /github/i.test(remote);
  const isGitlab = /gitlab/i.test(remote);
  return [...(isGithub || !isGitlab ? [github(receipt)] : []), ...(isGitlab || !isGithub ? [gitlab] : [])];
}

/** A path, or a URL of one: https://git-scm.com/docs/git-clone#_git_urls */
const LOCAL = /^(?:file:|\.{0,2}\/|[a-z]:[\\/])/i;

const local = (remote: string): Step => ({
  title: 'In the remote: delete the old objects',
  lines: [
    { say: 'They stay there, readable by their ids, until git collects them:' },
    { run: shellLine(['git', '-C', remote.replace(/^file:\/\//, ''), 'reflog', 'expire', '--expire=now', '--all']) },
    { run: shellLine(['git', '-C', remote.replace(/^file:\/\//, ''), 'gc', '--prune=now']) },
  ],
});

/** @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository */
const github = (receipt: Receipt): Step => ({
  title: 'On GitHub: have pull requests and cached pages cleaned',
  lines: [
    {
      say: 'The old commits stay readable by their ids, and through pull requests. GitHub Support removes both where a new secret alone does not end the danger; it asks for what stands here (https://support.github.com/request, "Remove sensitive data"; on GitHub Enterprise Server: your administrators, ghe-repo-gc):',
    },
    { paste: supportRequest(receipt) },
    { say: 'Forks keep the old commits: ask their owners to purge or delete them. GitHub does not do it for you.' },
  ],
});

/** @see https://docs.gitlab.com/user/project/repository/repository_size/ */
const gitlab: Step = {
  title: 'On GitLab: have kept refs and unreachable objects removed',
  lines: [
    {
      say: 'Wait for running pipelines, or cancel them: they use the old commits, and the clean-up fails while they run.',
    },
    {
      say: 'In Settings > Repository > Repository maintenance > Repository cleanup upload commit-map of the receipt\'s folder (above 20,000 lines: commit-map.1, commit-map.2, …, one after the other). Under "Remove blobs" the ids in removed-blobs can be given instead, for content that GitLab keeps in its database.',
    },
    {
      say: 'After 30 minutes run Settings > General > Advanced > Housekeeping > Prune unreachable objects: younger objects stay.',
    },
    { say: 'Merge requests, forks and project exports keep the old commits: close, purge or delete them.' },
  ],
};

const team = ({ folder }: Receipt): Step => ({
  title: 'Have every clone cleaned',
  lines: [
    {
      say: "Send the page receipt.html and the files commit-map, ref-map and removed-blobs from the receipt's folder to everybody with a clone. A plain git pull would join the old history to the new one, and the next push would bring the secret back. In each clone:",
    },
    { run: 'git fetch --prune origin && unleak rejoin --map FOLDER' },
    {
      say: 'shows what becomes of own work there, and does it with --apply; FOLDER is where these maps were put together,',
    },
    { say: 'or delete the clone and make a new one. CI runners, deploy servers and mirrors have clones, too.' },
    { say: `The receipt lies in ${folder}.` },
  ],
});

/** Nobody else deletes it. */
function mirrorLeft({ way, state, repository, backup }: Receipt): Step[] {
  if (way !== 'mirror') return [];
  const holds = state === 'finished' ? '' : ', and holds the old history until --finish';
  const folders = [repository.gitDirectory, ...(backup ? [backup.folder] : [])];
  return [
    {
      title: 'When you no longer need it: delete the mirror',
      lines: [
        {
          say: `It stays on disk${holds}. Keep the receipt's folder, which lies in it, as long as others need its maps. Your own clone still has the old history, as every clone.`,
        },
        { run: shellLine(['rm', '-rf', ...folders]) },
      ],
    },
  ];
}

function finish(receipt: Receipt): Step {
  const { backup, way } = receipt;
  const kept = backup ? ` and the backup in ${backup.folder}, which still holds the secret` : '';
  return {
    title:
      way === 'mirror'
        ? "When all is well: delete the mirror's old objects"
        : 'When all is well: delete the old objects and the backup',
    lines: [
      {
        say: `Until then \`unleak purge --undo\` takes everything back. This deletes the old objects${kept}, and searches once more; name the targets again, as they are stored nowhere:`,
      },
      { run: inPlace(receipt, 'unleak purge --finish <the same targets>') },
    ],
  };
}

const count = (amount: number, one: string): string => `${amount} ${amount === 1 ? one : `${one}s`}`;
