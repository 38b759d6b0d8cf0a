// SPDX-License-Identifier: Apache-2.0
// How the library's threads enter Java, how texts cross, and how errors become exceptions.
#ifndef WEIR_JAVA_HOST_HPP
#define WEIR_JAVA_HOST_HPP

#include <jni.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace weirj {

inline JavaVM* machine = nullptr;

inline JNIEnv* env_of_thread() noexcept {
  void* env = nullptr;
  return machine->GetEnv(&env, JNI_VERSION_1_6) == JNI_OK ? static_cast<JNIEnv*>(env) : nullptr;
}

// This thread's JNIEnv, as enter() found it last.
inline thread_local JNIEnv* here = nullptr;

// Makes this thread known to Java, once for its life: attaching and detaching for every callback
// costs 16 microseconds. As a daemon, so that it does not keep the JVM from exiting. NULL when
// there is no JVM to enter any more.
inline JNIEnv* enter() noexcept {
  struct Keep {
    ~Keep() { machine->DetachCurrentThread(); }
  };
  here = env_of_thread();
  if (here != nullptr) return here;
  void* env = nullptr;
  char name[] = "weir";
  JavaVMAttachArgs args{JNI_VERSION_1_6, name, nullptr};
  if (machine->AttachCurrentThreadAsDaemon(&env, &args) != JNI_OK) return nullptr;
  static thread_local Keep keep;
  static_cast<void>(keep);
  return here = static_cast<JNIEnv*>(env);
}

}  // namespace weirj

#define WEIR_HOST_ENTER (weirj::enter() != nullptr)
#include "weir.hpp"

