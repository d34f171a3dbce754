import { checkRuleIds, loadConfigFrom } from '../config/load-config.ts';
import { parseSalt, SALT_PATH } from '../config/salt.ts';
import type { Oid } from '../domain/blob.ts';
import type { OpenedRepository } from '../git/open-repository.ts';
import { RULES } from '../rules/generated/rules.ts';

/**
 * Checks the configuration and the salt of a commit, without using them.
 * @throws UnleakError as `loadSettings` would
 */
export async function checkSettings({ repository }: OpenedRepository, commit: Oid): Promise<void> {
  checkRuleIds(await loadConfigFrom((path) => repository.fileAt(commit, path)), new Set(RULES.map(({ id }) => id)));
  const salt = await repository.fileAt(commit, SALT_PATH);
  if (salt) parseSalt(salt);
}
