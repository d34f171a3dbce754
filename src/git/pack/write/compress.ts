import { deflateSync } from 'node:zlib';

/** Level 1: higher ones take longer, and git packs anew in time. */
const QUICKLY = { level: 1 };

/** The zlib stream that an entry of a pack holds. */
export const compress = (bytes: Uint8Array): Buffer => deflateSync(bytes, QUICKLY);
