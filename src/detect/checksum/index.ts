import { atlassianChecksum, checkAtlassianCrc32 } from './atlassian-crc32.ts';
import { checkAwsAccessKey } from './aws-access-key.ts';
import { bech32Checksum, checkBech32 } from './bech32.ts';
import type { Checksum } from './checksum-result.ts';
import { checkDiscordBotToken } from './discord-bot-token.ts';
import { checkGithubCrc32, githubChecksum } from './github-crc32.ts';
import { checkGitlabRoutable, gitlabChecksum } from './gitlab-routable.ts';
import { checkGrafanaCrc32, grafanaChecksum } from './grafana-crc32.ts';
import { checkJsonToken } from './json-token.ts';
import { checkJwt } from './jwt.ts';
import { checkPemPrivateKey } from './pem-private-key.ts';
import { checkPypiMacaroon } from './pypi-macaroon.ts';

export type { Checksum, ChecksumResult } from './checksum-result.ts';

/** The checks that a rule's `checksum` can name. */
export const CHECKSUMS: Readonly<Record<string, Checksum>> = {
  'atlassian-crc32': checkAtlassianCrc32,
  'aws-access-key-id': checkAwsAccessKey,
  'aws-secret-access-key': checkAwsAccessKey,
  bech32: checkBech32,
  'discord-bot-token': checkDiscordBotToken,
  'github-crc32': checkGithubCrc32,
  'gitlab-routable': checkGitlabRoutable,
  'grafana-crc32': checkGrafanaCrc32,
  'json-token': checkJsonToken,
  jwt: checkJwt,
  'pem-private-key': checkPemPrivateKey,
  'pypi-macaroon': checkPypiMacaroon,
};

/** For the checks that add characters to a token: those characters, from the token's text before them. */
export const CHECKSUM_TAILS: Readonly<Record<string, (before: string) => string>> = {
  'atlassian-crc32': (before) => atlassianChecksum(before.replace(/=$/, '')),
  bech32: bech32Checksum,
  'github-crc32': (before) => githubChecksum(before.slice(before.lastIndexOf('_') + 1)),
  'gitlab-routable': gitlabChecksum,
  'grafana-crc32': (before) => grafanaChecksum(before.replace(/_$/, '')),
};
