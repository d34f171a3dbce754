import type { Oid } from '../../domain/blob.ts';
import { type History, readHistory } from './history/history.ts';
import { TreeSurvey } from './history/tree-survey.ts';
import type { DryRunRequest } from './request.ts';

/** What changes for itself, and in which order it can be done. */
export interface Inspected {
  readonly survey: TreeSurvey;
  /** Numbers of trees one of whose names holds a text. */
  readonly renaming: ReadonlySet<number>;
  /** Indices of commits, and ids of tags, that hold a text. */
  readonly holders: ReadonlySet<number>;
  readonly tagHolders: ReadonlySet<Oid>;
  /** Commits that need nothing to be known of notes, parents first; then those of notes, and what comes after them. */
  readonly early: Uint32Array;
  readonly late: Uint32Array;
  /** Tags of the late commits. */
  readonly lateTags: ReadonlySet<Oid>;
  /** Numbers of the trees of commits and of tips, each once; notes' trees are not among them. */
  readonly roots: ReadonlySet<number>;
  /** Trees that change, those of notes aside, by their height. */
  readonly trees: readonly (readonly number[])[];
}

/** A history, and what was seen in it. */
export interface ReadParts {
  readonly history: History;
  readonly inspected: Inspected;
}

/**
 * Reads what both a dry run and the rewrite need; nothing stays open.
 * @throws UnleakError `object-missing`, `object-corrupt`, `unsupported`
 */
export function readParts(request: DryRunRequest, more: readonly Oid[] = []): ReadParts {
  const history = readHistory(request, more);
  try {
    return { history, inspected: inspect(request, history) };
  } finally {
    history.objects.close();
  }
}

/** Looks at all that the tips reach. @throws UnleakError for what is missing or damaged */
function inspect({ found }: DryRunRequest, history: History): Inspected {
  const { tables, graph, tips, notes, order } = history;
  // Trees of their own are met only when they are visited.
  const renaming = new Set(found.trees.map((oid) => tables.intern(Buffer.from(oid, 'hex'))));
  const survey = new TreeSurvey(history, renaming);
  const isLate = behindNotes(history);
  const roots = new Set(tips.trees);
  for (const commit of order) if (!notes[commit]) roots.add(graph.tree[commit]!);
  for (const root of roots) survey.visit(root);
  const trees = survey.byHeight.map((list) => [...list]);
  for (const commit of order) if (notes[commit]) survey.visit(graph.tree[commit]!);
  for (const blob of tips.blobs) survey.blobs.add(blob);
  return {
    survey,
    renaming,
    holders: new Set(found.commits.map((oid) => graph.indexOf(tables.find(Buffer.from(oid, 'hex'))))),
    tagHolders: new Set(found.tags),
    early: order.filter((commit) => !isLate[commit]),
    late: order.filter((commit) => isLate[commit]),
    lateTags: tagsBehind(history, isLate),
    roots,
    trees,
  };
}

/** Commits of notes, and all that come after one: 1 by index. */
function behindNotes({ graph, notes, order }: History): Uint8Array {
  const late = notes.slice();
  for (const commit of order) {
    for (let k = graph.firstParent[commit]!; k < graph.firstParent[commit + 1]!; k++)
      if (late[graph.parents[k]!]) late[commit] = 1;
  }
  return late;
}

function tagsBehind({ graph, tables, tips }: History, isLate: Uint8Array): Set<Oid> {
  const late = new Set<Oid>();
  // Innermost first.
  for (const [oid, { target }] of [...tips.tags].reverse())
    if (isLate[graph.indexOf(tables.find(target))] || late.has(target.toString('hex'))) late.add(oid);
  return late;
}
