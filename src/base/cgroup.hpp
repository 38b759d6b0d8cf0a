// SPDX-License-Identifier: Apache-2.0
// Where the control groups that bind this process are, on machines of version 1, version 2 or both.
// All paths are read below `root`: "" is this machine, tests hold up others.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace weir::base {

struct CgroupLevel {
  std::string directory;  // as the machine names it, without `root`
  bool version_2;
};

// The process's own group, then each parent up to the mount, in every hierarchy that may have the
// controller. A version 2 level without it simply lacks the controller's files: that, and not the
// "0::" line, tells hybrid machines apart.
std::vector<CgroupLevel> find_cgroup_levels(const std::string& root, std::string_view controller);

// What the files there hold. Nothing when a file is not there or may not be read; a number, when
// the text begins with one ("max" does not); the number behind `key` in lines of "key value".
std::optional<std::string> read_system_file(const std::string& path);
std::optional<uint64_t> parse_number(std::string_view text);
std::optional<uint64_t> find_number(std::string_view text, std::string_view key);

}  // namespace weir::base
