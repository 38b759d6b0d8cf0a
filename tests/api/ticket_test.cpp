// SPDX-License-Identifier: Apache-2.0
// Proves: a wait holds the work it waits for, also when a callback frees the last handle to it.
#include "api/ticket.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace {

using weir::work::Ticket;

struct Scene {
  std::weak_ptr<Ticket> watch;
  weir_ticket* handle = nullptr;
  bool alive_in_free = false;
};

TEST(TicketWait, HoldsTheWorkWhileItWaits) {
  Scene scene;
  std::shared_ptr<Ticket> ticket = Ticket::create(1);
  scene.watch = ticket;
  // The thread that waits is the one that works, so that the handle goes in the midst of the wait.
  ticket->set_help([&scene] {
    Scene* const kept = &scene;  // this function ends with the ticket, if that is what happens
    weir_ticket_free(kept->handle);
    const auto live = kept->watch.lock();
    if (!live) {
      std::fprintf(stderr, "the work ended while its wait was under way\n");
      std::_Exit(1);  // going on would be a wait on freed memory
    }
    live->begin();
    live->item_ok(0);
    live->settle(1);
  });
  scene.handle = new weir_ticket(std::move(ticket));
  EXPECT_EQ(weir_ticket_wait(scene.handle, WEIR_FOREVER), WEIR_OK);
  EXPECT_TRUE(scene.watch.expired()) << "nobody may hold the work when all is over";
}

// The same, with the handle freed by the function that hears of the end.
TEST(TicketWait, MayLoseItsHandleToACallback) {
  Scene scene;
  std::shared_ptr<Ticket> ticket = Ticket::create(1);
  scene.watch = ticket;
  ticket->on_done([&scene](weir::Status) {
    weir_ticket_free(scene.handle);
    scene.alive_in_free = !scene.watch.expired();
  });
  ticket->set_help([raw = ticket.get()] {
    raw->begin();
    raw->item_ok(0);
    raw->settle(1);
  });
  scene.handle = new weir_ticket(std::move(ticket));
  EXPECT_EQ(weir_ticket_wait(scene.handle, WEIR_FOREVER), WEIR_OK);
  EXPECT_TRUE(scene.alive_in_free);
  EXPECT_TRUE(scene.watch.expired());
}

}  // namespace
