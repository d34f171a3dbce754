import type { RuleDetails } from '../domain/rule.ts';
import { parseShipped, readShipped } from './shipped-file.ts';

/** People's half of a rule, and a line that holds such a secret, as a template. */
export interface DetailLine extends RuleDetails {
  readonly example: string;
}

/** How each line begins: ids need no escapes. */
const ID = '{"id":"';

/** The text of `rule-details.jsonl`: a line of JSON for each rule, its id first. */
export const packDetails = (lines: readonly DetailLine[]): string =>
  lines.map(({ id, ...rest }) => `${JSON.stringify({ id, ...rest })}\n`).join('');

/**
 * Reads `packDetails`, each line when it is asked for: what blocks a commit tells of a rule or two, and half a megabyte
 * of JSON or JavaScript would keep it waiting.
 */
export class DetailLines {
  readonly #lines: ReadonlyMap<string, string>;

  constructor(text: string) {
    const lines = text.split('\n').slice(0, -1);
    this.#lines = new Map(lines.map((line) => [line.slice(ID.length, line.indexOf('"', ID.length)), line]));
  }

  /** @throws UnleakError `io` where the file can't be read */
  static read(file: string): DetailLines {
    return new DetailLines(readShipped(file).toString());
  }

  /** @throws UnleakError `io` for a line that is not what the build wrote */
  of(id: string): DetailLine | undefined {
    const line = this.#lines.get(id);
    return line === undefined ? undefined : parseShipped(line, 'rule-details.jsonl');
  }
}
