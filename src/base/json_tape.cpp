// SPDX-License-Identifier: Apache-2.0
#include "base/json_tape.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/json_scan.hpp"
#include "base/json_write.hpp"
#include "base/status.hpp"
#include "base/utf8.hpp"

namespace weir::base {
namespace {

constexpr uint32_t kFewKeys = 16;

bool parse_whole(std::string_view digits, int64_t& value) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size();
}

TapeNode number_node(std::string_view text) {
  TapeNode node{};
  if (parse_whole(text, node.whole)) {
    node.tag = TapeTag::whole;
  } else if (text.find_first_of(".eE") == std::string_view::npos) {
    node.tag = TapeTag::big;
    node.text = text.data();
    node.size = static_cast<uint32_t>(text.size());
  } else {
    std::from_chars(text.data(), text.data() + text.size(), node.real);
    node.tag = std::trunc(node.real) == node.real ? TapeTag::real_whole : TapeTag::real;
  }
  return node;
}

}  // namespace

uint32_t hash_key(std::string_view text) noexcept {
  constexpr uint64_t prime = 0x9E3779B97F4A7C15u;
  uint64_t hash = text.size() * prime;
  const char* at = text.data();
  size_t left = text.size();
  for (; left >= 8; left -= 8, at += 8) {
    uint64_t eight;
    std::memcpy(&eight, at, 8);
    hash = (hash ^ eight) * prime;
    hash ^= hash >> 32;
  }
  uint64_t rest = 0;
  for (size_t i = 0; i < left; ++i) rest = rest << 8 | static_cast<unsigned char>(at[i]);
  hash = (hash ^ rest) * prime;
  return static_cast<uint32_t>(hash >> 32);
}

// One pass over a text. A fault throws JsonFault; read() lets check_json() tell its story.
struct JsonTape::Reader {
  JsonTape& tape;
  JsonScanner text;

  uint32_t at() const { return static_cast<uint32_t>(text.at() - text.begin()); }
  std::vector<TapeNode>& nodes() const { return tape.nodes_; }

  void push(TapeTag tag) const {
    TapeNode node{};
    node.tag = tag;
    node.at = at();
    nodes().push_back(node);
    nodes().back().next = static_cast<uint32_t>(nodes().size());
  }

  void push_text(TapeTag tag) {
    push(tag);
    const JsonScanner::String string = text.read_string();
    std::string_view value = string.raw;
    if (string.escaped) value = tape.decoded_.emplace_back(decode_json(string.raw));
    nodes().back().text = value.data();
    nodes().back().size = static_cast<uint32_t>(value.size());
  }

  void read_key() {
    text.skip_space();
    if (!text.next_is('"')) text.unexpected("a key");
    push_text(TapeTag::key);
    TapeNode& key = nodes().back();
    key.next = hash_key(key.string());
    const uint32_t object = tape.open_.back();
    if (++nodes()[object].size <= kFewKeys) refuse_twice(object, key);
    text.skip_space();
    if (!text.take(':')) text.unexpected("':'");
  }

  void refuse_twice(uint32_t object, const TapeNode& key) const {
    const TapeNode* const all = nodes().data();
    for (uint32_t other = object + 1; &all[other] != &key; other = all[other + 1].next) {
      if (all[other].next == key.next && all[other].string() == key.string()) {
        text.refuse(text.at(), "the key appears twice");
      }
    }
  }

  // Many keys are sorted when their object closes, so that no choice of keys makes this slow.
  void refuse_twice_among_many(uint32_t object) const {
    const TapeNode* const all = nodes().data();
    std::vector<uint32_t> keys;
    for (uint32_t key = object + 1; key < nodes().size(); key = all[key + 1].next) {
      keys.push_back(key);
    }
    const auto less = [all](uint32_t a, uint32_t b) {
      return all[a].next != all[b].next ? all[a].next < all[b].next
                                        : all[a].string() < all[b].string();
    };
    std::sort(keys.begin(), keys.end(), less);
    for (size_t i = 1; i < keys.size(); ++i) {
      if (!less(keys[i - 1], keys[i])) text.refuse(text.at(), "a key appears twice");
    }
  }

