// SPDX-License-Identifier: Apache-2.0
// Caches for Java: keys and values are arrays of bytes.
%ignore weir::Cache::Cache;
%ignore weir::Cache::put;
%ignore weir::Cache::find;
%ignore weir::Cache::read;
%ignore weir::Cache::put_many;
%ignore weir::Cache::find_many;
%ignore weir::Cache::remove;
%{
namespace weirj {
// The bytes of an array, copied: short ones without taking memory.
class Bytes {
 public:
  Bytes(JNIEnv* env, jbyteArray from, const char* what) {
    if (from == nullptr) throw weir::Error(WEIR_E_INVALID, std::string(what) + " is null");
    size_ = static_cast<size_t>(env->GetArrayLength(from));
    if (size_ > sizeof short_) long_.reset(new jbyte[size_]);
    data_ = long_ ? long_.get() : short_;
    env->GetByteArrayRegion(from, 0, static_cast<jsize>(size_), data_);
  }
  const void* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }

 private:
  jbyte short_[512];
  std::unique_ptr<jbyte[]> long_;
  jbyte* data_;
  size_t size_;
};
class ManyBytes {
 public:
  ManyBytes(JNIEnv* env, jobjectArray from, const char* what) {
    const jsize count = env->GetArrayLength(from);
    for (jsize at = 0; at < count; ++at) {
      jobject item = env->GetObjectArrayElement(from, at);
      all_.push_back(std::make_unique<Bytes>(env, static_cast<jbyteArray>(item), what));
      env->DeleteLocalRef(item);
      data.push_back(all_.back()->data());
      sizes.push_back(all_.back()->size());
    }
    data.push_back(nullptr);
    sizes.push_back(0);
  }
  size_t count() const noexcept { return all_.size(); }
  std::vector<const void*> data;
  std::vector<size_t> sizes;

 private:
  std::vector<std::unique_ptr<Bytes>> all_;
};
inline jbyteArray array_of(JNIEnv* env, const void* data, size_t size) {
  if (size > INT32_MAX) throw weir::Error(WEIR_E_LIMIT, "an array holds 2 GiB at most: pin it");
  jbyteArray made = env->NewByteArray(static_cast<jsize>(size));
  if (made == nullptr) throw Pending{};
  env->SetByteArrayRegion(made, 0, static_cast<jsize>(size), static_cast<const jbyte*>(data));
  return made;
}
// What an entry depends on; null is nothing.
class Names {
 public:
  Names(JNIEnv* env, jobjectArray from) {
    if (from != nullptr) all_ = std::make_unique<ManyBytes>(env, from, "a name");
  }
  void set(weir_cache_put_options& options) const {
    if (all_ == nullptr) return;
    options.names = all_->data.data();
    options.name_sizes = all_->sizes.data();
    options.name_count = all_->count();
  }

 private:
  std::unique_ptr<ManyBytes> all_;
};
inline weir_cache_put_options put_options(uint64_t ttl_ns, uint64_t extra_bytes, uint32_t flags,
                                          uint64_t soft_ttl_ns = 0) {
  weir_cache_put_options options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  options.ttl_ns = ttl_ns;
  options.extra_bytes = extra_bytes;
  options.soft_ttl_ns = soft_ttl_ns;
  return options;
}
}  // namespace weirj
%}
%extend weir::Cache {
  static weir::Cache* named(const weir::Runtime& runtime, const std::string& cache_name) {
    return new weir::Cache(runtime, cache_name);
  }
  static weir::Cache* of(const weir::Runtime& runtime, const std::string& cache_name,
                         uint64_t capacity_bytes, uint64_t max_entries, uint64_t ttl_ns,
                         uint32_t flags, uint32_t shard_count, uint64_t soft_ttl_ns) {
    return new weir::Cache(runtime, cache_name,
                           {capacity_bytes, max_entries, ttl_ns, flags, shard_count, soft_ttl_ns});
  }
  void put_bytes(JNIEnv* env, jbyteArray key, jbyteArray value, uint64_t ttl_ns,
                 uint32_t flags, jobjectArray depends_on) {
    const weirj::Bytes k(env, key, "a key"), v(env, value, "a value");
    const weirj::Names names(env, depends_on);
    weir_cache_put_options options = weirj::put_options(ttl_ns, 0, flags);
    names.set(options);
    weir::detail::check(
        weir_cache_put($self->get(), k.data(), k.size(), v.data(), v.size(), &options));
  }
  // null on a miss.
  jobject read_bytes(JNIEnv* env, jbyteArray key) {
    const weirj::Bytes k(env, key, "a key");
    char room[1024];
    size_t size = 0;
    const weir_status status =
        weir_cache_read($self->get(), k.data(), k.size(), room, sizeof room, &size);
    if (status == WEIR_OK) return weirj::array_of(env, room, size);
    if (status != WEIR_E_TOO_SMALL) {
      weir::detail::check(status);
      return nullptr;
    }
    weir_buffer* raw = nullptr;
    if (weir::detail::check(weir_cache_get($self->get(), k.data(), k.size(), &raw)) == WEIR_MISS) {
      return nullptr;
    }
    const weir::Buffer value(raw);
    return weirj::array_of(env, value.data(), value.size());
  }
  // NULL on a miss.
  weir::Buffer* pin_bytes(JNIEnv* env, jbyteArray key) {
    const weirj::Bytes k(env, key, "a key");
    weir_buffer* raw = nullptr;
    weir::detail::check(weir_cache_get($self->get(), k.data(), k.size(), &raw));
    return raw == nullptr ? nullptr : new weir::Buffer(raw);
  }
  // NULL when there is nothing to compute. The status, and the value if there is one, in `value`.
  weir::Claim* claim_bytes(JNIEnv* env, jbyteArray key, uint64_t wait_ns, jobjectArray value,
                           jintArray status) {
    const weirj::Bytes k(env, key, "a key");
    weir_claim_options options{};
    options.struct_size = sizeof options;
    options.wait_ns = wait_ns;
    weir_buffer* raw = nullptr;
    weir_claim* mine = nullptr;
    const jint answer = weir::detail::check(
        weir_cache_claim($self->get(), k.data(), k.size(), &options, &raw, &mine));
    const weir::Buffer found(raw);
    std::unique_ptr<weir::Claim> claim(mine == nullptr ? nullptr : new weir::Claim(mine));
    env->SetIntArrayRegion(status, 0, 1, &answer);
    if (found) {
      env->SetObjectArrayElement(value, 0, weirj::array_of(env, found.data(), found.size()));
    }
    return claim.release();
  }
  uint64_t invalidate_bytes(JNIEnv* env, uint32_t match, jbyteArray name) {
    const weirj::Bytes n(env, name, "a name");
    uint64_t count = 0;
    weir::detail::check(
        weir_cache_invalidate($self->get(), match, n.data(), n.size(), &count));
    return count;
  }
  // `wrong`: a java.util.function.BiPredicate of byte[].
  uint64_t invalidate_where(JNIEnv* env, jobject wrong) {
    if (wrong == nullptr) throw weir::Error(WEIR_E_INVALID, "the function is null");
    jclass type = env->FindClass("java/util/function/BiPredicate");
    const jmethodID test =
        type == nullptr
            ? nullptr
            : env->GetMethodID(type, "test", "(Ljava/lang/Object;Ljava/lang/Object;)Z");
    if (test == nullptr) throw weirj::Pending{};
    return weir::invalidate_if(*$self, [&](std::string_view key, std::string_view value) {
      jbyteArray k = weirj::array_of(env, key.data(), key.size());
      jbyteArray v = weirj::array_of(env, value.data(), value.size());
      const bool goes = env->CallBooleanMethod(wrong, test, k, v) == JNI_TRUE;
      if (env->ExceptionCheck()) throw weirj::Pending{};
      env->DeleteLocalRef(k);
      env->DeleteLocalRef(v);
      return goes;
    });
  }
  void watch_kinds(uint32_t kinds) { weir::watch(*$self, kinds); }
  // null when there is none; else the key, and in `told` the kind and the value's size.
  jobject event_key(JNIEnv* env, jlongArray told) {
    const weir::CacheEvent event = weir::next_event(*$self);
    if (event.kind == 0) return nullptr;
    const jlong numbers[2] = {event.kind, static_cast<jlong>(event.value_size)};
    env->SetLongArrayRegion(told, 0, 2, numbers);
    return weirj::array_of(env, event.key.data(), event.key.size());
  }
  bool remove_bytes(JNIEnv* env, jbyteArray key) {
    const weirj::Bytes k(env, key, "a key");
    return weir::detail::check(weir_cache_remove($self->get(), k.data(), k.size())) == WEIR_OK;
  }
  void put_all(JNIEnv* env, jobjectArray keys, jobjectArray values, uint64_t ttl_ns) {
    const weirj::ManyBytes k(env, keys, "a key"), v(env, values, "a value");
    const weir_cache_put_options options = weirj::put_options(ttl_ns, 0, 0);
    weir::detail::check(weir_cache_put_many($self->get(), k.data.data(), k.sizes.data(),
                                            v.data.data(), v.sizes.data(), k.count(), &options,
                                            nullptr));
  }
  // An array of byte[], null for each miss, in `values`.
  void get_all(JNIEnv* env, jobjectArray keys, jobjectArray values) {
    const weirj::ManyBytes k(env, keys, "a key");
    std::vector<weir_buffer*> raw(k.count() + 1);
    weir::detail::check(weir_cache_get_many($self->get(), k.data.data(), k.sizes.data(), k.count(),
                                            raw.data()));
    std::vector<weir::Buffer> found;
    for (weir_buffer* value : raw) found.emplace_back(value);
    for (size_t at = 0; at < k.count(); ++at) {
      if (!found[at]) continue;
      jbyteArray value = weirj::array_of(env, found[at].data(), found[at].size());
      env->SetObjectArrayElement(values, static_cast<jsize>(at), value);
      env->DeleteLocalRef(value);
    }
  }
}
%ignore weir::Claim::settle_error;
%extend weir::Claim {
  // `value`: that of the key, or a text when the outcome is an error; null for none.
  void settle_as(JNIEnv* env, int32_t outcome, jbyteArray value, uint64_t ttl_ns,
                 uint64_t soft_ttl_ns, jobjectArray depends_on) {
    const weirj::Names names(env, depends_on);
    weir_cache_put_options options = weirj::put_options(ttl_ns, 0, 0, soft_ttl_ns);
    names.set(options);
    if (value == nullptr) {
      weir::detail::check(weir_claim_settle($self->get(), outcome, nullptr, 0, &options));
      return;
    }
    const weirj::Bytes v(env, value, "a value");
    weir::detail::check(weir_claim_settle($self->get(), outcome, v.data(), v.size(), &options));
  }
}
