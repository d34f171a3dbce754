import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type ErrorCode, UnleakError } from '../../../domain/unleak-error.ts';
import { ChannelSender, DONE, FAILED, openChannel } from './byte-channel.ts';
import { compress } from './compress.ts';
import { ABORT, COMPRESSED, FAMILY_TREE, RECORD_HEADER, SEAL, writeRecord } from './entry-record.ts';
import type { EntrySink, SealedPack, TemporaryPack } from './entry-sink.ts';
import type { WriteAnswer, WriteSetup } from './write-entries.ts';

/** Makes another thread call `writeEntries` with this; the ports must be transferred with it. */
export type StartThread = (setup: WriteSetup, ports: MessagePort[]) => void;

/** Milliseconds without any progress, after which the thread has been ended: the longest object takes a minute. */
const LOST = 600_000;

/** Entries that another thread writes. What goes wrong there is told at a later call. */
export class EntryThread implements EntrySink {
  readonly #sender: ChannelSender;
  readonly #state: Int32Array<SharedArrayBuffer>;
  readonly #port: MessagePort;
  readonly #record = Buffer.alloc(RECORD_HEADER);
  #isOver = false;

  constructor(file: TemporaryPack, start: StartThread) {
    const channel = openChannel();
    const { port1, port2 } = new MessageChannel();
    this.#state = channel.state;
    this.#sender = new ChannelSender(channel, (at, value) => this.#wait(at, value));
    this.#port = port1;
    // Neither keeps the program from ending.
    port1.unref();
    start({ file, channel, port: port2 }, [port2]);
  }

  whole(type: number, bytes: Uint8Array): void {
    // Compressed by whoever has the time: this thread would only wait.
    if (this.#sender.isAhead) this.#send(type + COMPRESSED, compress(bytes), bytes.length);
    else this.#send(type, bytes);
  }

  tree(tree: Buffer, family: number): void {
    this.#send(FAMILY_TREE, tree, family);
  }

  seal(): SealedPack {
    const answer = this.#end(SEAL);
    if ('sealed' in answer) return answer.sealed;
    throw errorOf(answer);
  }

  abort(): void {
    if (!this.#isOver) this.#end(ABORT);
  }

  #send(kind: number, bytes: Uint8Array, number = 0): void {
    if (Atomics.load(this.#state, FAILED) !== 0) this.seal();
    this.#sender.send(writeRecord(this.#record, { kind, length: bytes.length, number }));
    this.#sender.send(bytes);
  }

  #end(kind: number): WriteAnswer {
    if (this.#isOver) throw new Error('The thread that writes has ended.');
    this.#isOver = true;
    this.#sender.send(writeRecord(this.#record, { kind, length: 0, number: 0 }));
    this.#sender.flush();
    this.#wait(DONE, 0);
    const answer = receiveMessageOnPort(this.#port)!.message as WriteAnswer;
    this.#port.close();
    return answer;
  }

  #wait(at: number, value: number): void {
    while (Atomics.load(this.#state, at) === value)
      if (Atomics.wait(this.#state, at, value, LOST) === 'timed-out')
        throw new Error('The thread that writes is lost.');
  }
}

function errorOf(answer: Exclude<WriteAnswer, { sealed: SealedPack }>): Error {
  if (answer.code === undefined) return new Error(answer.message);
  return new UnleakError(answer.code as ErrorCode, answer.message, answer.hint);
}