namespace weirj {

// A Java exception is set: the C++ way to the wrapper that returns.
struct Pending {};

// What is looked up once, when the library is loaded: a thread that the library attached sees the
// system's class loader only.
struct Known {
  jclass exception = nullptr;
  jmethodID exception_of = nullptr;
  jmethodID to_string = nullptr;
};
inline Known known;

// ---- texts: UTF-8 here, UTF-16 there. JNI's own conversions are for "modified UTF-8" only.

inline jstring text(JNIEnv* env, const char* data, size_t size) {
  jchar small[256];
  std::unique_ptr<jchar[]> large;
  jchar* out = small;
  if (size > 256) {
    large.reset(new jchar[size]);
    out = large.get();
  }
  size_t length = 0;
  const auto* in = reinterpret_cast<const unsigned char*>(data);
  for (size_t i = 0; i < size;) {
    const unsigned char lead = in[i];
    const size_t more = lead < 0x80    ? 0
                        : lead >= 0xF0 ? 3
                        : lead >= 0xE0 ? 2
                        : lead >= 0xC0 ? 1
                                       : 9;
    uint32_t code = more == 0   ? lead
                    : more == 1 ? lead & 0x1Fu
                    : more == 2 ? lead & 0xFu
                                : lead & 7u;
    bool good = more != 9 && i + more < size;
    for (size_t k = 1; good && k <= more; ++k) {
      good = (in[i + k] & 0xC0) == 0x80;
      code = code << 6 | (in[i + k] & 0x3Fu);
    }
    if (!good || code > 0x10FFFF) {  // paths may hold anything: shown, not refused
      out[length++] = 0xFFFD;
      ++i;
      continue;
    }
    if (code >= 0x10000) {
      out[length++] = static_cast<jchar>(0xD7C0 + (code >> 10));
      out[length++] = static_cast<jchar>(0xDC00 + (code & 0x3FF));
    } else {
      out[length++] = static_cast<jchar>(code);
    }
    i += more + 1;
  }
  jstring made = env->NewString(out, static_cast<jsize>(length));
  if (made == nullptr) throw Pending{};
  return made;
}
inline jstring text(JNIEnv* env, const std::string& from) {
  return text(env, from.data(), from.size());
}
inline jstring text(JNIEnv* env, const char* from) {
  return from == nullptr ? nullptr : text(env, from, std::char_traits<char>::length(from));
}

// ---- errors

inline void raise(JNIEnv* env, weir_status status, const char* what) noexcept {
  if (env->ExceptionCheck()) return;
  try {
    jobject error = env->CallStaticObjectMethod(known.exception, known.exception_of,
                                                static_cast<jint>(status), text(env, what));
    if (!env->ExceptionCheck() && error != nullptr) env->Throw(static_cast<jthrowable>(error));
  } catch (...) {  // an exception is set, or there is no memory for one
  }
}

// From inside catch (...): the exception that is being handled, in Java.
inline void raise_current(JNIEnv* env) noexcept {
  try {
    throw;
  } catch (const Pending&) {
  } catch (const weir::Error& error) {
    raise(env, error.status(), error.what());
  } catch (const std::bad_alloc&) {
    raise(env, WEIR_E_NO_MEMORY, "the machine has no more memory");
  } catch (const std::exception& error) {
    raise(env, WEIR_E_INTERNAL, error.what());
  } catch (...) {
    raise(env, WEIR_E_INTERNAL, "an exception of an unknown kind");
  }
}

// What becomes of a NUL, and of half a surrogate pair.
enum class Odd { kRefused, kNulAllowed, kReplaced };

// False with a Java exception set: no text, or one that is refused.
inline bool utf8(JNIEnv* env, jstring from, std::string* out, Odd odd) noexcept {
  try {
    if (from == nullptr) throw weir::Error(WEIR_E_INVALID, "a text is null");
    const jsize size = env->GetStringLength(from);
    jchar small[256];
    std::unique_ptr<jchar[]> large;
    jchar* in = small;
    if (size > 256) {
      large.reset(new jchar[static_cast<size_t>(size)]);
      in = large.get();
    }
    env->GetStringRegion(from, 0, size, in);
    out->clear();
    out->reserve(static_cast<size_t>(size));
    for (jsize i = 0; i < size; ++i) {
      uint32_t code = in[i];
      if (code >= 0xD800 && code < 0xE000) {
        const bool half = code >= 0xDC00 || i + 1 == size || (in[i + 1] & 0xFC00) != 0xDC00;
        if (half && odd != Odd::kReplaced) {
          throw weir::Error(WEIR_E_INVALID,
                            "a text has half a surrogate pair at index " + std::to_string(i));
        }
        code = half ? 0xFFFD : 0x10000 + ((code - 0xD800) << 10) + (in[++i] - 0xDC00u);
      }
      if (code == 0 && odd == Odd::kRefused) {
        throw weir::Error(WEIR_E_INVALID, "a text has a NUL at index " + std::to_string(i));
      }
      if (code == 0 && odd == Odd::kReplaced) code = 0xFFFD;
      if (code < 0x80) {
        out->push_back(static_cast<char>(code));
        continue;
      }
      if (code < 0x800) {
        out->push_back(static_cast<char>(0xC0 | code >> 6));
      } else {
        if (code < 0x10000) {
          out->push_back(static_cast<char>(0xE0 | code >> 12));
        } else {
          out->push_back(static_cast<char>(0xF0 | code >> 18));
          out->push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
        }
        out->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
      }
      out->push_back(static_cast<char>(0x80 | (code & 0x3F)));
    }
    return true;
  } catch (...) {
    raise_current(env);
    return false;
  }
}

// An exception of the caller's own code on its way through the library.
class JavaException : public std::exception {
 public:
  JavaException(JNIEnv* env, jthrowable thrown) {
    env->ExceptionClear();
    auto said = static_cast<jstring>(env->CallObjectMethod(thrown, known.to_string));
    if (env->ExceptionCheck()) env->ExceptionClear();
    if (said == nullptr || !utf8(env, said, &text_, Odd::kReplaced)) {
      env->ExceptionClear();
      text_ = "a Java exception that cannot be told in words";
    }
    env->DeleteLocalRef(said);
    env->DeleteLocalRef(thrown);
  }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

}  // namespace weirj

#endif  // WEIR_JAVA_HOST_HPP
