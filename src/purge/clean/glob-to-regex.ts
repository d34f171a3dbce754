/**
 * A glob as the expression that git-filter-repo makes of it (Python's `fnmatch.translate`, not anchored): `*` and `?` stand
 * for anything within a line, `*` for as much as can be; `[abc]`, `[a-z]` and `[!abc]` for one byte.
 */
export function globToRegex(glob: string): string {
  return glob.replace(/\*+|\?|\[(!?)(\]?[^\]]*)\]|./gs, (part, not: string | undefined, set: string | undefined) => {
    if (part.startsWith('*')) return '.*';
    if (part === '?') return '.';
    if (set) return `[${not ? '^' : ''}${set.replace(/[\\[\]^&~|]/g, '\\$&')}]`;
    return escaped(part);
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
