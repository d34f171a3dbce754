import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { UnleakError } from '../../domain/unleak-error.ts';

/** The longest text that is explained, in bytes: it is looked at as one. */
const LONGEST = 64 * 1024 * 1024;

/**
 * Reads a file to be explained. What the path is stays out of the errors: a secret is typed in the wrong place easily.
 * @throws UnleakError `usage` where no file is, `unsupported` for a very large one, `io` where it can't be read
 */
export function readText(file: string): Buffer {
  const status = statusOf(file);
  if (!status) throw wrongFile('There is no file at this path', 'Paths count from the folder that you are in.');
  if (!status.isFile()) throw wrongFile('This path leads to a folder, a link or a device', 'Name a file.');
  if (status.size > LONGEST) throw tooLong();
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UnleakError('io', `The file can't be read (${code}).`, 'Check its permissions.', { cause });
  }
}

/**
 * Reads a stream to its end.
 * @throws UnleakError `unsupported` for a very long one
 */
export async function readStreamText(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST) throw tooLong();
  }
  return Buffer.concat(chunks);
}

// git looks as far for a NUL to tell binary files from text.
const LOOKED_AT = 8000;

/** Whether bytes are no text that has lines: they hold a NUL, and no byte order mark says that they are wide characters. */
export function isBinary(bytes: Buffer): boolean {
  const head = bytes.subarray(0, LOOKED_AT);
  return head.includes(0) && !/^(?:\xff\xfe|\xfe\xff|\0\0\xfe\xff)/.test(head.toString('latin1', 0, 4));
}

function statusOf(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}

const wrongFile = (message: string, hint: string): UnleakError =>
  new UnleakError('usage', `${message} (it is not repeated here: it may be a secret).`, hint);

const tooLong = (): UnleakError =>
  new UnleakError('unsupported', 'No text of more than 64 MiB is explained.', 'Pipe the part in that you ask about.');
