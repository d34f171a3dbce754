import { isWord } from './parse-options.ts';
import { watchDelivery } from './undelivered.ts';

const EXIT_CODES_LINE = 'Exit codes, whatever the format: 0 no secret, 1 a secret, 2 could not tell.';

const ASKED_LINE = 'Exit codes of explain and rules: 0 answered, whatever the answer, 2 could not.';

const HELP = `unleak keeps secrets out of git.

Usage
  unleak init [--hooks git|husky] [--server]   install the hooks here, and make the repository's salt
  unleak init --remove                         take the hooks out again
  unleak scan [path…]                          scan files; folders as git sees them
  unleak scan --staged                         scan what the next commit would bring
  unleak scan --range A..B                     scan what B has and A has not
  unleak scan --all                            scan every object of the repository, reachable or not
  unleak scan --stdin                          scan what is piped in
  unleak purge <finding…>                      plan how to take it out of the whole history; --apply does it
  unleak rejoin --map FOLDER                   after a colleague's purge: plan how your own work gets onto the new history
  unleak explain <file>:<line>                 say why that line is reported, or is not: what each rule made of it
  unleak explain --text                        the same for text that is piped in
  unleak rules list                            all rules, the configuration's own too
  unleak rules show <id>                       all that there is to know of one
  unleak rules test <id> [file]                run one rule over a file, or over what is piped in
  unleak hook <name>                           what git runs: pre-commit, pre-merge-commit, commit-msg, pre-push, pre-receive

Options of scan
  --format text|json|sarif   how to report (text)
  --output FILE              where to (standard output)
  --config FILE              a configuration in place of the repository's
  --budget SECONDS           give up after this long: exit code 2
  --git auto|git|isomorphic-git   how to read the repository (auto: the git program where there is one)
  --archives                 for files and folders: look into zip (jar, docx, …), tar, ar, gzip, SQLite and .pyc files, too
  --no-plugins               don't run the plugins that the configuration names
  --threads N                for a whole history (2, where there are as many processors and much to do)
  --max-memory SIZE          how much objects may take that are being read (256m); git reads larger ones in pieces
  --no-cache                 for --all: neither use nor keep what an earlier scan found out (in .git/unleak, no secrets in it)
  --stats                    say on standard error what was done: objects, bytes, time of each stage, memory

What unleak purge takes out
  <finding…>                 a fingerprint, its first digits, or a rule id: every object is scanned for it first
  --from REPORT              what a report of scan --format json found, or the named findings of it
  --secret-file FILE         secrets, one a line (-: standard input)
  --replace-text FILE        expressions in the format of git-filter-repo and BFG
  --blob OID, --path GLOB    whole files, in every commit (--prune-empty: with the commits that become empty)
What unleak purge does
  --apply                    do it, after a typed confirmation (--yes: without one)
  --remote URL|PATH          in a private mirror (--into FOLDER) instead of here: the recommended way
  --replacement TEXT         what stands there then (***REMOVED***); --same-length: as many *
  --push                     push what the last purge changed; refused where the remote has moved
  --undo, --resume           take the last purge back; go on with one that was interrupted
  --finish                   delete the old objects and the backup, after a last search for the same targets
  --json                     the plan or the receipt for programs
  --threads N, --max-memory SIZE, --config FILE, --no-plugins   as for scan

What unleak rejoin does, after git fetch --prune
  --map FOLDER               the receipt's folder of the purge, or its commit-map; again for each purge, in order
  --remote NAME              the remote that was purged (origin)
  --apply, --undo, --resume, --finish, --yes, --json   as for purge

Options of explain
  --json                     for programs
  --config FILE, --no-plugins   as for scan

Options of rules
  --json                     for programs
  --config FILE              as for scan

Options of hook pre-receive
  --budget SECONDS           time for one push (4.5)
  --on-timeout closed|open   whether a push that could not be read in time is refused (closed)
  --config FILE              the administrator's configuration in place of the default branch's

${EXIT_CODES_LINE}
${ASKED_LINE}
A false positive: write  unleak:allow <rule> -- <reason>  beside it, or put it on the allowlist in .unleakrc.yaml.
`;

/**
 * Prints the help: asked for, it is an answer; after an unknown command, an error.
 * @param topic the command that it is about; of one without a section of its own, all of it is printed
 * @returns the exit code
 */
export function help(command: string | undefined, topic?: string): number {
  watchDelivery();
  if (command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(sectionOf(topic) ?? HELP);
    return 0;
  }
  const problem =
    command === undefined
      ? 'say what to do'
      : `there is no ${isWord(command) ? `command ${JSON.stringify(command)}` : 'such command'}`;
  process.stderr.write(`unleak: ${problem}.\n\n${HELP}`);
  return 2;
}

/** The usage of one command, its sections and the exit codes. */
function sectionOf(topic: string | undefined): string | undefined {
  const [, usageText = '', ...others] = HELP.split(/\n(?=\S)/);
  const lines = usageText.split('\n').filter((line) => line.startsWith(`  unleak ${topic} `));
  const own = others.filter((section) => new RegExp(`^(?:What unleak|Options of) ${topic}\\b`).test(section));
  if (topic === undefined || own.length === 0) return undefined;
  const codes = topic === 'explain' || topic === 'rules' ? ASKED_LINE : EXIT_CODES_LINE;
  return ['Usage', ...lines, '', ...own.map((section) => section.trimEnd()), '', codes, ''].join('\n');
}
