import { expandTemplate, type Random } from '../template.ts';

/** A text with a secret in it, by what is special about it. */
export interface TestSecret {
  readonly name: string;
  readonly text: (random: Random) => string;
}

const TOKEN = 'npm_{base62:30}{check:github-crc32}';
const token = (random: Random): string => `npmToken=${expandTemplate(TOKEN, random)}\n`;
const wrapped = (text: string, width: number, end: string): string =>
  Buffer.from(text)
    .toString('base64')
    .match(new RegExp(`.{1,${width}}`, 'g'))!
    .join(end);
const PAIR = 'aws_access_key_id = AKIA{base32:16}\n{same:#:N}\nsecret_key = {base64:40}\n';

/** One for each way in which an edit far away may matter. */
export const testSecrets = (): TestSecret[] => [
  { name: 'a token', text: token },
  { name: 'two rules on one text', text: (random) => `password = "${expandTemplate(TOKEN, random)}"` },
  ...[100, 465, 466].map((gap) => ({
    name: `halves ${gap} bytes apart`,
    text: (random: Random) => expandTemplate(PAIR.replace('N', `${gap}`), random),
  })),
  ...[0, 1, 2].map((phase) => ({
    name: `base64, phase ${phase}`,
    text: (random: Random) => Buffer.from('x '.repeat(20 + phase).slice(phase) + token(random)).toString('base64'),
  })),
  ...[0, 7, 20, 33].map((lead) => ({
    name: `wrapped base64, ${lead} bytes before it`,
    text: (random: Random) =>
      wrapped(`${' y'.repeat(40)}${'.'.repeat(lead)} ${token(random)}${' z'.repeat(20)}`, 60, '\r\n\t'),
  })),
  // The rule's literal stands at the end, far from where the match begins.
  {
    name: 'a key with its mark at the end',
    text: (random) => `key ${expandTemplate('{base62:76}AZDO{base62:4}', random)}\n`,
  },
  {
    name: 'an address with its signature at the end',
    text: (random) => expandTemplate(`?sv=2022-11-02&${'sp=r&'.repeat(50)}sig={base62:43}%3D\n`, random),
  },
  { name: 'hex', text: (random) => Buffer.from(token(random)).toString('hex') },
  { name: 'UTF-16', text: (random) => Buffer.from(token(random), 'utf16le').toString('latin1') },
  {
    name: 'UTF-16, the other order',
    text: (random) => Buffer.from(token(random), 'utf16le').swap16().toString('latin1'),
  },
  { name: 'a JWT', text: (random) => `token: ${expandTemplate('{jwt}', random)}\n` },
  { name: 'a key', text: (random) => `${expandTemplate('{pem:RSA PRIVATE KEY}', random)}\n` },
];
