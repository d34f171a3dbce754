import type { ChecksumResult } from './checksum-result.ts';
import { marvin32 } from './marvin32.ts';

/** By the four characters that mark whose key it is: the seeds of the kinds of keys that have them. */
const SEEDS: Readonly<Record<string, readonly string[]>> = {
  '+ABa': ['AbAcct00'],
  '+ACR': ['ACRDflt0'],
  '+AEh': ['Send0000', 'Listen00', 'Manage00', 'System00', 'Unknown0'],
  '+AMC': ['Classic0'],
  '+ARm': ['Send0000', 'Listen00', 'Manage00', 'Unknown0'],
  '+ASb': ['Send0000', 'Listen00', 'Manage00', 'System00', 'Unknown0'],
  '+ASt': ['Default0'],
  ACDb: ['MastRW00', 'MastRO00', 'SystRW00', 'SystRO00', 'SysAll00', 'Resour00', 'Encryp00'],
  AIoT: ['IoTHub00', 'DpsKey00', 'Device00'],
  APIM: ['Tenant00', 'IoTHub00', 'Gatewy00', 'GitKey00'],
  AZEG: ['SendRecv', 'Default0'],
  AzCa: ['Access00'],
  AzFu: ['Functi00', 'Master00', 'System00'],
  AzSe: ['Query000', 'PAdmin00'],
};

/**
 * Marks whose keys may have another checksum: Redis puts letters in for `+` and `/` once it is made, and of Event Grid
 * Azure's own sources name two seeds.
 */
const UNSURE: readonly string[] = ['AzCa', 'AZEG'];

const MARK = 4;
const ENCODED_SUM = 6;
const SUM = 4;

/**
 * What follows the mark of a key: the Marvin32 checksum of all before it, least significant byte first, as the end of
 * the key's base64, padded.
 *
 * @param before the key up to its mark
 */
export function azureIdentifiableTail(before: string): string {
  const mark = before.slice(-MARK);
  // The mark may end within a byte, whose other bits are zeros then.
  const data = Buffer.from(`${before}A`, 'base64');
  const sum = Buffer.alloc(SUM);
  sum.writeUInt32LE(marvin32(data, SEEDS[mark]![0]!));
  const tail = Buffer.concat([data, sum]).toString('base64').slice(before.length);
  return mark === 'AzFu' ? tail.replaceAll('+', '-').replaceAll('/', '_') : tail;
}

/**
 * Checks a key with a mark: storage, Cosmos DB, Batch, Redis, Service Bus, Event Hubs, Relay, Event Grid, IoT, API
 * Management, Functions, Search, Container Registry, Machine Learning (classic). Older keys have no mark: `unknown`.
 *
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableMetadata.cs
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableSecrets.cs
 */
export function checkAzureIdentifiable(secret: string): ChecksumResult {
  const key = secret.replace(/(?:=|%3D){1,2}$/i, '');
  const mark = key.slice(-MARK - ENCODED_SUM, -ENCODED_SUM);
  const seeds = SEEDS[mark];
  if (seeds === undefined || !/^[0-9A-Za-z+/_-]{43,86}$/.test(key)) return 'unknown';
  const bytes = Buffer.from(key, 'base64');
  const [data, sum] = [bytes.subarray(0, -SUM), bytes.readUInt32LE(bytes.length - SUM)];
  if (seeds.some((seed) => marvin32(data, seed) === sum)) return 'valid';
  return UNSURE.includes(mark) ? 'unknown' : 'invalid';
}
