/** Text as it stands in Markdown without meaning anything there. */
export const plain = (text: string): string => text.replace(/[\\`*_<>[\]|#]/g, '\\$&').replace(/\s+/g, ' ');

/** Text as code in a line; only for names, which hold no backtick. */
export const code = (name: string): string => `\`${name}\``;

/** A block of code, in a fence that is longer than any in it. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** A table; cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The anchors that GitHub gives to headings, in their order: what is there already gets a number. */
export class Anchors {
  readonly #seen = new Map<string, number>();

  take(heading: string): string {
    const anchor = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const times = this.#seen.get(anchor) ?? 0;
    this.#seen.set(anchor, times + 1);
    return times === 0 ? anchor : `${anchor}-${times}`;
  }
}
