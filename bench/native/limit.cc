// The native limit of the scan's design: the delta walk of src/gate/history/pack-walk.ts with the fastest parts there are,
// on one thread. Each object but the trees is made once; roots, and what deltas brought, are searched for the rules' plain
// literals. No shape checks, no regular expressions, no anchors, no encoded forms: less than the scan does.
//
// limit <pack without extension> <literals> [none]     none: makes all objects, searches nothing
#include <libdeflate.h>

#include <chrono>

#include "delta.h"
#include "literals.h"
#include "pack.h"

// As in src/gate/history/object-inspector.ts. A literal may begin at FORWARD itself.
constexpr uint32_t BACK = 96;
constexpr uint32_t FORWARD = 16 + 1;

// Address space only: pages that are never touched take no memory.
constexpr size_t ARENA = size_t{16} << 30;

/** An object whose children are being made. */
struct Frame {
  uint8_t *data;
  size_t length;
  uint8_t *gap;        // free memory begins here, below the object
  size_t first, next;  // its children among the pending ones: those without children of their own first
};

class Walk {
 public:
  uint64_t objects = 0, bytes = 0, searched = 0;

  /** @param literals null: search nothing */
  Walk(const Pack &pack, Literals *literals)
      : pack(pack), literals(literals), windows(BACK, FORWARD + (literals ? literals->longest : 0)) {
    void *at = mmap(nullptr, ARENA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) fail("no memory");
    madvise(at, ARENA, MADV_HUGEPAGE);
    delta = static_cast<uint8_t *>(at);
    arena = aligned(delta + largestDelta() + SLACK);
    end = delta + ARENA;
  }

  void tree(uint32_t root) {
    size_t length = pack.size[root];
    inflate(root, arena, length);
    windows.whole(length);
    show(arena, length);
    push(root, arena, length, arena);
    while (!frames.empty()) {
      Frame &frame = frames.back();
      if (frame.next == pending.size()) {
        pop();
        continue;
      }
      int32_t child = pending[frame.next++];
      bool last = frame.next == pending.size();
      Frame base = frame;
      // The last child takes its base's place in memory, so that a long chain stays in the processor's cache.
      if (last) pop();
      make(base, child, last);
    }
  }

 private:
  const Pack &pack;
  Literals *literals;
  Windows windows;
  libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
  uint8_t *delta, *arena, *end;
  std::vector<Frame> frames;
  std::vector<int32_t> pending;

  static uint8_t *aligned(uint8_t *at) { return at + (-reinterpret_cast<uintptr_t>(at) & 63); }

  uint64_t largestDelta() const {
    uint64_t largest = 0;
    for (uint32_t slot = 0; slot < pack.count; slot++)
      if (pack.base[slot] >= 0) largest = std::max(largest, pack.size[slot]);
    return largest;
  }

  void inflate(uint32_t slot, uint8_t *to, size_t length) {
    if (length + SLACK > size_t(end - to)) fail("too large");
    if (libdeflate_zlib_decompress(decompressor, pack.stream[slot], pack.packed(slot), to, length, nullptr))
      fail("a damaged entry");
  }

  void make(const Frame &base, uint32_t slot, bool last) {
    inflate(slot, delta, pack.size[slot]);
    Delta edits(delta, delta + pack.size[slot]);
    size_t length = edits.resultSize;
    bool fits = last && base.gap + length + SLACK <= base.data;
    uint8_t *to = fits ? base.gap : aligned(base.data + base.length + SLACK);
    if (edits.baseSize != base.length || length + SLACK > size_t(end - to)) fail("a delta for another base");
    windows.clear();
    if (!edits.apply(base.data, to, windows)) fail("a damaged delta");
    show(to, length);
    if (pack.firstChild[slot] >= 0) push(slot, to, length, last ? std::min(base.gap, to) : to);
  }

  void show(const uint8_t *object, size_t length) {
    objects++;
    bytes += length;
    for (auto [from, to] : windows.list) searched += to - from;
    if (literals) literals->search(object, windows.list);
  }

  void push(uint32_t slot, uint8_t *data, size_t length, uint8_t *gap) {
    frames.push_back({data, length, gap, pending.size(), pending.size()});
    for (bool stems : {false, true})
      for (int32_t child = pack.firstChild[slot]; child >= 0; child = pack.nextSibling[child])
        if ((pack.firstChild[child] >= 0) == stems) pending.push_back(child);
  }

  void pop() {
    pending.resize(frames.back().first);
    frames.pop_back();
  }
};

/** Prints a stage as `unleak scan --stats` does. */
class Clock {
 public:
  void lap(const char *stage) {
    auto now = std::chrono::steady_clock::now();
    std::fprintf(stderr, "%s: %.0f ms\n", stage, std::chrono::duration<double, std::milli>(now - last).count());
    last = now;
  }

 private:
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
};

int main(int count, char **arguments) {
  if (count < 3) fail("limit <pack without extension> <literals> [none]");
  Clock clock;
  Literals literals(arguments[2]);
  clock.lap("compile the literals");
  Pack pack(arguments[1]);
  clock.lap("open the packs");
  Walk walk(pack, count > 3 ? nullptr : &literals);
  for (uint32_t slot = 0; slot < pack.count; slot++)
    if (pack.base[slot] < 0 && pack.type[slot] != TREE) walk.tree(slot);
  clock.lap("scan");
  std::fprintf(stderr, "literals: %zu\nobjects: %lu\nexpanded bytes: %lu\nsearched bytes: %lu\nmatches: %lu\n",
               literals.count, walk.objects, walk.bytes, walk.searched, literals.matches);
}
