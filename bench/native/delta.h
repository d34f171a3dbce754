// Applies git's deltas and notes what to look at in the result, as src/wasm/delta.as.ts does.
#pragma once

#include "pack.h"

struct Window {
  uint32_t from, to;
};

/** Windows of one object, ascending and apart: [start - back, end + forward) of every edit [start, end). */
class Windows {
 public:
  std::vector<Window> list;

  Windows(uint32_t back, uint32_t forward) : back(back), forward(forward) {}

  void clear() { list.clear(); }

  void whole(uint32_t length) { list.assign(1, {0, length}); }

  void edit(uint32_t start, uint32_t end, uint32_t length) {
    uint32_t from = start > back ? start - back : 0;
    uint32_t to = forward < length - end ? end + forward : length;
    if (from >= to) return;
    if (!list.empty() && from <= list.back().to) list.back().to = to;
    else list.push_back({from, to});
  }

 private:
  uint32_t back, forward;
};

// What `copyBytes` may read and write too much.
constexpr size_t SLACK = 64;

/** Copies bytes; up to SLACK behind either end may be touched. */
inline void copyBytes(uint8_t *to, const uint8_t *from, size_t count) {
  if (count > 256) {
    std::memcpy(to, from, count);
    return;
  }
  for (size_t i = 0; i < count; i += 32) __builtin_memcpy(to + i, from + i, 32);
}

class Delta {
 public:
  uint64_t baseSize, resultSize;

  Delta(const uint8_t *at, const uint8_t *end) : at(at), end(end) {
    baseSize = readSize();
    resultSize = readSize();
  }

  /** Writes `resultSize` bytes, and the windows of what is new. False when the delta is damaged. */
  bool apply(const uint8_t *source, uint8_t *to, Windows &windows) {
    uint64_t made = 0, neighbour = 0;
    bool inserted = false;
    while (at < end) {
      uint8_t code = *at++;
      uint64_t from = 0, count = code;
      if (code & 0x80) {
        readCopy(code, from, count);
        if (from + count > baseSize || made + count > resultSize) return false;
        if (from != neighbour && !inserted) windows.edit(made, made, resultSize);
        copyBytes(to + made, source + from, count);
        neighbour = from + count;
        inserted = false;
      } else {
        if (count == 0 || count > uint64_t(end - at) || made + count > resultSize) return false;
        copyBytes(to + made, at, count);
        at += count;
        windows.edit(made, made + count, resultSize);
        inserted = true;
      }
      made += count;
    }
    if (neighbour != baseSize && !inserted) windows.edit(made, made, resultSize);
    return made == resultSize;
  }

 private:
  const uint8_t *at, *end;

  uint64_t readSize() {
    uint64_t number = 0;
    for (int shift = 0; at < end && shift < 60; shift += 7) {
      uint8_t byte = *at++;
      number |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) break;
    }
    return number;
  }

  // May read up to seven bytes behind a damaged delta's end.
  void readCopy(uint8_t code, uint64_t &from, uint64_t &count) {
    count = 0;
    for (int i = 0; i < 4; i++)
      if (code >> i & 1) from |= uint64_t{*at++} << 8 * i;
    for (int i = 0; i < 3; i++)
      if (code >> (4 + i) & 1) count |= uint64_t{*at++} << 8 * i;
    if (count == 0) count = 0x10000;
  }
};
