// A pack and its index, mapped into memory: entries in pack order ("slots") and the tree of their deltas.
// Format: https://git-scm.com/docs/gitformat-pack (pack version 2, index version 2, SHA-1).
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

[[noreturn]] inline void fail(const char *why) {
  std::fprintf(stderr, "limit: %s\n", why);
  std::exit(1);
}

enum Type : uint8_t { COMMIT = 1, TREE = 2, BLOB = 3, TAG = 4, OFS_DELTA = 6, REF_DELTA = 7 };

constexpr size_t HASH = 20;
constexpr size_t TRAILER = HASH;

struct Mapped {
  const uint8_t *data;
  size_t size;

  explicit Mapped(const std::string &file) {
    int fd = open(file.c_str(), O_RDONLY);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0) fail("no such file");
    size = info.st_size;
    void *at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED) fail("can't be mapped");
    data = static_cast<const uint8_t *>(at);
    close(fd);
  }
};

inline uint32_t big32(const uint8_t *at) {
  uint32_t word;
  std::memcpy(&word, at, 4);
  return __builtin_bswap32(word);
}

class Index {
 public:
  uint32_t count;

  explicit Index(const std::string &file) : map(file) {
    if (map.size < 1032 || big32(map.data) != 0xff744f63 || big32(map.data + 4) != 2) fail("not an index of version 2");
    count = big32(fanout(255));
    if (map.size < 1032 + size_t{count} * (HASH + 8) + 2 * HASH) fail("the index is cut short, or not of SHA-1");
    ids = map.data + 1032;
    offsets = ids + size_t{count} * (HASH + 4);
  }

  uint64_t offset(uint32_t position) const {
    uint32_t word = big32(offsets + size_t{position} * 4);
    if (word < 0x80000000) return word;
    const uint8_t *large = offsets + size_t{count} * 4 + size_t{word & 0x7fffffff} * 8;
    return uint64_t{big32(large)} << 32 | big32(large + 4);
  }

  /** Position of an id, -1 when it is not there. */
  int64_t find(const uint8_t *id) const {
    uint32_t low = id[0] ? big32(fanout(id[0] - 1)) : 0, high = big32(fanout(id[0]));
    while (low < high) {
      uint32_t middle = low + (high - low) / 2;
      int order = std::memcmp(ids + size_t{middle} * HASH, id, HASH);
      if (order == 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return -1;
  }

 private:
  Mapped map;
  const uint8_t *ids;
  const uint8_t *offsets;

  const uint8_t *fanout(uint32_t byte) const { return map.data + 8 + byte * 4; }
};

class Pack {
 public:
  uint32_t count;
  std::vector<uint64_t> offset;  // count + 1: the last is where the trailer begins
  std::vector<uint8_t> type;     // as it stands in the entry
  std::vector<uint64_t> size;    // of what the zlib stream holds
  std::vector<const uint8_t *> stream;
  std::vector<int32_t> base, firstChild, nextSibling;  // slots; -1: none

  /** @param name path without the extension */
  explicit Pack(const std::string &name) : map(name + ".pack") {
    Index index(name + ".idx");
    count = index.count;
    offset.resize(count + size_t{1});
    for (uint32_t i = 0; i < count; i++) offset[i] = index.offset(i);
    offset[count] = map.size - TRAILER;
    std::sort(offset.begin(), offset.end());
    if (offset[count] != map.size - TRAILER) fail("the index names entries behind the pack's end");
    type.resize(count);
    size.resize(count);
    stream.resize(count);
    base.assign(count, -1);
    for (uint32_t slot = 0; slot < count; slot++) readHeader(slot, index);
    linkChildren();
  }

  /** Length of an entry's zlib stream. */
  size_t packed(uint32_t slot) const { return map.data + offset[slot + 1] - stream[slot]; }

 private:
  Mapped map;

  void readHeader(uint32_t slot, const Index &index) {
    const uint8_t *at = map.data + offset[slot];
    uint8_t byte = *at++;
    type[slot] = byte >> 4 & 7;
    uint64_t length = byte & 15;
    for (int shift = 4; byte & 0x80 && shift < 60; shift += 7) {
      byte = *at++;
      length |= uint64_t{byte & 0x7fu} << shift;
    }
    size[slot] = length;
    if (type[slot] == OFS_DELTA) {
      uint64_t distance = (byte = *at++) & 0x7f;
      while (byte & 0x80) distance = (distance + 1) << 7 | ((byte = *at++) & 0x7f);
      base[slot] = slotAt(offset[slot] - distance);
    } else if (type[slot] == REF_DELTA) {
      int64_t position = index.find(at);
      if (position < 0) fail("a delta's base is not in the pack");
      base[slot] = slotAt(index.offset(position));
      at += HASH;
    }
    stream[slot] = at;
  }

  int32_t slotAt(uint64_t place) const {
    auto found = std::lower_bound(offset.begin(), offset.end() - 1, place);
    if (found == offset.end() - 1 || *found != place) fail("a delta's base is no entry");
    return found - offset.begin();
  }

  void linkChildren() {
    firstChild.assign(count, -1);
    nextSibling.assign(count, -1);
    for (uint32_t slot = count; slot-- > 0;) {
      int32_t parent = base[slot];
      if (parent < 0) continue;
      nextSibling[slot] = firstChild[parent];
      firstChild[parent] = slot;
    }
  }
};
