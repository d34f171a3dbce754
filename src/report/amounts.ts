const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1 secret`, `2 secrets`, `2 entries`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** Bytes in decimal units with at most one decimal place: `34.5 kB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return count(bytes, 'byte');
  let unit = 0;
  let value = bytes;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1).replace(/\.0$/, '')} ${UNITS[unit]}`;
}

/** The first nine hex digits of an object id, as git shows them at most. */
export function shortOid(oid: string): string {
  return oid.slice(0, 9);
}
