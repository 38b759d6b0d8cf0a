// SPDX-License-Identifier: Apache-2.0
// Where the library's big bytes come from: mimalloc, called by its own names only, so that the host
// program keeps its malloc. Under AddressSanitizer and ThreadSanitizer it is the C library instead,
// so that those tools see every block; and so it is when the environment says WEIR_HEAP=malloc, for
// tools that come from outside, such as valgrind. The first allocation decides, for good.
//
// Threads: any. A block may be released by another thread than the one that took it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::memory::heap {

inline constexpr size_t kDefaultAlignment = 64;           // a cache line, and AVX-512's wish
inline constexpr size_t kMaxAlignment = size_t{1} << 21;  // a huge page

// Throws Error(invalid) unless `alignment` is a power of two up to kMaxAlignment.
void check_alignment(size_t alignment);

// Never NULL: Error(no_memory) when the machine has no more, Error(invalid) when WEIR_HEAP names no
// heap. `alignment` as checked above.
void* allocate(size_t size, size_t alignment = kDefaultAlignment);

void release(void* block) noexcept;

// Whole pages of the machine's own, all zero, which go back to it the moment they are released: for
// large pieces that come and go seldom. `size` is rounded up to pages; as allocate() else. Where
// the heap is the C library's, so are these, and a tail stays until the end.
void* map(size_t size, size_t alignment);
void unmap(void* block, size_t size) noexcept;
// Gives the pages past `kept` bytes back.
void unmap_tail(void* block, size_t size, size_t kept) noexcept;
size_t round_to_pages(size_t size) noexcept;

// Gives back to the machine what lies free in the calling thread's part of the heap and in what
// ended threads left; it may take some milliseconds.
void collect() noexcept;

// "mimalloc 2.0.9" or "the C library", as it is loaded now. May throw as allocate() does.
std::string name();

// For tests: the k-th allocate() from now on fails, once. 0 turns it off.
void fail_at(uint64_t k) noexcept;

}  // namespace weir::memory::heap