  // True when a container was opened and holds something.
  bool begin_value() {
    text.skip_space();
    if (!text.more()) text.unexpected("a value");
    switch (*text.at()) {
      case '{':
      case '[': {
        const bool object = *text.at() == '{';
        if (tape.open_.size() == Json::kMaxDepth) text.refuse(text.at(), "too deep");
        push(object ? TapeTag::object : TapeTag::array);
        text.take(object ? '{' : '[');
        text.skip_space();
        if (text.take(object ? '}' : ']')) return false;
        tape.open_.push_back(static_cast<uint32_t>(nodes().size()) - 1);
        if (object) {
          read_key();
        } else {
          ++nodes()[tape.open_.back()].size;
        }
        return true;
      }
      case '"':
        return push_text(TapeTag::string), false;
      case 't':
        return push(TapeTag::yes), text.read_word("true"), false;
      case 'f':
        return push(TapeTag::no), text.read_word("false"), false;
      case 'n':
        return push(TapeTag::null), text.read_word("null"), false;
      default:
        push(TapeTag::null);
        const JsonScanner::Number number = text.read_number();
        TapeNode node = number_node({text.begin() + number.offset, number.size});
        node.at = static_cast<uint32_t>(number.offset);
        node.next = static_cast<uint32_t>(nodes().size());
        nodes().back() = node;
        return false;
    }
  }

  // True when another value follows.
  bool after_value() {
    for (;;) {
      text.skip_space();
      if (tape.open_.empty()) {
        if (text.more()) text.refuse(text.at(), "text after the end");
        return false;
      }
      const uint32_t open = tape.open_.back();
      const bool object = nodes()[open].tag == TapeTag::object;
      if (text.take(',')) {
        if (object) {
          read_key();
        } else {
          ++nodes()[open].size;
        }
        return true;
      }
      if (!text.take(object ? '}' : ']')) text.unexpected("a comma or the end");
      nodes()[open].next = static_cast<uint32_t>(nodes().size());
      if (object && nodes()[open].size > kFewKeys) refuse_twice_among_many(open);
      tape.open_.pop_back();
    }
  }
};

void JsonTape::read(std::string_view text) {
  if (text.size() > Json::kMaxBytes) {
    fail(Status::limit, "the text has %zu bytes, over the limit of %zu: split it", text.size(),
         Json::kMaxBytes);
  }
  nodes_.clear(), open_.clear(), decoded_.clear();
  source_ = text;
  try {
    Reader reader{*this, JsonScanner(text, true)};
    do {
      while (reader.begin_value()) continue;
    } while (reader.after_value());
  } catch (const JsonFault& fault) {
    check_json(text, true);  // throws, with the whole story
    throw Error(fault.status, fault.what);
  }
}

void JsonTape::read(JsonValue value) {
  nodes_.clear(), open_.clear(), decoded_.clear();
  source_ = {};
  append(value);
}

// Depth is at most Json::kMaxDepth.
void JsonTape::append(JsonValue value) {
  const auto index = static_cast<uint32_t>(nodes_.size());
  TapeNode node{};
  const auto text = [&node](std::string_view from) {
    node.text = from.data();
    node.size = static_cast<uint32_t>(from.size());
  };
  switch (value.type()) {
    case JsonType::null:
      node.tag = TapeTag::null;
      break;
    case JsonType::boolean:
      node.tag = value.boolean() ? TapeTag::yes : TapeTag::no;
      break;
    case JsonType::number:
      if (const std::string_view digits = value.digits(); !digits.empty()) {
        node = number_node(digits);
      } else if (const auto whole = value.int64(); whole && std::fabs(value.number()) <= 0x1p53) {
        node.tag = TapeTag::whole;
        node.whole = *whole;
      } else {
        node.real = value.number();
        node.tag = value.is_whole() ? TapeTag::real_whole : TapeTag::real;
      }
      break;
    case JsonType::string:
      node.tag = TapeTag::string;
      text(value.string());
      break;
    case JsonType::array:
    case JsonType::object: {
      const bool object = value.type() == JsonType::object;
      node.tag = object ? TapeTag::object : TapeTag::array;
      nodes_.push_back(node);
      uint32_t count = 0;
      for (JsonValue child = value.child(0); child; child = child.next(), ++count) {
        if (object) {
          TapeNode key{};
          key.tag = TapeTag::key;
          key.text = child.key().data();
          key.size = static_cast<uint32_t>(child.key().size());
          key.next = hash_key(child.key());
          nodes_.push_back(key);
        }
        append(child);
      }
      nodes_[index].size = count;
      nodes_[index].next = static_cast<uint32_t>(nodes_.size());
      return;
    }
  }
  node.next = index + 1;
  nodes_.push_back(node);
}

