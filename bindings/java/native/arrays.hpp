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

// An array as org.weir.NdArray tells of it: dtype, offset in bytes, ndim, 1 when there are strides,
// then the extents and the strides. NdArray has checked that it lies within its buffer.
struct Described {
  weir_array raw{};
  uint64_t shape[32];
  int64_t strides[32];

  // Gives where the next description begins.
  const jlong* read(JNIEnv* env, jobject buffer, const jlong* from) {
    raw.struct_size = sizeof raw;
    raw.dtype = static_cast<uint32_t>(from[0]);
    raw.data = address(env, buffer) + from[1];
    raw.ndim = static_cast<uint32_t>(from[2]);
    const bool strided = from[3] != 0;
    from += 4;
    for (uint32_t k = 0; k < raw.ndim; ++k) shape[k] = static_cast<uint64_t>(*from++);
    for (uint32_t k = 0; strided && k < raw.ndim; ++k) strides[k] = *from++;
    raw.shape = shape;
    raw.strides_bytes = strided ? strides : nullptr;
    return from;
  }
};

// Java objects that must stay while the library works on their memory.
struct Held {
  jobject first, second;
};
inline void let_go(void* user) {
  auto* held = static_cast<Held*>(user);
  if (enter()) {
    JNIEnv* env = env_of_thread();
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
  Described from, to;
  jlong words[4 + 64];
  env->GetLongArrayRegion(src_is, 0, env->GetArrayLength(src_is), words);
  from.read(env, src, words);
  env->GetLongArrayRegion(dst_is, 0, env->GetArrayLength(dst_is), words);
  to.read(env, dst, words);
  weir_ticket* ticket = nullptr;
  weir::detail::check(submit(&from.raw, &to.raw, &ticket));
  return held_until_done(env, ticket, src, dst);
}

// `buffers` has sources and destinations in turn, `words` their descriptions in the same order.
class Pairs {
 public:
  Pairs(JNIEnv* env, jobjectArray buffers, jlongArray words_in)
      : count_(static_cast<size_t>(env->GetArrayLength(buffers)) / 2), described_(2 * count_) {
    std::vector<jlong> words(static_cast<size_t>(env->GetArrayLength(words_in)));
    env->GetLongArrayRegion(words_in, 0, static_cast<jsize>(words.size()), words.data());
    const jlong* at = words.data();
    for (size_t k = 0; k < 2 * count_; ++k) {
      jobject buffer = env->GetObjectArrayElement(buffers, static_cast<jsize>(k));
      at = described_[k].read(env, buffer, at);
      env->DeleteLocalRef(buffer);
      (k % 2 == 0 ? from_ : to_).push_back(described_[k].raw);
    }
  }
  const weir_array* from() const { return from_.data(); }
  const weir_array* to() const { return to_.data(); }
  size_t count() const { return count_; }

 private:
  const size_t count_;
  std::vector<Described> described_;
  std::vector<weir_array> from_, to_;
};

inline weir::Ticket* batch(JNIEnv* env, weir_stream_pool* pool, jobjectArray buffers,
                           jlongArray words, weir::Control* control) {
  const Pairs pairs(env, buffers, words);
  weir_ticket* ticket = nullptr;
  weir::detail::check(weir_stream_pool_batch(pool, pairs.from(), pairs.to(), pairs.count(),
                                             weir::detail::raw(control), &ticket));
  return held_until_done(env, ticket, buffers, nullptr);
}

inline weir::Plan* plan(JNIEnv* env, weir_stream_pool* pool, jobjectArray buffers,
                        jlongArray words) {
  const Pairs pairs(env, buffers, words);
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
