import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { checkShape } from './check-shape.ts';
import { putInParts } from './put-in-parts.ts';
import type { Problem, RuleFile, YamlPath } from './rule-file.ts';

/** A rule file, and the line on which each of its keys stands. */
export interface ReadRuleFile {
  readonly file: string;
  readonly content: RuleFile;
  readonly lineOf: (path: YamlPath) => number;
}

/**
 * Reads every YAML file in a directory, in the order of their names; what is wrong with one does not hide the next.
 *
 * @param problems gets what is wrong with them
 */
export async function readRuleFiles(dir: string, problems: Problem[]): Promise<ReadRuleFile[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.yaml')).sort();
  const files = await Promise.all(names.map((name) => readRuleFile(join(dir, name), problems)));
  return files.filter((file) => file !== undefined);
}

/**
 * Reads one rule file and checks its shape.
 *
 * @param file path of the YAML file
 * @param problems gets what is wrong with it
 * @returns nothing when something is
 */
async function readRuleFile(file: string, problems: Problem[]): Promise<ReadRuleFile | undefined> {
  const lines = new LineCounter();
  const document = parseDocument(await readFile(file, 'utf8'), { lineCounter: lines, uniqueKeys: true });
  for (const error of document.errors) {
    problems.push({ file, line: error.linePos?.[0].line ?? 1, message: `not valid YAML: ${error.code}` });
  }
  if (document.errors.length > 0) return undefined;
  const lineOf = (path: YamlPath) => findLine(document, lines, path);
  const report = (path: YamlPath, message: string) => problems.push({ file, line: lineOf(path), message });
  const content = checkShape(document.toJS(), report);
  return content && { file, content: putInParts(content, report), lineOf };
}

/** The line of the value at `path`, or of the nearest value around it. */
function findLine(document: Document, lines: LineCounter, path: YamlPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
