/** One row of GitHub's list of supported secret scanning patterns. */
export interface GithubPattern {
  readonly provider: string;
  /** Several are parts of one secret: GitHub reports them where they stand together. */
  readonly secretTypes: readonly string[];
  /** Whether GitHub's push protection blocks it. */
  readonly pushProtected: boolean;
}

/** Reads `config/github-patterns.psv`: `provider|secret types|"push" or nothing`, with comments. */
export function readGithubPatterns(text: string): GithubPattern[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [provider, types, push] = line.split('|');
    if (!provider || !types || push === undefined) throw new SyntaxError(`no row of the pattern list: ${line}`);
    return { provider, secretTypes: types.split(','), pushProtected: push === 'push' };
  });
}
