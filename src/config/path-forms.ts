/**
 * What a gitignore pattern of the allowlist may look like. Both kinds of pattern become backtracking regular
 * expressions, so the stars in them are counted: with these limits even a hostile pattern on a hostile path ends soon.
 */
export const ALLOW_PATH =
  /^(?=[\s\S]*\S)(?![\s\S]*\*[^*/]+\*[^*/]+\*[^*/]+\*)(?![\s\S]*\*\*[\s\S]*\*\*[\s\S]*\*\*)[^\n\r]{1,500}$/u;

/** `ALLOW_PATH` in words. */
export const ALLOW_PATH_WORDS =
  'one gitignore pattern of at most 500 characters, with at most two ** and, between two slashes, at most three *';

/** What a glob of a custom rule may look like: `*`, `**`, `?` and `[...]`, under the same limits. */
export const RULE_PATH =
  /^(?=[\s\S]*\S)(?![\s\S]*\*[^*/]+\*[^*/]+\*[^*/]+\*)(?![\s\S]*\*\*[\s\S]*\*\*[\s\S]*\*\*)(?!(?:[^*]*\*+(?!\*)){5})(?!!)[^\n\r(){}|]{1,500}$/u;

/** `RULE_PATH` in words. */
export const RULE_PATH_WORDS =
  'one glob of at most 500 characters made of *, **, ?, [...] and text, without a leading !, without ( ) { } |, with at most four * or ** in all, of them two ** and, between two slashes, three *';

/** A rule's id: words of lower-case letters and digits, joined by dashes. */
export const RULE_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;

/** `RULE_ID` in words. */
export const RULE_ID_WORDS = 'a rule id: lower-case letters and digits, words joined by -';
