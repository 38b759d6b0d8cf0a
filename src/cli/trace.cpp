// SPDX-License-Identifier: Apache-2.0
#include "cli/trace.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unordered_map>

#include "weir.hpp"

namespace weir::cli {
namespace {

class Reader {
 public:
  explicit Reader(const std::string& path)
      : path_(path), file_(path == "-" ? stdin : std::fopen(path.c_str(), "rb"), close) {
    if (file_ == nullptr) throw Error(WEIR_E_IO, path + ": " + std::strerror(errno));
  }
  std::FILE* file() const { return file_.get(); }

  void access(uint64_t key) {
    const auto found = numbers_.emplace(key, static_cast<uint32_t>(numbers_.size()));
    trace_.accesses.push_back(found.first->second);
  }
  [[noreturn]] void refuse(uint64_t line, const char* why) const {
    throw Error(WEIR_E_PARSE, path_ + ", line " + std::to_string(line) + ": " + why);
  }
  // Records of so many bytes each; false at the end.
  bool record(unsigned char* bytes, size_t size) {
    const size_t got = std::fread(bytes, 1, size, file());
    if (std::ferror(file()) != 0) throw Error(WEIR_E_IO, path_ + ": " + std::strerror(errno));
    if (got != 0 && got != size) {
      throw Error(WEIR_E_PARSE, path_ + ": the last record has " + std::to_string(got) + " of " +
                                    std::to_string(size) + " bytes: another format?");
    }
    return got == size;
  }
  Trace take() {
    if (trace_.accesses.empty()) throw Error(WEIR_E_PARSE, path_ + ": there is no access in it");
    trace_.key_count = static_cast<uint32_t>(numbers_.size());
    return std::move(trace_);
  }

 private:
  static void close(std::FILE* file) {
    if (file != stdin) std::fclose(file);
  }
  std::string path_;
  std::unique_ptr<std::FILE, void (*)(std::FILE*)> file_;
  std::unordered_map<uint64_t, uint32_t> numbers_;
  Trace trace_;
};

// One number a line; or, for ARC's, `first count ...`: that many keys in a row. Lines without a
// number are left out.
void read_lines(Reader& reader, bool ranges) {
  char line[512];
  for (uint64_t number = 1; std::fgets(line, sizeof line, reader.file()) != nullptr; ++number) {
    char* end = nullptr;
    const uint64_t first = std::strtoull(line, &end, 10);
    if (end == line) {
      if (std::memchr(line, '\0', sizeof line) == line) reader.refuse(number, "this is no text");
      continue;
    }
    if (!ranges) {
      reader.access(first);
      continue;
    }
    const char* rest = end;
    const uint64_t count = std::strtoull(rest, &end, 10);
    if (end == rest || count > 1'000'000) reader.refuse(number, "\"first count\" is expected");
    for (uint64_t key = first; key < first + count; ++key) reader.access(key);
  }
}

void read_big_endian(Reader& reader, size_t size) {
  unsigned char bytes[8];
  while (reader.record(bytes, size)) {
    uint64_t key = 0;
    for (size_t at = 0; at < size; ++at) key = key << 8 | bytes[at];
    reader.access(key);
  }
}

}  // namespace

Trace read_trace(const std::string& path, const std::string& format) {
  Reader reader(path);
  if (format == "text" || format == "arc") {
    read_lines(reader, format == "arc");
  } else if (format == "oracle") {  // u32 time, u64 key, u32 size, i64 next access
    unsigned char bytes[24];
    while (reader.record(bytes, sizeof bytes)) {
      uint64_t key = 0;
      std::memcpy(&key, bytes + 4, sizeof key);
      reader.access(key);
    }
  } else {
    read_big_endian(reader, format == "u32be" ? 4 : 8);
  }
  return reader.take();
}

}  // namespace weir::cli
