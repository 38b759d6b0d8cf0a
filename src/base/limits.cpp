// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"

#include <sched.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace weir::base {
namespace {

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// A number at the start of the text; nothing for "max" and the like.
std::optional<uint64_t> parse_number(std::string_view text) {
  uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc()) return std::nullopt;
  return value;
}

bool has_item(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    if (list.substr(0, comma) == item) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

// mountinfo writes a space as \040, and so on.
std::string unescape(const std::string& text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(&text[i + 1], &text[i + 4], code, 8).ptr == &text[i + 4]) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// The directories, as the machine names them, that can limit this process in one cgroup hierarchy:
// its own, then each parent, up to the mount point.
std::vector<std::string> levels_of(const std::string& mount_root, const std::string& mount_point,
                                   const std::string& own_path) {
  std::string below;
  if (mount_root == "/") {
    below = own_path == "/" ? "" : own_path;
  } else if (own_path.compare(0, mount_root.size(), mount_root) == 0) {
    below = own_path.substr(mount_root.size());
  }
  // A path that climbs ("/../other") lies outside the namespace; all that is visible is the mount.
  if (below.find("..") != std::string::npos || (!below.empty() && below[0] != '/')) below.clear();
  std::vector<std::string> levels;
  while (!below.empty()) {
    levels.push_back(mount_point + below);
    below.resize(below.rfind('/'));
  }
  levels.push_back(mount_point);
  return levels;
}

struct Level {
  std::string directory;
  bool version_2;
};

std::vector<Level> find_levels(const std::string& root, std::string_view controller) {
  std::string path_1, path_2;  // own path in the version 1 hierarchy of the controller, and in 2
  bool in_1 = false, in_2 = false;
  std::istringstream own(read_file(root + "/proc/self/cgroup").value_or(""));
  for (std::string line; std::getline(own, line);) {
    const size_t first = line.find(':');
    const size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (line.compare(0, second + 1, "0::") == 0) {
      path_2 = line.substr(second + 1);
      in_2 = true;
    } else if (has_item(controllers, controller)) {
      path_1 = line.substr(second + 1);
      in_1 = true;
    }
  }

  std::vector<Level> levels;
  std::istringstream mounts(read_file(root + "/proc/self/mountinfo").value_or(""));
  for (std::string line; std::getline(mounts, line);) {
    // 36 35 98:0 /root /point options optional... - type source super_options
    const size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    std::istringstream left(line.substr(0, dash)), right(line.substr(dash + 3));
    std::string id, parent, device, mount_root, point, type, source, super;
    left >> id >> parent >> device >> mount_root >> point;
    right >> type >> source >> super;
    const bool version_2 = type == "cgroup2" && in_2;
    const bool version_1 = type == "cgroup" && in_1 && has_item(super, controller);
    if (!version_1 && !version_2) continue;
    for (auto& directory :
         levels_of(unescape(mount_root), unescape(point), version_2 ? path_2 : path_1)) {
      levels.push_back({std::move(directory), version_2});
    }
  }
  return levels;
}

// The value after `key` in a file of "key value" lines.
std::optional<uint64_t> find_value(const std::string& text, std::string_view key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.compare(0, key.size(), key) != 0) continue;
    const size_t digit = line.find_first_not_of(" \t", key.size());
    return digit == std::string::npos ? std::nullopt : parse_number(line.substr(digit));
  }
  return std::nullopt;
}

// Version 1 writes "no limit" as a number: the largest whole number of pages.
constexpr uint64_t kUnlimited = uint64_t{1} << 62;

}  // namespace

MemoryLimit find_memory_limit(const std::string& root) {
  const auto ram = find_value(read_file(root + "/proc/meminfo").value_or(""), "MemTotal:");
  if (!ram) fail(Status::io, "cannot read MemTotal in %s/proc/meminfo", root.c_str());
  MemoryLimit least{*ram * 1024, "/proc/meminfo"};
  const auto consider = [&least](std::optional<uint64_t> bytes, const std::string& source) {
    if (bytes && *bytes < kUnlimited && *bytes < least.bytes) least = {*bytes, source};
  };
  for (const Level& level : find_levels(root, "memory")) {
    const auto read_limit = [&](const char* name) {
      const std::string path = level.directory + name;
      if (const auto text = read_file(root + path)) consider(parse_number(*text), path);
    };
    if (level.version_2) {
      read_limit("/memory.max");
      read_limit("/memory.high");  // past it the kernel stalls the process: it binds like a limit
      continue;
    }
    read_limit("/memory.limit_in_bytes");
    // Also knows the limits above what is mounted here.
    const std::string path = level.directory + "/memory.stat";
    if (const auto text = read_file(root + path)) {
      consider(find_value(*text, "hierarchical_memory_limit"), path);
    }
  }
  const std::string own = read_file(root + "/proc/self/limits").value_or("");
  consider(find_value(own, "Max address space"), "RLIMIT_AS");
  consider(find_value(own, "Max data size"), "RLIMIT_DATA");
  return least;
}

unsigned limit_cpus(unsigned fallback, const std::string& root) {
  uint64_t least = std::max(1u, fallback);
  const auto consider = [&least](std::optional<uint64_t> quota, std::optional<uint64_t> period) {
    if (quota && period && *quota != 0 && *period != 0) {
      least = std::min(least, (*quota + *period - 1) / *period);
    }
  };
  for (const Level& level : find_levels(root, "cpu")) {
    const std::string at = root + level.directory;
    if (level.version_2) {
      const std::string text = read_file(at + "/cpu.max").value_or("");  // "150000 100000"
      const size_t space = text.find(' ');
      if (space != std::string::npos) consider(parse_number(text), parse_number(&text[space + 1]));
    } else {
      consider(parse_number(read_file(at + "/cpu.cfs_quota_us").value_or("")),  // -1: none
               parse_number(read_file(at + "/cpu.cfs_period_us").value_or("")));
    }
  }
  return static_cast<unsigned>(least);
}

unsigned usable_cpus() {
  // More CPUs than a fixed cpu_set_t holds: ask again with a larger one.
  for (int most = 1024; most <= 1 << 20; most *= 2) {
    cpu_set_t* set = CPU_ALLOC(most);
    if (set == nullptr) break;
    const size_t size = CPU_ALLOC_SIZE(most);
    const int result = sched_getaffinity(0, size, set);
    const int count = result == 0 ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (count > 0) return limit_cpus(static_cast<unsigned>(count));
  }
  return 1;
}

}  // namespace weir::base
