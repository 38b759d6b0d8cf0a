// SPDX-License-Identifier: Apache-2.0
// Blocks that were given back while a stream still had work to do on them. The same stream may have
// them again at once, since what it is asked next comes after; everybody else when the stream has
// come past the giving back. No event marks each block: they are counted in epochs, and one ticket
// of the stream, asked for when somebody wants to know, stands for all blocks of all epochs so far.
//
// Threads: Confined; whoever has it locks. Streams are asked for tickets without that lock:
// close_epochs() tells of whom, and settle() brings the answers back.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "stream/device_heap.hpp"
#include "stream/stream.hpp"

namespace weir::stream {

class PendingBlocks {
 public:
  // An epoch that waits for its ticket.
  struct Closing {
    std::weak_ptr<Stream> stream;
    const Stream* key;
    uint64_t epoch;
    uint64_t bytes;  // that hang on it
    bool fits;       // one of its blocks is as large as was asked
    std::shared_ptr<work::Ticket> ticket;
  };

  // Error(no_memory), and the block stays out. True when the stream's epoch is worth closing.
  bool add(const std::shared_ptr<Stream>& stream, const DeviceBlock& block);
  // The stream's own: the last it gave back of that class, or any up to twice as large.
  DeviceBlock take(const Stream* stream, uint64_t bytes) noexcept;
  // Ends the open epochs (of one stream, or of all with NULL) and tells who is to be asked.
  std::vector<Closing> close_epochs(const Stream* only, uint64_t bytes);
  // The ticket of a closed epoch; NULL: the stream has nothing to do any more.
  void settle(const Closing& closing);
  // Gives what nobody waits for any more to `heap`.
  void reap(DeviceHeap& heap) noexcept;
  bool empty() const noexcept { return block_count_ == 0; }
  uint64_t bytes() const noexcept { return bytes_; }

 private:
  struct Block {
    DeviceBlock block;
    uint64_t epoch;
  };
  struct Use {
    std::weak_ptr<Stream> stream;
    uint64_t epoch = 1;    // open
    uint64_t reached = 0;  // up to here nobody waits
    uint32_t in_epoch = 0;
    std::vector<std::pair<uint64_t, std::shared_ptr<work::Ticket>>> tickets;
    std::unordered_map<uint32_t, std::vector<Block>> classes;
  };

  void look(Use& use) noexcept;

  std::unordered_map<const Stream*, Use> uses_;
  uint64_t bytes_ = 0;
  size_t block_count_ = 0;
};

}  // namespace weir::stream
