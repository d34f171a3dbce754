// One entry of a delta's result, put together out of the delta's pieces.
import { copyFromBase, copyShort } from './trees-base.as';
import { isCopy, PIECE, pieceEnd, pieceSource, pieceStart } from './trees-delta.as';
import { entryLength } from './trees-entry.as';

/** Where the entry lies. */
export let collected: usize = 0;
let collectedLength: u32 = 0;
let collectedPiece: usize = 0;
let collectedTo: u32 = 0;

export function collectAt(address: usize): void { collected = address; }

/** Keeps the entry's bytes: the next one comes behind them. */
export function keepCollected(length: u32): void { collected += length; }

/** Brings the entry at `p` of a result of `size` bytes together; `p` lies in `piece`. Returns its length; 0: there is none. */
export function collect(p: u32, piece: usize, size: u32): u32 {
  collectedLength = 0;
  collectedPiece = piece;
  collectedTo = p;
  let looks: u32 = 0;
  while (true) {
    // Most entries end with one of the next pieces; a long one is looked at each time that twice as much of it is there.
    collectUpTo(++looks < 4 ? collectedLength + 1 : collectedLength * 2, size);
    const length = entryLength(collected, collectedLength);
    if (length || collectedTo == size) return length;
  }
}

// Collects at least so many bytes, and at most 63 more.
function collectUpTo(want: u32, size: u32): void {
  while (collectedLength < want && collectedTo < size) {
    while (pieceEnd(collectedPiece) <= collectedTo) collectedPiece += PIECE;
    const source = pieceSource(collectedPiece) + (collectedTo - pieceStart(collectedPiece));
    const length = min(pieceEnd(collectedPiece) - collectedTo, max(64, want - collectedLength));
    if (isCopy(collectedPiece)) copyFromBase(collected + collectedLength, source, length);
    else copyShort(collected + collectedLength, source, length);
    collectedLength += length;
    collectedTo += length;
  }
  const end = collected + collectedLength;
  v128.store(end, i8x16.splat(0));
  v128.store(end, i8x16.splat(0), 16);
}
