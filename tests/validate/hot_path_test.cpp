// SPDX-License-Identifier: Apache-2.0
// Proves: the short check of a good configuration allocates nothing. Not built with
// sanitizers, which bring an operator new of their own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "validate/checks.hpp"
#include "validate/custom.hpp"
#include "validate/rules.hpp"

namespace {

thread_local size_t allocations = 0;

}  // namespace

void* operator new(size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

namespace weir::validate {
namespace {

Rule rule(const char* name, CheckPtr check) {
  Rule made;
  made.name = name;
  made.check = std::move(check);
  return made;
}

JsonPointer key(const char* name) {
  return place_of(name);
}

TEST(HotPath, CheckOfAGoodConfigurationAllocatesNothing) {
  static constexpr const char* modes[] = {"a", "training"};
  Rules rules;
  rules.add(rule("lod", lod()));
  rules.add(rule("gpu", gpu()));
  rules.add(rule("range", range(key("/hardware/threads"), 1, 64)));
  rules.add(rule("type", type(key("n"), kInteger)));
  rules.add(rule("choice", choice(key("mode"), modes)));
  rules.add(rule("required", required(key("mode"))));
  rules.add(rule("path", path(key("path"), {.exists = true, .directory = true})));
  rules.add(rule("own", custom([](const Json& config, Sink&) {
                   return config.root().member("n").int64() == 9007199254740993 ? 1 : 0;
                 })));
  const auto config = Json::parse(
      "{\"lod_level\":\"LOD2\",\"gpu_memory_fraction\":0.5,\"hardware\":{\"threads\":4},"
      "\"n\":9007199254740993,\"mode\":\"training\",\"path\":\"/\"}");
  const size_t before = allocations;
  EXPECT_FALSE(rules.check(*config));
  EXPECT_EQ(allocations, before);
  EXPECT_TRUE(rules.check(*Json::parse("{}")));
  EXPECT_GT(allocations, before);  // the counter does count
}

}  // namespace
}  // namespace weir::validate
