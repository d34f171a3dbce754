import { displayText } from '../report/display-path.ts';
import { workflowCommand } from '../report/workflow-command.ts';

/** An `::error` workflow command, which GitHub shows as an annotation. Lines stay lines. */
export const errorCommand = (title: string, lines: readonly string[]): string =>
  workflowCommand({
    level: 'error',
    properties: { title: displayText(title, []) },
    message: lines.map((line) => displayText(line, [])).join('\n'),
  });
