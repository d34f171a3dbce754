import { VERSION } from '../domain/version.ts';
import type { Source } from '../gate/source.ts';
import type { Door, ReportMeta } from '../report/report-meta.ts';

/** What a report says about a run: the tool, the source in a few words, and the door. */
export function reportMeta(source: Source, door: Door): ReportMeta {
  const tip = tipOf(source);
  const described = { kind: source.kind, description: describe(source) };
  return { version: VERSION, source: described, door, ...(tip === undefined ? {} : { tip }) };
}

/** The commit that the person who pushes has last made, where one ref tells. */
function tipOf(source: Source): string | undefined {
  const tips = 'updates' in source ? source.updates.flatMap(({ to }) => to ?? []) : [];
  return tips.length === 1 ? tips[0] : undefined;
}

function describe(source: Source): string {
  switch (source.kind) {
    case 'staged':
      return 'what is staged';
    case 'message':
      return 'the commit message';
    case 'push':
      return `what is pushed to ${source.remote}`;
    case 'receive':
      return 'what was pushed';
    case 'range':
      return source.from === undefined ? `all that ${source.to} has` : `${source.from}..${source.to}`;
    case 'all':
      return 'every object of the repository';
    case 'paths':
      return source.paths.join(' ');
    case 'stdin':
      return 'standard input';
  }
}
