// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include "base/nearest.hpp"
#include "base/status.hpp"
#include "validate/document.hpp"
#include "validate/ready_made.hpp"

namespace weir::validate {

void load(Rules& rules, const char* name) {
  if (std::strpbrk(name, "/.") != nullptr) {
    try {
      add_document(rules, *Json::read_file(name));
    } catch (const Error& error) {
      if (std::strstr(error.what(), name) != nullptr) throw;
      fail(error.status(), "%s: %s", name, error.what());
    }
    return;
  }
  base::Nearest nearest(name);
  std::string all;
  for (size_t i = 0; i < kReadyMadeCount; ++i) {
    const ReadyMade& set = kReadyMade[i];
    if (std::strcmp(set.name, name) == 0) {
      add_document(rules, *Json::parse(set.text));
      return;
    }
    nearest.offer(set.name);
    all.append(all.empty() ? "" : ", ").append(set.name);
  }
  fail(Status::not_found, "there is no set of rules \"%s\": %s; a file has a / or a . in its name",
       name, (nearest ? "did you mean \"" + nearest.name() + "\"?" : "there are " + all).c_str());
}

}  // namespace weir::validate
