// SPDX-License-Identifier: Apache-2.0
// Proves: a scope counts what its thread charges, nested scopes count for those around them, and
// every byte leaves the scope that it came to, wherever it ends.
#include "memory/scope.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/status.hpp"
#include "memory/budget.hpp"

namespace weir::memory {
namespace {

TEST(Scope, NestedAndEndedElsewhere) {
  const auto budget = std::make_shared<Budget>(10'000);
  Scopes& scopes = budget->scopes();
  scopes.enter("outer");
  Charge one = budget->charge(Module::buffers, 100, "one");
  scopes.enter("inner");
  Charge two = budget->charge(Module::buffers, 30, "two");
  std::thread([&] {
    EXPECT_EQ(scopes.current(), nullptr) << "another thread is in no scope";
    two = Charge();
  }).join();
  scopes.leave();
  scopes.leave();
  EXPECT_EQ(scopes.at(0)->used(), 100u);
  EXPECT_EQ(scopes.at(0)->peak(), 130u);
  EXPECT_EQ(scopes.at(1)->path(), "outer/inner");
  EXPECT_EQ(scopes.at(1)->used(), 0u);
  EXPECT_EQ(scopes.at(2), nullptr);
  one = Charge();
  EXPECT_EQ(scopes.at(0)->used(), 0u);
}

TEST(Scope, PartsOfAChargeStayWhereTheyBelong) {
  const auto budget = std::make_shared<Budget>(10'000);
  budget->scopes().enter("a");
  Charge a = budget->charge(Module::pool, 100, "a");
  budget->scopes().leave();
  budget->scopes().enter("b");
  Charge b = budget->charge(Module::pool, 100, "b");
  budget->scopes().leave();
  Charge part = a.split(40);
  b.join(std::move(part));
  EXPECT_EQ(budget->scopes().at(0)->used(), 60u);
  EXPECT_EQ(budget->scopes().at(1)->used(), 140u);
  a = Charge();
  b = Charge();
  EXPECT_EQ(budget->scopes().at(0)->used(), 0u);
  EXPECT_EQ(budget->scopes().at(1)->used(), 0u);
  EXPECT_EQ(budget->stats().used_bytes, 0u);
}

TEST(Scope, EachBudgetHasItsOwn) {
  const auto one = std::make_shared<Budget>(1000), two = std::make_shared<Budget>(1000);
  one->scopes().enter("work");
  const Charge charged = two->charge(Module::buffers, 10, "a buffer");
  EXPECT_EQ(one->scopes().at(0)->used(), 0u);
  EXPECT_THROW(two->scopes().leave(), Error);
  two->scopes().enter("other");
  one->scopes().leave();
  EXPECT_EQ(two->scopes().current()->path(), "other");
  two->scopes().leave();
}

TEST(Scope, NamesAreBounded) {
  Scopes scopes;
  for (uint32_t at = 0; at < Scopes::kMost; ++at) {
    scopes.enter(std::to_string(at).c_str());
    scopes.leave();
  }
  try {
    scopes.enter("more");
    FAIL() << "there is no bound";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::limit);
  }
  scopes.enter("7");  // one that is there
  EXPECT_EQ(scopes.current(), scopes.at(7));
  scopes.leave();
}

}  // namespace
}  // namespace weir::memory
