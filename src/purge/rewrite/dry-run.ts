import { changedPaths, MOST_PATHS } from './changed-paths.ts';
import { Changing } from './dry/changing.ts';
import { signaturesToDrop } from './dry/signatures.ts';
import type { History } from './history/history.ts';
import { type ReadParts, readParts } from './inspect.ts';
import type { ChangedPath, DryRun, DryRunRequest } from './request.ts';
import { cleanPath } from './trees/clean-names.ts';

/**
 * Says what `rewrite` would do, and writes nothing.
 * @throws UnleakError `object-missing`, `object-corrupt`, `unsupported`, `io`
 */
export function dryRun(request: DryRunRequest, read: ReadParts = readParts(request)): DryRun {
  const { history } = read;
  try {
    const changing = new Changing(request, read);
    const { graph, order, tables } = history;
    const isChanged = (commit: number): boolean => changing.has(graph.id[commit]!);
    const isFirst = (commit: number): boolean =>
      !graph.parents.subarray(graph.firstParent[commit], graph.firstParent[commit + 1]).some(isChanged);
    return {
      commits: changing.commits.length,
      kept: order.length - changing.commits.length,
      trees: changing.trees,
      blobs: changing.inspected.survey.blobs.size,
      tags: changing.tags,
      changedTips: [...new Set(request.tips)].filter((tip) => changing.has(tables.find(Buffer.from(tip, 'hex')))),
      firstChanged: Array.from(
        order.filter((commit) => isChanged(commit) && isFirst(commit)),
        (commit) => tables.oid(graph.id[commit]!),
      ),
      signatures: signaturesToDrop(history, changing, request.cleaner),
      paths: pathsOf(request, history, changing),
    };
  } finally {
    history.objects.close();
  }
}

function pathsOf({ cleaner, remove }: DryRunRequest, history: History, changing: Changing): ChangedPath[] {
  const { tables, graph, order } = history;
  const { survey, roots } = changing.inspected;
  const all = new Set([...roots, ...Array.from(order, (commit) => graph.tree[commit]!)]);
  const changed = [...all].filter((root) => survey.changes(root));
  const byBlob = changedPaths(history, cleaner, changed, (blob) =>
    remove.blobs.has(tables.oid(blob)) ? null : tables.id(blob),
  );
  const gone = [...changing.gone.values()].map(({ path, oid }) => ({ path: cleanPath(cleaner, path), oid, new: null }));
  return [...gone, ...byBlob].slice(0, MOST_PATHS);
}
