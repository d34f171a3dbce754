import { lines } from '../git/lines.ts';

/** All lines of a stream but empty ones. */
export async function readLines(stream: AsyncIterable<Buffer>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines(stream)) if (line !== '') all.push(line);
  return all;
}
