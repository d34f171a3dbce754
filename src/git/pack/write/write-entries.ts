import type { MessagePort } from 'node:worker_threads';
import { UnleakError } from '../../../domain/unleak-error.ts';
import { type ByteChannel, ChannelReceiver, DONE, FAILED, tell } from './byte-channel.ts';
import { ABORT, COMPRESSED, FAMILY_TREE, RECORD_HEADER, readRecord, SEAL } from './entry-record.ts';
import type { SealedPack, TemporaryPack } from './entry-sink.ts';
import { PackEntries } from './pack-entries.ts';

/** What a thread needs to write the entries of a pack. */
export interface WriteSetup {
  readonly file: TemporaryPack;
  readonly channel: ByteChannel;
  /** For the one answer. */
  readonly port: MessagePort;
}

/** What came of it: an error as parts, since a class does not pass from thread to thread. */
export type WriteAnswer =
  | { readonly sealed: SealedPack }
  | { readonly code: string | undefined; readonly message: string; readonly hint: string };

/** Writes what comes through the channel, until that says that it is enough. To be called in a thread of its own. */
export function writeEntries({ file, channel, port }: WriteSetup): void {
  const answer = run(file, channel);
  port.postMessage(answer);
  tell(channel.state, DONE, 1);
  port.close();
}

function run(file: TemporaryPack, channel: ByteChannel): WriteAnswer {
  const receiver = new ChannelReceiver(channel);
  let failure: WriteAnswer | undefined;
  const orFailure = <T>(act: () => T): T | undefined => {
    try {
      return failure ? undefined : act();
    } catch (error) {
      failure = partsOf(error);
      Atomics.store(channel.state, FAILED, 1);
      return undefined;
    }
  };
  const entries = new PackEntries(file);
  for (;;) {
    const { kind, length, number } = readRecord(receiver.receive(RECORD_HEADER));
    // After a failure, too, all is received, since the other thread waits for that.
    const bytes = receiver.receive(length);
    if (kind === ABORT) return { code: undefined, message: 'Given up.', hint: '' };
    if (kind === SEAL) return orFailure(() => ({ sealed: entries.seal() })) ?? failure!;
    orFailure(() => add(entries, kind, bytes, number));
  }
}

function add(entries: PackEntries, kind: number, bytes: Buffer, number: number): void {
  if (kind === FAMILY_TREE) entries.tree(bytes, number);
  else if (kind > COMPRESSED) entries.compressed(kind - COMPRESSED, number, bytes);
  else entries.whole(kind, bytes);
}

function partsOf(error: unknown): WriteAnswer {
  if (error instanceof UnleakError) return { code: error.code, message: error.message, hint: error.hint };
  return { code: undefined, message: error instanceof Error ? (error.stack ?? error.message) : `${error}`, hint: '' };
}
