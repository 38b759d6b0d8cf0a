// SPDX-License-Identifier: Apache-2.0
// Proves: a ticket finishes once, tells everyone the same, and loses no error.
#include "work/ticket.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "work/wait.hpp"

namespace weir::work {
namespace {

TEST(Ticket, WaitersPollersAndCallbacksSeeTheSameOutcome) {
  Ticket ticket(1);
  std::vector<Status> told;
  ticket.on_done([&](Status status) { told.push_back(status); });
  EXPECT_EQ(ticket.status(), Status::again);
  EXPECT_EQ(ticket.wait(1000), Status::again);
  std::jthread worker([&] {
    ASSERT_TRUE(ticket.begin());
    ticket.item_failed(0, Status::device, "it broke");
    ticket.settle(1);
  });
  try {
    ticket.wait(kForever);
    FAIL() << "wait() hid the error";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), Status::device);
    EXPECT_STREQ(error.what(), "it broke");
  }
  worker.join();
  EXPECT_EQ(ticket.status(), Status::device);
  EXPECT_EQ(ticket.error(), "it broke");
  ticket.on_done([&](Status status) { told.push_back(status); });  // already done: at once
  EXPECT_EQ(told, (std::vector<Status>{Status::device, Status::device}));
}

TEST(Ticket, SomeFailedItemsArePartialAndNamed) {
  Ticket ticket(4);
  ticket.begin();
  ticket.item_ok(0);
  ticket.item_failed(2, Status::invalid, "shapes differ");
  ticket.item_ok(3);
  ticket.settle(3);
  EXPECT_EQ(ticket.item_status(1), Status::again);
  EXPECT_EQ(ticket.settled(), 3u);
  ticket.item_ok(1);
  ticket.settle(1);
  EXPECT_EQ(ticket.status(), Status::partial);
  EXPECT_EQ(ticket.error(), "1 of 4 items failed; the first is item 2: shapes differ");
  EXPECT_EQ(ticket.item_status(2), Status::invalid);
  EXPECT_EQ(ticket.item_error(2), "shapes differ");
  EXPECT_EQ(ticket.item_error(0), "");
  EXPECT_THROW(ticket.item_status(4), Error);
}

TEST(Ticket, WhatWasStoppedIsSaidToBeStoppedHoweverMuchWasDone) {
  for (const Status why : {Status::cancelled, Status::callback}) {
    Ticket ticket(3);
    ticket.begin();
    ticket.item_ok(0);
    ticket.item_failed(1, why, {});
    ticket.item_failed(2, why, {});
    ticket.settle(3);
    EXPECT_EQ(ticket.status(), why);
    EXPECT_EQ(ticket.error().substr(0, 47), "2 of 3 items were not done; the first is item 1");
    EXPECT_EQ(ticket.item_status(0), Status::ok);
  }
}

TEST(Ticket, AFailureIsNotHiddenByACancelAfterIt) {
  Ticket ticket(3);
  ticket.begin();
  ticket.item_ok(0);
  ticket.item_failed(1, Status::device, "it broke");
  ticket.item_failed(2, Status::cancelled, {});
  ticket.settle(3);
  EXPECT_EQ(ticket.status(), Status::partial);
  EXPECT_EQ(ticket.error(), "2 of 3 items failed; the first is item 1: it broke");
}

TEST(Ticket, IsQuietWhenItIsDoneAndNothingIsLeftToCall) {
  Ticket plain(1);
  std::vector<bool> seen;
  plain.begin();
  plain.item_ok(0);
  EXPECT_FALSE(plain.quiet());
  plain.settle(1);
  EXPECT_TRUE(plain.quiet());
  Ticket heard(1);
  heard.on_done([&](Status) { seen.push_back(heard.quiet()); });
  heard.keep(std::shared_ptr<void>(nullptr, [&](void*) { seen.push_back(heard.quiet()); }));
  heard.begin();
  heard.item_ok(0);
  heard.settle(1);
  EXPECT_EQ(seen, (std::vector<bool>{false, false}));
  EXPECT_TRUE(heard.quiet());
  EXPECT_TRUE(Ticket(0).quiet());
}

TEST(Ticket, QueuedWorkIsCancelledAtOnceAndNeverBegins) {
  Ticket ticket(2);
  ticket.cancel();
  EXPECT_EQ(ticket.status(), Status::cancelled);
  EXPECT_EQ(ticket.item_status(1), Status::cancelled);
  EXPECT_FALSE(ticket.begin());
  ticket.cancel();
}

TEST(Ticket, RunningWorkOnlySeesTheWish) {
  Ticket ticket(1);
  ASSERT_TRUE(ticket.begin());
  ticket.cancel();
  EXPECT_TRUE(ticket.cancelled());
  EXPECT_EQ(ticket.status(), Status::again);
  ticket.item_ok(0);
  ticket.settle(1);
  EXPECT_EQ(ticket.status(), Status::ok) << "what was finished anyway is finished";
}

TEST(Ticket, WaitingInsideACallbackIsAnErrorNotAHang) {
  Ticket first(1);
  Ticket second(1);
  Status refused = Status::ok;
  first.on_done([&](Status) {
    try {
      second.wait(kForever);
    } catch (const Error& error) {
      refused = error.status();
    }
    EXPECT_EQ(second.wait(0), Status::again) << "looking is allowed";
  });
  first.begin();
  first.item_ok(0);
  first.settle(1);
  EXPECT_EQ(refused, Status::invalid);
}

TEST(Ticket, AnErrorNobodySawIsHandedOn) {
  int lost = 0;
  const auto count = [&](Status, const std::string&) { ++lost; };
  const auto break_it = [](Ticket& ticket) {
    ticket.begin();
    ticket.item_failed(0, Status::device, "x");
    ticket.settle(1);
  };
  Ticket let_go_before(1, count);
  let_go_before.abandon();
  break_it(let_go_before);
  EXPECT_EQ(lost, 1);
  Ticket let_go_after(1, count);
  break_it(let_go_after);
  let_go_after.abandon();
  EXPECT_EQ(lost, 2);
  Ticket looked_at(1, count);
  break_it(looked_at);
  EXPECT_EQ(looked_at.status(), Status::device);
  looked_at.abandon();
  EXPECT_EQ(lost, 2);
}

TEST(Ticket, ACallbackThatThrowsIsCaughtAndHandedOn) {
  Status lost = Status::ok;
  Ticket ticket(1, [&](Status status, const std::string&) { lost = status; });
  ticket.on_done([](Status) { throw 7; });
  ticket.begin();
  ticket.item_ok(0);
  ticket.settle(1);
  EXPECT_EQ(lost, Status::callback);
}

TEST(Ticket, NoItemsIsDone) {
  Ticket ticket(0);
  EXPECT_EQ(ticket.wait(kForever), Status::ok);
}

}  // namespace
}  // namespace weir::work
