// SPDX-License-Identifier: Apache-2.0
// Proves: no text makes the JSON reader crash; what it takes, it writes back as the same value in
// every style, and cJSON never refuses what the guard let through (Json::parse would call that a
// lack of memory).
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/json.hpp"
#include "base/json_write.hpp"
#include "base/status.hpp"

namespace {

using namespace weir::base;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "json_fuzz: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::shared_ptr<const Json> json;
  try {
    json = Json::parse({reinterpret_cast<const char*>(data), size});
  } catch (const weir::Error& error) {
    const std::string_view text = error.what();
    demand(text.rfind("line ", 0) == 0, "a refusal does not start with its place");
    return 0;
  }
  const std::string compact = write_json(json->root());
  const std::string canonical = write_json(json->root(), JsonStyle::canonical);
  const std::string pretty = write_json(json->root(), JsonStyle::pretty);
  demand(write_json(Json::parse(compact)->root()) == compact, "compact text changed");
  demand(write_json(Json::parse(pretty)->root()) == compact, "pretty text is another value");
  demand(write_json(Json::parse(canonical)->root(), JsonStyle::canonical) == canonical,
         "canonical text is not canonical");
  return 0;
}
