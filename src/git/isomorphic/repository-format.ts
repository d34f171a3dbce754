import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config-file.ts';
import { unsupported } from './refusals.ts';

// Extensions that change nothing for a reader of SHA-1 objects and ref files.
const HARMLESS = new Set(['noop', 'noop-v1', 'partialclone', 'preciousobjects', 'relativeworktrees', 'worktreeconfig']);

/**
 * Refuses repositories that are kept in a form this reader does not know. Unknown extensions are refused as git does:
 * https://git-scm.com/docs/repository-version
 * @throws UnleakError `unsupported`
 */
export async function checkFormat(commonDir: string, config: Config): Promise<void> {
  const version = Number(config.get('core.repositoryformatversion') ?? '0');
  if (!(version <= 1)) throw unsupported(`repositories of format version ${version}`);
  for (const [name, value] of config) {
    const [section, extension = ''] = name.split('.', 2);
    if (section === 'extensions') checkExtension(extension, value.toLowerCase());
  }
  // Refs that are not files would read as "no refs at all".
  if (await stat(join(commonDir, 'reftable')).catch(() => undefined)) throw unsupported('reftable refs');
}

function checkExtension(extension: string, value: string): void {
  if (extension === 'objectformat') {
    if (value !== 'sha1')
      throw unsupported(`repositories with ${value === 'sha256' ? 'SHA-256' : 'unknown'} object ids`);
  } else if (extension === 'refstorage') {
    if (value !== 'files') throw unsupported(value === 'reftable' ? 'reftable refs' : 'refs that are not files');
  } else if (!HARMLESS.has(extension)) {
    throw unsupported('repositories that use an extension which it does not know');
  }
}
