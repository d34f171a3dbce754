/** ASCII characters that may mean something to Markdown, HTML, or GitHub's links and mentions. */
const MARKUP = /[^A-Za-z0-9 ./,\-\u0080-\u{10ffff}]|(?<=www)\./giu;

/** Text that shows as it is in GitHub's Markdown and HTML, in a table's cell too. */
export function escapeMarkdown(text: string): string {
  return text.replace(MARKUP, (character) => `&#${character.codePointAt(0)};`);
}

/** The text in a code font. */
export function codeSpan(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** A sentence of our own: `code` and https links work, all else shows as it is. */
export function escapeSentence(text: string): string {
  return text
    .split(/(`[^`]+`|https:\/\/[\w./~#?=&%-]*[\w/])/)
    .map(escapePart)
    .join('');
}

function escapePart(part: string): string {
  if (part.startsWith('https://')) return `<${part}>`;
  return /^`[^`]+`$/.test(part) ? codeSpan(part.slice(1, -1)) : escapeMarkdown(part);
}

/** The lines as a block of code, whatever they hold. */
export function codeBlock(lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence].join('\n');
}
