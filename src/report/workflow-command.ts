/** A line that GitHub shows as an annotation. */
export interface WorkflowCommand {
  readonly level: 'error' | 'warning';
  readonly properties: Readonly<Record<string, string | number>>;
  /** May have several lines. */
  readonly message: string;
}

/**
 * A workflow command, with its line end. Nothing in it can end the command or start another: the runner undoes this
 * escaping (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function workflowCommand({ level, properties, message }: WorkflowCommand): string {
  const pairs = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${pairs.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
