// The rules' plain literals, looked for with vectorscan.
#pragma once

#include <hs/hs.h>

#include <fstream>

#include "delta.h"

class Literals {
 public:
  size_t count = 0;
  /** In bytes: of the longest literal. */
  size_t longest = 0;
  uint64_t matches = 0;

  /** @param file a literal on each line: 1 if caseless or 0, a space, its bytes in hex */
  explicit Literals(const char *file) {
    std::ifstream lines(file);
    std::vector<std::string> texts;
    std::vector<unsigned> flags;
    int caseless;
    for (std::string hex; lines >> caseless >> hex;) {
      texts.push_back(bytesOf(hex));
      flags.push_back(caseless ? HS_FLAG_CASELESS : 0);
      longest = std::max(longest, texts.back().size());
    }
    count = texts.size();
    compile(texts, flags);
  }

  void search(const uint8_t *object, const std::vector<Window> &windows) {
    for (auto [from, to] : windows) {
      const char *begin = reinterpret_cast<const char *>(object) + from;
      if (hs_scan(database, begin, to - from, 0, scratch, onMatch, &matches) != HS_SUCCESS) fail("hs_scan");
    }
  }

 private:
  hs_database_t *database = nullptr;
  hs_scratch_t *scratch = nullptr;

  static int onMatch(unsigned, unsigned long long, unsigned long long, unsigned, void *matches) {
    ++*static_cast<uint64_t *>(matches);
    return 0;
  }

  static std::string bytesOf(const std::string &hex) {
    std::string bytes;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
  }

  void compile(const std::vector<std::string> &texts, const std::vector<unsigned> &flags) {
    std::vector<const char *> starts;
    std::vector<size_t> lengths;
    std::vector<unsigned> ids(texts.size());
    std::iota(ids.begin(), ids.end(), 0);
    for (const std::string &text : texts) {
      starts.push_back(text.data());
      lengths.push_back(text.size());
    }
    hs_compile_error_t *error = nullptr;
    if (hs_compile_lit_multi(starts.data(), flags.data(), ids.data(), lengths.data(), texts.size(), HS_MODE_BLOCK,
                             nullptr, &database, &error) != HS_SUCCESS)
      fail(error->message);
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) fail("hs_alloc_scratch");
  }
};
