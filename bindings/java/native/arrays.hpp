// SPDX-License-Identifier: Apache-2.0
// Direct buffers as the library's arrays, kept reachable until the work on them is over.
#ifndef WEIR_JAVA_ARRAYS_HPP
#define WEIR_JAVA_ARRAYS_HPP

#include "host.hpp"

namespace weirj {

inline char* address(JNIEnv* env, jobject buffer) {
  void* data = buffer == nullptr ? nullptr : env->GetDirectBufferAddress(buffer);
  if (data == nullptr) throw weir::Error(WEIR_E_INVALID, "a direct buffer is needed");
  return static_cast<char*>(data);
}

// Reads an array as org.weir.NdArray tells of it: dtype, address, ndim, 1 when there are strides,
// then the extents and the strides. NdArray has checked that it lies within its buffer. What is
// read points into `from`; gives where the next description begins.
inline const jlong* read(weir_array& array, const jlong* from) {
  array = {};
  array.struct_size = sizeof array;
  array.dtype = static_cast<uint32_t>(from[0]);
  array.data = reinterpret_cast<void*>(from[1]);
  array.ndim = static_cast<uint32_t>(from[2]);
  const bool strided = from[3] != 0;
  array.shape = reinterpret_cast<const uint64_t*>(from + 4);
  from += 4 + array.ndim;
  if (!strided) return from;
  array.strides_bytes = from;
  return from + array.ndim;
}

// Java objects that must stay while the library works on their memory.
struct Held {
  jobject first, second;
};
inline void let_go(void* user) {
  auto* held = static_cast<Held*>(user);
  if (JNIEnv* env = enter()) {
    env->DeleteGlobalRef(held->first);
    env->DeleteGlobalRef(held->second);
  }
  delete held;
}

// Holds two objects until the ticket is done; not a look at its outcome. They are the caller's
// arguments, so they stay at least until this returns: where they cannot be held any longer, the
// work is waited for.
inline weir::Ticket* held_until_done(JNIEnv* env, weir_ticket* raw, jobject first, jobject second) {
  auto ticket = std::make_unique<weir::Ticket>(raw);
  auto held = std::make_unique<Held>(Held{env->NewGlobalRef(first), nullptr});
  if (second != nullptr) held->second = env->NewGlobalRef(second);
  weir_status status = WEIR_E_NO_MEMORY;
  if (held->first != nullptr && (second == nullptr || held->second != nullptr)) {
    status = weir_ticket_on_done(
        raw, [](void*, weir_status) {}, held.release(), let_go);
  } else {
    let_go(held.release());
  }
  if (status < 0) {
    weir_ticket_wait(raw, WEIR_FOREVER);
    throw weir::Error(status, "the buffers of a transfer could not be held");
  }
  return ticket.release();
}

template <class Submit>
weir::Ticket* transfer(JNIEnv* env, jobject src, jlongArray src_is, jobject dst, jlongArray dst_is,
                       Submit&& submit) {
  jlong words[2][4 + 64];
  weir_array from, to;
  env->GetLongArrayRegion(src_is, 0, env->GetArrayLength(src_is), words[0]);
  env->GetLongArrayRegion(dst_is, 0, env->GetArrayLength(dst_is), words[1]);
  read(from, words[0]);
  read(to, words[1]);
  weir_ticket* ticket = nullptr;
  weir::detail::check(submit(&from, &to, &ticket));
  return held_until_done(env, ticket, src, dst);
}

// `words_in` describes sources and destinations in turn.
class Pairs {
 public:
  Pairs(JNIEnv* env, jlongArray words_in, size_t count)
      : words_(new jlong[static_cast<size_t>(env->GetArrayLength(words_in))]),
        from_(count),
        to_(count) {
    env->GetLongArrayRegion(words_in, 0, env->GetArrayLength(words_in), words_.get());
    const jlong* at = words_.get();
    for (size_t k = 0; k < count; ++k) at = read(to_[k], read(from_[k], at));
  }
  const weir_array* from() const { return from_.data(); }
  const weir_array* to() const { return to_.data(); }
  size_t count() const { return from_.size(); }

 private:
  std::unique_ptr<jlong[]> words_;
  std::vector<weir_array> from_, to_;
};
inline size_t pairs_in(JNIEnv* env, jobjectArray buffers) {
  return static_cast<size_t>(env->GetArrayLength(buffers)) / 2;
}

inline weir::Ticket* batch(JNIEnv* env, weir_stream_pool* pool, jobjectArray buffers,
                           jlongArray words, weir::Control* control) {
  const Pairs pairs(env, words, pairs_in(env, buffers));
  weir_ticket* ticket = nullptr;
  weir::detail::check(weir_stream_pool_batch(pool, pairs.from(), pairs.to(), pairs.count(),
                                             weir::detail::raw(control), &ticket));
  return held_until_done(env, ticket, buffers, nullptr);
}

inline weir::Plan* plan(JNIEnv* env, weir_stream_pool* pool, jobjectArray buffers,
                        jlongArray words) {
  const Pairs pairs(env, words, pairs_in(env, buffers));
  weir_plan* made = nullptr;
  weir::detail::check(weir_plan_create(pool, pairs.from(), pairs.to(), pairs.count(), &made));
  return new weir::Plan(made);
}

// Memory of the library's as a ByteBuffer. The Java side keeps its owner as long as the buffer.
inline jobject byte_buffer(JNIEnv* env, const void* data, size_t size) {
  if (size > INT32_MAX) {
    throw weir::Error(WEIR_E_LIMIT, "a ByteBuffer holds 2 GiB at most; this is " +
                                        std::to_string(size) + " bytes");
  }
  static char nothing;
  void* at = data == nullptr ? &nothing : const_cast<void*>(data);
  jobject made = env->NewDirectByteBuffer(at, static_cast<jlong>(size));
  if (made == nullptr) throw Pending{};
  return made;
}

}  // namespace weirj

#endif  // WEIR_JAVA_ARRAYS_HPP
