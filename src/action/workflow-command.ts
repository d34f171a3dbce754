import { displayText } from '../report/display-path.ts';

/**
 * An `::error` workflow command, which GitHub shows as an annotation. Lines stay lines; nothing in them can end the
 * command or start another.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function errorCommand(title: string, lines: readonly string[]): string {
  const message = lines.map((line) => escapeData(displayText(line, []))).join('%0A');
  return `::error title=${escapeProperty(displayText(title, []))}::${message}\n`;
}

/** As the runner undoes it: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
