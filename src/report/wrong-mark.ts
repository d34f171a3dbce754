import type { Finding } from '../domain/finding.ts';

/** What is wrong with the inline marks beside a finding; undefined where there are none, or one speaks for it. */
export function wrongMark({ rule, unheardMark }: Finding): string | undefined {
  if (unheardMark === undefined) return undefined;
  const mark = 'the unleak:allow beside it';
  return unheardMark === 'other-rule'
    ? `${mark} does not name ${rule}`
    : `${mark} gives no reason: write it behind " -- "`;
}
