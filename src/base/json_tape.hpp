// SPDX-License-Identifier: Apache-2.0
// A JSON text as one flat list of nodes, for reading once and asking much: what validates a text
// needs no tree.
//
// A node knows its byte in the text, so whoever complains can name line and column. A container's
// children follow it; `next` is the node after all of them. An object's children are pairs: a key,
// then its value. The reader is as strict as Json's (json_guard.hpp), but keeps lengths beside
// texts and so carries \u0000.
//
// Lifetime: texts point into the source or into the tape. The source has to outlive the tape.
// Threads: frozen once read; read() and clear() are for one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/json_guard.hpp"

namespace weir::base {

enum class TapeTag : uint8_t {
  null,
  no,
  yes,
  whole,       // an integer that int64_t holds, written without fraction or exponent
  big,         // any other integer that no double holds: its digits
  real_whole,  // a double without a fraction
  real,
  string,
  array,
  object,
  key,
};

struct TapeNode {
  TapeTag tag;
  uint32_t size;  // bytes of a text; children of a container (pairs count once)
  uint32_t next;  // the node after this one and all it holds; a key's hash
  uint32_t at;    // its first byte in the source
  union {
    const char* text;
    int64_t whole;
    double real;
  };

  std::string_view string() const noexcept { return {text, size}; }
  uint32_t hash() const noexcept { return next; }
};

uint32_t hash_key(std::string_view text) noexcept;

class JsonTape {
 public:
  // Replaces what the tape held. Error(parse) with line, column and pointer; Error(limit).
  void read(std::string_view text);
  // The same from a tree, which has no places; the tree has to outlive the tape.
  void read(JsonValue value);

  const TapeNode& operator[](uint32_t index) const noexcept { return nodes_[index]; }
  const TapeNode* nodes() const noexcept { return nodes_.data(); }
  size_t size() const noexcept { return nodes_.size(); }
  bool has_places() const noexcept { return source_.data() != nullptr; }

  // The value of a member, or 0: the root is never a member's value.
  uint32_t member(uint32_t object, std::string_view key) const noexcept;
  uint32_t item(uint32_t array, size_t index) const noexcept;

  // RFC 6901. find() gives kNothing when nothing is there; the pointer has to be one.
  static constexpr uint32_t kNothing = UINT32_MAX;
  uint32_t find(const JsonPointer& pointer) const noexcept;
  std::string pointer_of(uint32_t node) const;
  TextPlace place_of(uint32_t node) const { return place_in(source_, nodes_[node].at); }

  // A value as compact JSON, at most about `limit` bytes of it, "..." where it was cut.
  std::string write(uint32_t node, size_t limit = SIZE_MAX) const;

 private:
  struct Reader;
  void append(JsonValue value);

  std::string_view source_;
  std::vector<TapeNode> nodes_;
  std::vector<uint32_t> open_;       // the reader's; kept for the next text
  std::deque<std::string> decoded_;  // texts that were written with escapes
};

}  // namespace weir::base
