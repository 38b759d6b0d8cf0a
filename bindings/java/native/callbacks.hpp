// SPDX-License-Identifier: Apache-2.0
// The library's callbacks as one call of one Java method each. SWIG's directors would do: they pass
// through a static method of Java and attach the thread anew each time, which is half of the cost.
#ifndef WEIR_JAVA_CALLBACKS_HPP
#define WEIR_JAVA_CALLBACKS_HPP

#include "host.hpp"

namespace weirj {

// The methods of org.weir's bridges, looked up when the library is loaded.
enum Method { kCheck, kProgressed, kDone, kLog, kMethodCount };
struct Bridge {
  const char* type;
  const char* name;
  const char* signature;
};
inline constexpr Bridge kBridges[kMethodCount] = {
    {"org/weir/RuleBridge", "check", "(JJ)Z"},
    {"org/weir/Control$Bridge", "progress", "(JJ)Z"},
    {"org/weir/Ticket$Bridge", "done", "(I)V"},
    {"org/weir/Runtime$Bridge", "log", "(ILjava/lang/String;)V"},
};
inline jmethodID bridge_method[kMethodCount];

inline bool look_up_bridges(JNIEnv* env) {
  for (int at = 0; at < kMethodCount; ++at) {
    jclass type = env->FindClass(kBridges[at].type);
    if (type == nullptr) return false;
    bridge_method[at] = env->GetMethodID(type, kBridges[at].name, kBridges[at].signature);
    env->DeleteLocalRef(type);
    if (bridge_method[at] == nullptr) return false;
  }
  return true;
}

// A Java object that is held until the library lets go of what it was left as. The facade enters
// Java before each call, so `here` is this thread's. A thread of the library's never returns to
// Java, so no local reference may outlive a call.
template <class Callback>
class Heard : public Callback {
 public:
  Heard(JNIEnv* env, jobject bridge) : bridge_(env->NewGlobalRef(bridge)) {
    if (bridge_ == nullptr) throw std::bad_alloc();
  }
  Heard(const Heard&) = delete;
  ~Heard() override {
    if (JNIEnv* env = enter()) env->DeleteGlobalRef(bridge_);
  }

 protected:
  const jobject bridge_;
};

// The bridges catch what a listener throws. What comes all the same is the JVM's own, such as a
// stack that is full.
inline bool threw(JNIEnv* env) {
  if (!env->ExceptionCheck()) return false;
  env->ExceptionClear();
  return true;
}

struct Rule final : Heard<weir::RuleCallback> {
  using Heard::Heard;
  bool check(const weir::JsonView& config, weir::FindingSink& says) override {
    JNIEnv* env = here;
    const jboolean good =
        env->CallBooleanMethod(bridge_, bridge_method[kCheck], reinterpret_cast<jlong>(&config),
                               reinterpret_cast<jlong>(&says));
    if (env->ExceptionCheck()) throw JavaException(env, env->ExceptionOccurred());
    return good;
  }
};

struct Progressed final : Heard<weir::ProgressCallback> {
  using Heard::Heard;
  bool progress(uint64_t done, uint64_t total) override {
    JNIEnv* env = here;
    const jboolean stop = env->CallBooleanMethod(
        bridge_, bridge_method[kProgressed], static_cast<jlong>(done), static_cast<jlong>(total));
    return threw(env) || stop;
  }
};

struct Done final : Heard<weir::DoneCallback> {
  using Heard::Heard;
  void done(weir_status status) override {
    JNIEnv* env = here;
    env->CallVoidMethod(bridge_, bridge_method[kDone], static_cast<jint>(status));
    threw(env);
  }
};

struct Log final : Heard<weir::LogCallback> {
  using Heard::Heard;
  void log(uint32_t level, const std::string& line) override {
    JNIEnv* env = here;
    try {
      jstring words = text(env, line);
      env->CallVoidMethod(bridge_, bridge_method[kLog], static_cast<jint>(level), words);
      env->DeleteLocalRef(words);
    } catch (const Pending&) {
    }
    threw(env);
  }
};

}  // namespace weirj

#endif  // WEIR_JAVA_CALLBACKS_HPP
