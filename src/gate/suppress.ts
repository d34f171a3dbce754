import type { Finding, Suppression } from '../domain/finding.ts';
import type { InlineMark } from './inline-mark.ts';
import type { Settings } from './settings.ts';

/** Says why a finding does not count, or nothing. */
export type Suppressor = (
  finding: Finding,
  marks: readonly InlineMark[],
  family: string,
  preexisting: boolean,
) => Suppression | undefined;

interface AllowRule {
  readonly matches: (finding: Finding) => boolean;
  readonly suppression: Suppression;
}

/** The three ways past a finding, each with somebody's reason, then what the parent commit held already. */
export async function makeSuppressor(settings: Settings): Promise<Suppressor> {
  const allowed = await allowRules(settings);
  return (finding, marks, family, preexisting) => {
    const mark = marks.find(({ rule, reason }) => reason !== '' && (rule === finding.rule || rule === family));
    if (mark) return { by: 'inline', reason: mark.reason };
    const entry = allowed.find(({ matches }) => matches(finding));
    if (entry) return entry.suppression;
    return preexisting ? { by: 'preexisting', reason: 'the parent commit holds it already' } : undefined;
  };
}

async function allowRules({ config }: Settings): Promise<AllowRule[]> {
  if (config.allow.length === 0) return [];
  const { pathMatcher } = await import('../config/allow-paths.ts');
  return config.allow.map(({ paths, fingerprints, rules, reason }) => {
    const matchesPath = paths && pathMatcher(paths);
    return {
      matches: (finding) =>
        (!rules || rules.includes(finding.rule)) &&
        (!fingerprints || fingerprints.includes(finding.fingerprint)) &&
        (!matchesPath || (finding.path !== undefined && matchesPath(Buffer.from(finding.path, 'latin1').toString()))),
      suppression: { by: fingerprints ? 'fingerprint' : 'path', reason },
    };
  });
}
