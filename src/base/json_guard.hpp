// SPDX-License-Identifier: Apache-2.0
// The doorkeeper of the JSON reader: reads a whole text by RFC 8259's grammar and nothing more
// generous, before cJSON sees it.
//
// Refused although a grammar could allow it, because the tree could not carry it or two readers
// could disagree about it: duplicate keys, \u0000, surrogates without their partner, numbers
// outside the range of a double, more than Json::kMaxDepth levels. Invalid UTF-8 and a byte order
// mark are refused as the RFC says.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace weir::base {

// What the tree's builder needs to know and cJSON would not tell it.
struct JsonFacts {
  struct Number {
    size_t ordinal;  // how many numbers stand before it in the text
    size_t offset;
    size_t size;
    bool exact;  // an integer no double holds: its digits are to be kept
  };
  size_t widest = 0;            // children of the largest container
  std::vector<Number> special;  // exact ones, and those too long for cJSON's 63 bytes
};

// Line and column (in characters) of a byte, both from 1.
struct TextPlace {
  size_t line;
  size_t column;
};
TextPlace place_in(std::string_view text, size_t offset);

// Error(parse) or Error(limit), saying line, column, pointer and what to do. `allow_nul`: \u0000 is
// taken as any other character.
JsonFacts check_json(std::string_view text, bool allow_nul = false);

}  // namespace weir::base
