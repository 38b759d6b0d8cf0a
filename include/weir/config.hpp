// SPDX-License-Identifier: Apache-2.0
// weir/config.hpp: a configuration in layers, in C++. See weir/config.h.
#ifndef WEIR_CONFIG_HPP
#define WEIR_CONFIG_HPP

#include <vector>

#include "weir/config.h"
#include "weir/schema.hpp"

namespace weir {

// Where a configuration comes from; everything may be left as it is. What is JSON is given as text.
struct ConfigOptions {
  std::string defaults;            // an object
  std::vector<std::string> files;  // paths, lowest first
  std::string prefix;              // of environment variables
  std::string variables;           // {"PTIM_MAX_WORKERS": "/pool/workers"}
  std::string merge;               // {"/plugins": "append"}
  std::string secrets;             // ["/db/password"]
  const Rules* rules = nullptr;
  const Schema* schema = nullptr;
  uint32_t flags = 0;  // WEIR_CONFIG_* added up
  uint32_t history = 0;
  uint64_t debounce_ns = 0, poll_ns = 0;
};

class Config : public detail::Owner<weir_config, weir_config_free> {
 public:
  // WEIR_CONFIG_PREPARE: false vetoes the change; WEIR_CONFIG_PUBLISH: it has happened.
  using ListenFn = std::function<bool(uint32_t stage, const JsonView& before, const JsonView& after,
                                      const JsonView& changes)>;

  // What rules or schema refuse throws with WEIR_REJECTED, here and below.
  explicit Config(const ConfigOptions& options) {
    const Text defaults(options.defaults), variables(options.variables), merge(options.merge),
        secrets(options.secrets);
    std::vector<const char*> files;
    for (const std::string& file : options.files) files.push_back(file.c_str());
    weir_config_options raw{};
    raw.struct_size = sizeof raw;
    raw.flags = options.flags;
    raw.defaults = defaults.get();
    raw.files = files.data();
    raw.files_size = files.size();
    raw.prefix = options.prefix.empty() ? nullptr : options.prefix.c_str();
    raw.variables = variables.get();
    raw.merge = merge.get();
    raw.secrets = secrets.get();
    raw.rules = options.rules == nullptr ? nullptr : options.rules->get();
    raw.schema = options.schema == nullptr ? nullptr : options.schema->get();
    raw.debounce_ns = options.debounce_ns;
    raw.poll_ns = options.poll_ns;
    raw.history = options.history;
    accepted(weir_config_create(&raw, out()));
  }

  // The configuration of now; it never changes.
  Json snapshot() const {
    weir_json* raw = nullptr;
    detail::check(weir_config_snapshot(get(), &raw));
    return Json(raw);
  }
  uint64_t generation() const noexcept { return weir_config_generation(get()); }
  // False when no generation past `seen` came in time.
  bool wait(uint64_t seen, uint64_t timeout_ns) const {
    return detail::check(weir_config_wait(get(), seen, timeout_ns)) == WEIR_OK;
  }
  // These tell whether anything became different.
  bool update(const JsonView& values) { return accepted(weir_config_update(get(), values.get())); }
  bool reload() { return accepted(weir_config_reload(get())); }
  bool rollback(uint64_t generation) { return accepted(weir_config_rollback(get(), generation)); }

  // A listener that throws before a change vetoes it.
  void listen(ListenFn fn) {
    detail::check(
        weir_config_listen(get(), call, detail::keep(std::move(fn)), detail::drop<ListenFn>));
  }

  // Where a value comes from, and how things stand, as JSON.
  std::string explain(const std::string& pointer) const {
    return detail::take_text(
        [&](weir_buffer** text) { return weir_config_explain(get(), pointer.c_str(), text); });
  }
  std::string summary() const {
    return detail::take_text([&](weir_buffer** text) { return weir_config_summary(get(), text); });
  }
  void save(const std::string& path, bool with_secrets = false) const {
    detail::check(weir_config_save(get(), path.c_str(),
                                   with_secrets ? uint32_t{WEIR_CONFIG_SAVE_SECRETS} : 0u));
  }

 private:
  // JSON text as a handle for one call; an empty text is NULL.
  class Text {
   public:
    explicit Text(const std::string& text) {
      if (!text.empty()) detail::check(weir_json_parse(text.data(), text.size(), &json_));
    }
    ~Text() { weir_json_free(json_); }
    Text(const Text&) = delete;
    Text& operator=(const Text&) = delete;
    const weir_json* get() const noexcept { return json_; }

   private:
    weir_json* json_ = nullptr;
  };

  static bool accepted(weir_status status) {
    if (status == WEIR_REJECTED) throw Error(status, weir_last_error());
    return detail::check(status) != WEIR_MISS;
  }
  static int32_t call(void* user, uint32_t stage, const weir_json* before, const weir_json* after,
                      const weir_json* changes) {
    try {
      if (!WEIR_HOST_ENTER) return 0;
      const bool agrees = (*static_cast<ListenFn*>(user))(stage, JsonView(before), JsonView(after),
                                                          JsonView(changes));
      return agrees ? 0 : 1;
    } catch (...) {
      return 1;
    }
  }
};

}  // namespace weir

#endif  // WEIR_CONFIG_HPP
