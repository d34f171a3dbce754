// One entry of a tree: mode in octal digits, a space, the name, NUL, the id.
import { stride } from './trees-regions.as';

const SPACE: u32 = 0x20;
// "100644 " and "40000 " as little-endian words: nearly every entry begins with one of them.
const FILE_MODE: u64 = 0x20343436303031;
const FILE_MASK: u64 = 0xffffffffffffff;
const FOLDER_MODE: u64 = 0x203030303034;
const FOLDER_MASK: u64 = 0xffffffffffff;

const KIND: u32 = 0o170000;
const FOLDER: u32 = 0o040000;
const SUBMODULE: u32 = 0o160000;

// What `entryLength` found last.
let mode: u32 = 0;
export let name: usize = 0;
/** The NUL behind the name; the id follows. */
export let nameEnd: usize = 0;

// @ts-ignore: decorator
@inline
export function isFolder(): bool { return (mode & KIND) == FOLDER; }
// @ts-ignore: decorator
@inline
export function isSubmodule(): bool { return (mode & KIND) == SUBMODULE; }

/**
 * Length of the entry that begins at `at`; 0 when it is cut short by the end of what is there, or is none.
 * A zero byte must stand behind what is there, and 32 bytes more be readable.
 */
export function entryLength(at: usize, available: u32): u32 {
  name = modeEnd(at);
  if (!name) return 0;
  nameEnd = zeroFrom(name);
  const length = <u32>(nameEnd + 1 + stride - at);
  return nameEnd == name || length > available ? 0 : length;
}

// Reads the mode. Returns where the name begins; 0: no mode.
// @ts-ignore: decorator
@inline
function modeEnd(at: usize): usize {
  const word = load<u64>(at);
  if ((word & FILE_MASK) == FILE_MODE) {
    mode = 0o100644;
    return at + 7;
  }
  if ((word & FOLDER_MASK) == FOLDER_MODE) {
    mode = FOLDER;
    return at + 6;
  }
  return otherModeEnd(at);
}

function otherModeEnd(at: usize): usize {
  mode = 0;
  let p = at;
  while (true) {
    const c = <u32>load<u8>(p++);
    if (c == SPACE) return p - at > 1 ? p : 0;
    if (c - 0x30 > 7) return 0;
    mode = (mode << 3) + (c - 0x30);
  }
}

// @ts-ignore: decorator
@inline
function zeroFrom(at: usize): usize {
  const zero = i8x16.splat(0);
  while (true) {
    const zeros = i8x16.bitmask(i8x16.eq(v128.load(at), zero));
    if (zeros) return at + ctz(zeros);
    at += 16;
  }
}
