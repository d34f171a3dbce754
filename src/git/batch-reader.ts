import type { ObjectType, Oid } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import type { ObjectVisitor } from './repository.ts';
import { WindowCutter } from './windows.ts';

const LF = 0x0a;

/**
 * Parses what `git cat-file --batch` prints and hands it on in windows. The bytes:
 *
 *     7898192… blob 5␊hello␊
 *     1111111… missing␊
 *
 * Format: https://git-scm.com/docs/git-cat-file#_batch_output
 * @returns how many objects were answered for, missing ones included
 * @throws UnleakError `git-failed` when the stream ends inside an object or is not of that form
 */
export async function readBatch(stdout: AsyncIterable<Buffer>, visitor: ObjectVisitor): Promise<number> {
  let answered = 0;
  let rest: Buffer = Buffer.alloc(0);
  let object: WindowCutter | undefined;
  let separatorDue = false;
  for await (const chunk of stdout) {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (data.length > 0) {
      if (object) {
        const part = data.subarray(0, object.remaining);
        data = data.subarray(part.length);
        await object.push(part);
        if (object.remaining > 0) break;
        object = undefined;
        separatorDue = true;
      } else if (separatorDue) {
        if (data[0] !== LF) throw malformed();
        data = data.subarray(1);
        separatorDue = false;
      } else {
        const end = data.indexOf(LF);
        if (end < 0) break;
        const header = parseHeader(data.toString('latin1', 0, end));
        data = data.subarray(end + 1);
        answered++;
        if ('missing' in header) visitor.missing(header.missing);
        else if (header.size === 0) {
          await visitor.window({ ...header, bytes: Buffer.alloc(0), offset: 0, last: true });
          separatorDue = true;
        } else object = cutter(header, visitor);
      }
    }
    rest = data;
  }
  if (object || separatorDue || rest.length > 0) throw malformed();
  return answered;
}

interface Header {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly size: number;
}

const cutter = (header: Header, visitor: ObjectVisitor): WindowCutter =>
  new WindowCutter(header.size, (bytes, offset, last) => visitor.window({ ...header, bytes, offset, last }));

function parseHeader(line: string): Header | { missing: Oid } {
  const [oid = '', type = '', size = ''] = line.split(' ');
  if (type === 'missing' || type === 'ambiguous') return { missing: oid };
  if (!/^[0-9a-f]{40,64}$/.test(oid) || !/^(blob|commit|tag|tree)$/.test(type) || !/^\d+$/.test(size))
    throw malformed();
  return { oid, type: type as ObjectType, size: Number(size) };
}

const malformed = (): UnleakError =>
  new UnleakError(
    'git-failed',
    'What `git cat-file` printed ended early or is not understood.',
    'Run `git fsck`, then try again.',
  );
