/** How signatures begin: https://github.com/git/git/blob/v2.47.0/gpg-interface.c (`*_sigs`). */
const BEGINS = [
  '-----BEGIN PGP SIGNATURE-----',
  '-----BEGIN PGP MESSAGE-----',
  '-----BEGIN SIGNED MESSAGE-----',
  '-----BEGIN SSH SIGNATURE-----',
];

/** Where the signature at the end of a tag begins, as git sees it: at the last line that begins so; -1: there is none. */
export function signatureAt(text: Buffer): number {
  return Math.max(...BEGINS.map((begin) => lineAt(text, begin)));
}

function lineAt(text: Buffer, begin: string): number {
  for (let at = text.lastIndexOf(begin); at >= 0; at = at === 0 ? -1 : text.lastIndexOf(begin, at - 1))
    if (at === 0 || text[at - 1] === 0x0a) return at;
  return -1;
}
