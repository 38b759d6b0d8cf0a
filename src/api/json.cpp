// SPDX-License-Identifier: Apache-2.0
// include/weir/json.h
#include "weir/json.h"

#include "api/buffer.hpp"
#include "api/json.hpp"
#include "base/json_write.hpp"

using namespace weir;
using namespace weir::api;
using base::Json;
using base::JsonStyle;
using base::JsonType;
using base::JsonValue;

namespace {

constexpr bool same(JsonType ours, uint32_t theirs) {
  return static_cast<uint32_t>(ours) == theirs;
}
static_assert(same(JsonType::null, WEIR_JSON_NULL) && same(JsonType::boolean, WEIR_JSON_BOOL) &&
              same(JsonType::number, WEIR_JSON_NUMBER) &&
              same(JsonType::string, WEIR_JSON_STRING) && same(JsonType::array, WEIR_JSON_ARRAY) &&
              same(JsonType::object, WEIR_JSON_OBJECT));

JsonValue find(const weir_json* json, const char* pointer) {
  const auto& impl = use(json, "json");
  require(pointer, "pointer");
  return impl->find(pointer);
}

[[noreturn]] void refuse_type(JsonValue value, const char* pointer, const char* wanted) {
  fail(Status::invalid, "\"%s\" is %s, not %s", pointer, base::describe(value.type()), wanted);
}

// What every get does: find, answer MISS, check the type, then let `read` write the output.
template <class Read>
weir_status get(const char* function, const weir_json* json, const char* pointer, const void* out,
                JsonType wanted, const Read& read) {
  return guard(function, [&] {
    const JsonValue value = find(json, pointer);
    require(out, "the output");
    if (!value) return Status::miss;
    if (!value.is(wanted)) refuse_type(value, pointer, base::describe(wanted));
    return read(value);
  });
}

}  // namespace

weir_status weir_json_parse(const char* text, size_t text_size, weir_json** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    if (text_size > 0) require(text, "text");
    return give(json_out, Json::parse({text_size > 0 ? text : "", text_size}));
  });
}

weir_status weir_json_read_file(const char* path, weir_json** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    require(path, "path");
    return give(json_out, Json::read_file(path));
  });
}

void weir_json_free(weir_json* json) {
  release(json);
}

weir_status weir_json_type_at(const weir_json* json, const char* pointer, uint32_t* type_out) {
  return guard(__func__, [&] {
    const JsonValue value = find(json, pointer);
    require(type_out, "type_out");
    if (!value) return Status::miss;
    *type_out = static_cast<uint32_t>(value.type());
    return Status::ok;
  });
}

weir_status weir_json_get_bool(const weir_json* json, const char* pointer, int32_t* value_out) {
  return get(__func__, json, pointer, value_out, JsonType::boolean, [&](JsonValue value) {
    *value_out = value.boolean() ? 1 : 0;
    return Status::ok;
  });
}

weir_status weir_json_get_int64(const weir_json* json, const char* pointer, int64_t* value_out) {
  return get(__func__, json, pointer, value_out, JsonType::number, [&](JsonValue value) {
    const auto whole = value.int64();
    if (!whole) {
      const bool fraction = !value.is_whole();
      fail(fraction ? Status::invalid : Status::limit, "\"%s\" is %s, which %s", pointer,
           base::write_json(value).c_str(),
           fraction ? "is not a whole number" : "does not fit into 64 bits with a sign");
    }
    *value_out = *whole;
    return Status::ok;
  });
}

weir_status weir_json_get_double(const weir_json* json, const char* pointer, double* value_out) {
  return get(__func__, json, pointer, value_out, JsonType::number, [&](JsonValue value) {
    *value_out = value.number();
    return Status::ok;
  });
}

weir_status weir_json_get_string(const weir_json* json, const char* pointer, const char** text_out,
                                 size_t* text_size_out) {
  return get(__func__, json, pointer, text_out, JsonType::string, [&](JsonValue value) {
    *text_out = value.string().data();
    if (text_size_out != nullptr) *text_size_out = value.string().size();
    return Status::ok;
  });
}

weir_status weir_json_get_count(const weir_json* json, const char* pointer, uint64_t* count_out) {
  return guard(__func__, [&] {
    const JsonValue value = find(json, pointer);
    require(count_out, "count_out");
    if (!value) return Status::miss;
    if (!value.is(JsonType::array) && !value.is(JsonType::object)) {
      refuse_type(value, pointer, "an array or an object");
    }
    *count_out = value.count();
    return Status::ok;
  });
}

weir_status weir_json_get_key(const weir_json* json, const char* pointer, uint64_t index,
                              const char** key_out, size_t* key_size_out) {
  return get(__func__, json, pointer, key_out, JsonType::object, [&](JsonValue value) {
    const JsonValue member = value.child(index);
    if (!member) return Status::end;
    *key_out = member.key().data();
    if (key_size_out != nullptr) *key_size_out = member.key().size();
    return Status::ok;
  });
}

weir_status weir_json_write(const weir_json* json, const char* pointer, uint32_t flags,
                            weir_buffer** text_out) {
  return guard(__func__, [&] {
    clear_output(text_out, "text_out");
    const JsonValue value = find(json, pointer);
    if (flags > WEIR_JSON_CANONICAL) {
      fail(Status::invalid, "flags is %u: give 0, WEIR_JSON_PRETTY or WEIR_JSON_CANONICAL", flags);
    }
    if (!value) return Status::miss;
    const JsonStyle style = flags == WEIR_JSON_PRETTY      ? JsonStyle::pretty
                            : flags == WEIR_JSON_CANONICAL ? JsonStyle::canonical
                                                           : JsonStyle::compact;
    return give_text(text_out, base::write_json(value, style));
  });
}
