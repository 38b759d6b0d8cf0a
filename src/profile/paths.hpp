// SPDX-License-Identifier: Apache-2.0
// The names of all phases, as a tree with a number for each. Written as text, a path joins the
// names from the top with '/'; a '/' in a name is written "~1" and a '~' is "~0", as in a JSON
// pointer.
//
// Threads: guarded by whoever owns it. Names never move.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace weir::profile {

class Paths {
 public:
  static constexpr uint32_t kTop = 0;  // above all phases; has no name

  Paths() { entries_.push_back({kTop, {}}); }

  uint32_t find_child(uint32_t parent, std::string_view name) const;  // kTop: there is none
  uint32_t add(uint32_t parent, std::string_view name);

  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }  // kTop included
  uint32_t parent(uint32_t id) const { return entries_[id].parent; }
  std::string_view name(uint32_t id) const { return entries_[id].name; }
  std::string path(uint32_t id) const;

  // The shortest text that finds it again: its name when no other phase has that, else its path.
  std::string key(uint32_t id) const;

  // By path, or else by a name that one phase alone has. kTop when there is none; Error(invalid)
  // listing the paths when there are several.
  uint32_t find(std::string_view text) const;

 private:
  struct Entry {
    uint32_t parent;
    std::string name;
  };
  struct Child {
    uint32_t parent;
    std::string_view name;
    bool operator==(const Child&) const = default;
  };
  struct ChildHash {
    size_t operator()(const Child& child) const {
      return std::hash<std::string_view>()(child.name) * 31 + child.parent;
    }
  };

  uint32_t find_path(std::string_view text) const;

  std::deque<Entry> entries_;
  std::unordered_map<Child, uint32_t, ChildHash> children_;
  std::unordered_map<std::string_view, std::vector<uint32_t>> by_name_;
};

}  // namespace weir::profile
