import type { PathBytes } from '../domain/blob.ts';
import type { Finding } from '../domain/finding.ts';
import type { Secret } from '../domain/secret.ts';
import { redactText } from './redact.ts';

/** The base that SARIF's relative URIs count from: the top of the work tree. */
export const SOURCE_ROOT = '%SRCROOT%';

/**
 * A finding's place in SARIF. GitHub rejects a whole file if one result has no artifact URI, so a finding without a path
 * gets the name of its git object under `.git/`, and a logical location that says what it is.
 */
export function sarifLocation(finding: Finding, secrets: readonly Secret[]): object {
  const region = {
    startLine: finding.line,
    startColumn: finding.column,
    endLine: finding.line,
    endColumn: finding.column + 1,
  };
  const artifactLocation = finding.path === undefined ? namedUri(pathlessUri(finding)) : pathUri(finding.path, secrets);
  const place = { physicalLocation: { artifactLocation, region } };
  return finding.path === undefined ? { ...place, logicalLocations: [logicalLocation(finding)] } : place;
}

/** Where a finding stands, in words, for what has no path. */
export function placeName(finding: Finding): string {
  const id = finding.object ?? finding.commit;
  switch (finding.kind) {
    case 'commit':
      return `message of commit ${finding.commit ?? id ?? '(no id)'}`;
    case 'tag':
      return `message of tag ${id ?? '(no id)'}`;
    case 'message':
      return 'commit message';
    case 'file':
      return 'standard input';
    case 'blob':
      return `blob ${id ?? '(no id)'}, which no tree names`;
  }
}

function logicalLocation(finding: Finding): object {
  return { fullyQualifiedName: placeName(finding), kind: finding.kind === 'file' ? 'resource' : finding.kind };
}

function pathlessUri(finding: Finding): string {
  if (finding.kind === 'message') return '.git/COMMIT_EDITMSG';
  if (finding.kind === 'file') return 'stdin';
  return `.git/objects/${finding.object ?? finding.commit ?? 'unknown'}`;
}

function pathUri(path: PathBytes, secrets: readonly Secret[]): object {
  const kept = redactText(path, secrets);
  if (/^[A-Za-z]:[\\/]/.test(kept)) return { uri: `file:///${encodePath(kept.replaceAll('\\', '/'))}` };
  if (kept.startsWith('/')) return { uri: `file://${encodePath(kept)}` };
  return namedUri(encodePath(kept));
}

function namedUri(uri: string): object {
  return { uri, uriBaseId: SOURCE_ROOT };
}

/** Every byte that a URI path may not hold as it is, percent-encoded. */
function encodePath(bytes: PathBytes): string {
  return bytes.replace(/[^A-Za-z0-9._~/-]/g, percentEncode);
}

function percentEncode(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
