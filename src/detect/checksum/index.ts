import { atlassianChecksum, checkAtlassianCrc32 } from './atlassian-crc32.ts';
import { checkAwsAccessKey } from './aws-access-key.ts';
import { checkAzureDevopsLegacy } from './azure-devops-legacy.ts';
import { azureEntraTail, checkAzureEntraSecret } from './azure-entra-secret.ts';
import { azureKeyTail, checkAzureKey } from './azure-key.ts';
import { checkAzureSas } from './azure-sas.ts';
import { bech32Checksum, checkBech32 } from './bech32.ts';
import { checkBip39Words } from './bip39-words.ts';
import type { Checksum } from './checksum-result.ts';
import { checkConfluentCrc32, confluentChecksum } from './confluent-crc32.ts';
import { checkDiscordBotToken } from './discord-bot-token.ts';
import { checkGithubCrc32, githubChecksum } from './github-crc32.ts';
import { checkGitlabRoutable, gitlabChecksum } from './gitlab-routable.ts';
import { checkGrafanaCrc32, grafanaChecksum } from './grafana-crc32.ts';
import { checkJsonToken } from './json-token.ts';
import { checkJwt } from './jwt.ts';
import { checkPemPrivateKey } from './pem-private-key.ts';
import { checkPolarCrc32 } from './polar-crc32.ts';
import { checkPresignedUrl } from './presigned-url.ts';
import { checkPypiMacaroon } from './pypi-macaroon.ts';

export type { Checksum, ChecksumResult } from './checksum-result.ts';

/** The checks that a rule's `checksum` can name. */
export const CHECKSUMS: Readonly<Record<string, Checksum>> = {
  'atlassian-crc32': checkAtlassianCrc32,
  'aws-access-key-id': checkAwsAccessKey,
  'aws-secret-access-key': checkAwsAccessKey,
  'azure-devops-legacy': checkAzureDevopsLegacy,
  'azure-entra-secret': checkAzureEntraSecret,
  'azure-key': checkAzureKey,
  'azure-sas': checkAzureSas,
  bech32: checkBech32,
  'bip39-words': checkBip39Words,
  'confluent-crc32': checkConfluentCrc32,
  'discord-bot-token': checkDiscordBotToken,
  'github-crc32': checkGithubCrc32,
  'gitlab-routable': checkGitlabRoutable,
  'grafana-crc32': checkGrafanaCrc32,
  'json-token': checkJsonToken,
  jwt: checkJwt,
  'pem-private-key': checkPemPrivateKey,
  'polar-crc32': checkPolarCrc32,
  'presigned-url': checkPresignedUrl,
  'pypi-macaroon': checkPypiMacaroon,
};

/** For the checks that add characters to a token: those characters, from the token's text before them. */
export const CHECKSUM_TAILS: Readonly<Record<string, (before: string) => string>> = {
  'atlassian-crc32': (before) => atlassianChecksum(before.replace(/=$/, '')),
  'azure-entra-secret': azureEntraTail,
  'azure-key': azureKeyTail,
  bech32: bech32Checksum,
  'confluent-crc32': (before) => confluentChecksum(before.slice(-54)),
  'github-crc32': (before) => githubChecksum(before.slice(before.lastIndexOf('_') + 1)),
  'gitlab-routable': gitlabChecksum,
  'grafana-crc32': (before) => grafanaChecksum(before.replace(/_$/, '')),
  'polar-crc32': (before) => githubChecksum(before.slice(before.lastIndexOf('_') + 1)),
};
