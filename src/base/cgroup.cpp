// SPDX-License-Identifier: Apache-2.0
#include "base/cgroup.hpp"

#include <algorithm>
#include <charconv>

#include "base/file.hpp"
#include "base/status.hpp"

namespace weir::base {
namespace {

// Takes the text up to `separator` off the front. No streams here: they swallow a failed allocation
// and would read on as if the limit were not there.
std::string_view take(std::string_view& text, char separator) {
  const size_t size = std::min(text.find(separator), text.size());
  const std::string_view front = text.substr(0, size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return front;
}

bool has_item(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    if (take(list, ',') == item) return true;
  }
  return false;
}

// mountinfo writes a space as \040, and so on.
std::string unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(&text[i + 1], &text[i] + 4, code, 8).ptr == &text[i] + 4) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// One line of mountinfo: 36 35 98:0 /root /point options optional... - type source super
struct Mount {
  std::string root, point;
  std::string_view type, super;
};

std::optional<Mount> parse_mount(std::string_view line) {
  const size_t dash = line.find(" - ");
  if (dash == std::string_view::npos) return std::nullopt;
  std::string_view left = line.substr(0, dash), right = line.substr(dash + 3);
  Mount mount;
  for (int skipped = 0; skipped < 3; ++skipped) take(left, ' ');
  mount.root = unescape(take(left, ' '));
  mount.point = unescape(take(left, ' '));
  mount.type = take(right, ' ');
  take(right, ' ');
  mount.super = right;
  return mount;
}

// A process's own path in the hierarchies that matter; nothing where it is in none.
struct OwnPaths {
  std::optional<std::string> version_1, version_2;
};

OwnPaths parse_own(std::string_view text, std::string_view controller) {
  OwnPaths own;
  while (!text.empty()) {
    std::string_view line = take(text, '\n');  // 4:cpu,cpuacct:/path or 0::/path
    const std::string_view number = take(line, ':');
    const std::string_view controllers = take(line, ':');
    if (line.empty()) continue;
    if (number == "0" && controllers.empty()) own.version_2 = line;
    if (has_item(controllers, controller)) own.version_1 = line;
  }
  return own;
}

bool climbs(std::string_view path) {
  return path.find("/../") != std::string_view::npos || path.substr(0, 3) == "/..";
}

void add_levels(std::vector<CgroupLevel>& levels, const Mount& mount, const std::string& own,
                bool version_2) {
  std::string below;
  if (mount.root == "/") {
    below = own == "/" ? "" : own;
  } else if (own.compare(0, mount.root.size(), mount.root) == 0) {
    below = own.substr(mount.root.size());
  }
  // A path that climbs, or does not lie below the mount, is outside the namespace: all that can be
  // seen is the mount itself.
  if (climbs(below) || (!below.empty() && below[0] != '/')) below.clear();
  while (!below.empty()) {
    levels.push_back({mount.point + below, version_2});
    below.resize(below.rfind('/'));
  }
  levels.push_back({mount.point, version_2});
}

}  // namespace

std::vector<CgroupLevel> find_cgroup_levels(const std::string& root, std::string_view controller) {
  const std::string groups = read_system_file(root + "/proc/self/cgroup").value_or("");
  const std::string mounts = read_system_file(root + "/proc/self/mountinfo").value_or("");
  const OwnPaths own = parse_own(groups, controller);
  std::vector<CgroupLevel> levels;
  for (std::string_view text = mounts; !text.empty();) {
    const auto mount = parse_mount(take(text, '\n'));
    if (!mount) continue;
    if (mount->type == "cgroup2" && own.version_2) {
      add_levels(levels, *mount, *own.version_2, true);
    } else if (mount->type == "cgroup" && own.version_1 && has_item(mount->super, controller)) {
      add_levels(levels, *mount, *own.version_1, false);
    }
  }
  return levels;
}

std::optional<std::string> read_system_file(const std::string& path) {
  constexpr size_t kMost = size_t{16} << 20;  // mountinfo of a machine with very many mounts
  try {
    return read_whole_file(path.c_str(), kMost);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<uint64_t> parse_number(std::string_view text) {
  uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc()) return std::nullopt;
  return value;
}

std::optional<uint64_t> find_number(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::string_view line = take(text, '\n');
    if (line.substr(0, key.size()) != key) continue;
    const size_t digit = line.find_first_not_of(" \t", key.size());
    return digit == std::string_view::npos ? std::nullopt : parse_number(line.substr(digit));
  }
  return std::nullopt;
}

}  // namespace weir::base
