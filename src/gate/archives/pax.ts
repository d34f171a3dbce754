const SPACE = 0x20;

/** What a pax header says that matters here. */
export interface PaxRecords {
  readonly path?: string;
  /** In bytes. */
  readonly size?: number;
}

/**
 * The records of a pax header: each its length in decimal, a space, `key=value` and a line end. What follows a damaged one is left out.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
export function paxRecords(data: Buffer): PaxRecords {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(SPACE, at);
    const length = space < 0 ? 0 : Number(data.toString('latin1', at, space));
    if (!(length > space - at) || at + length > data.length) break;
    const record = data.toString('latin1', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  const [path, size] = [records.get('path'), Number(records.get('size'))];
  return { ...(path === undefined ? {} : { path }), ...(Number.isSafeInteger(size) && size >= 0 ? { size } : {}) };
}