uint32_t JsonTape::member(uint32_t object, std::string_view key) const noexcept {
  const TapeNode* const all = nodes_.data();
  if (all[object].tag != TapeTag::object) return 0;
  const uint32_t hash = hash_key(key);
  for (uint32_t at = object + 1; at < all[object].next; at = all[at + 1].next) {
    if (all[at].next == hash && all[at].string() == key) return at + 1;
  }
  return 0;
}

uint32_t JsonTape::item(uint32_t array, size_t index) const noexcept {
  if (nodes_[array].tag != TapeTag::array || index >= nodes_[array].size) return 0;
  uint32_t at = array + 1;
  while (index-- > 0) at = nodes_[at].next;
  return at;
}

uint32_t JsonTape::find(const JsonPointer& pointer) const noexcept {
  uint32_t at = 0;
  for (const std::string& token : pointer.tokens()) {
    const bool number = !token.empty() && token.size() < 10 && (token == "0" || token[0] != '0') &&
                        token.find_first_not_of("0123456789") == std::string::npos;
    const TapeTag tag = nodes_[at].tag;
    at = tag == TapeTag::object            ? member(at, token)
         : tag == TapeTag::array && number ? item(at, std::strtoul(token.c_str(), nullptr, 10))
                                           : 0;
    if (at == 0) return kNothing;
  }
  return at;
}

std::string JsonTape::pointer_of(uint32_t node) const {
  std::string pointer;
  uint32_t at = 0;
  while (at != node) {
    const bool object = nodes_[at].tag == TapeTag::object;
    uint32_t child = at + 1;
    for (size_t index = 0;; ++index) {
      const uint32_t value = object ? child + 1 : child;
      if (node < nodes_[value].next) {
        append_token(pointer, object ? nodes_[child].string() : std::to_string(index));
        // A key stands for its value.
        if (object && node == child) return pointer;
        at = value;
        break;
      }
      child = nodes_[value].next;
    }
  }
  return pointer;
}

std::string JsonTape::write(uint32_t node, size_t limit) const {
  std::string text;
  const auto visit = [&](const auto& self, uint32_t at) -> void {
    if (text.size() > limit) return;
    const TapeNode& value = nodes_[at];
    switch (value.tag) {
      case TapeTag::null:
        text += "null";
        break;
      case TapeTag::no:
        text += "false";
        break;
      case TapeTag::yes:
        text += "true";
        break;
      case TapeTag::whole:
        text += std::to_string(value.whole);
        break;
      case TapeTag::big:
        text += value.string();
        break;
      case TapeTag::real:
      case TapeTag::real_whole: {
        JsonWriter number;
        text += number.value(value.real).take();
        break;
      }
      case TapeTag::key:
      case TapeTag::string:
        append_quoted(text, value.size > limit ? valid_utf8_head(value.string(), limit)
                                               : std::string(value.string()));
        break;
      case TapeTag::array:
      case TapeTag::object: {
        const bool object = value.tag == TapeTag::object;
        text += object ? '{' : '[';
        for (uint32_t child = at + 1; child < value.next;) {
          if (child != at + 1) text += ", ";
          if (object) self(self, child++), text += ": ";
          self(self, child);
          child = nodes_[child].next;
          if (text.size() > limit) break;
        }
        text += object ? '}' : ']';
      }
    }
  };
  visit(visit, node);
  if (text.size() > limit) text = valid_utf8_head(text, limit > 3 ? limit - 3 : 0) + "...";
  return text;
}

}  // namespace weir::base
