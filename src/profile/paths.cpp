// SPDX-License-Identifier: Apache-2.0
#include "profile/paths.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/status.hpp"

namespace weir::profile {
namespace {

std::string unescaped(std::string_view piece) {
  std::string name;
  for (size_t i = 0; i < piece.size(); ++i) {
    const char next = piece[i] == '~' && i + 1 < piece.size() ? piece[i + 1] : '\0';
    if (next == '0' || next == '1') {
      name += next == '0' ? '~' : '/';
      ++i;
    } else {
      name += piece[i];
    }
  }
  return name;
}

}  // namespace

uint32_t Paths::find_child(uint32_t parent, std::string_view name) const {
  const auto found = children_.find(Child{parent, name});
  return found == children_.end() ? kTop : found->second;
}

uint32_t Paths::add(uint32_t parent, std::string_view name) {
  const uint32_t id = size();
  entries_.push_back({parent, std::string(name)});
  const std::string_view kept = entries_.back().name;
  children_.emplace(Child{parent, kept}, id);
  by_name_[kept].push_back(id);
  return id;
}

std::string Paths::path(uint32_t id) const {
  std::vector<uint32_t> up;
  for (; id != kTop; id = parent(id)) up.push_back(id);
  std::string text;
  for (auto at = up.rbegin(); at != up.rend(); ++at) base::append_token(text, name(*at));
  if (!text.empty()) text.erase(0, 1);  // a pointer's first slash
  return text;
}

std::string Paths::key(uint32_t id) const {
  const std::string_view own = name(id);
  // A name that also reads as some other phase's path would find that one.
  const uint32_t as_path = find_path(own);
  const bool alone = by_name_.at(own).size() == 1 && (as_path == kTop || as_path == id);
  return alone ? std::string(own) : path(id);
}

uint32_t Paths::find_path(std::string_view text) const {
  uint32_t id = kTop;
  while (true) {
    const size_t slash = text.find('/');
    id = find_child(id, unescaped(text.substr(0, slash)));
    if (id == kTop || slash == std::string_view::npos) return id;
    text.remove_prefix(slash + 1);
  }
}

uint32_t Paths::find(std::string_view text) const {
  if (const uint32_t id = find_path(text); id != kTop) return id;
  const auto named = by_name_.find(text);
  if (named == by_name_.end()) return kTop;
  const std::vector<uint32_t>& ids = named->second;
  if (ids.size() == 1) return ids.front();
  std::string list;
  constexpr size_t kListed = 8;
  for (size_t i = 0; i < std::min(ids.size(), kListed); ++i) {
    if (i > 0) list += ", ";
    list += path(ids[i]);
  }
  if (ids.size() > kListed) list += ", ...";
  fail(Status::invalid, "%zu phases are named '%.*s': give the path of the one meant: %s",
       ids.size(), static_cast<int>(text.size()), text.data(), list.c_str());
}

}  // namespace weir::profile
