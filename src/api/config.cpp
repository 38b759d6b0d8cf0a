// SPDX-License-Identifier: Apache-2.0
// include/weir/config.h
#include "weir/config.h"

#include <algorithm>
#include <cstdint>

#include "api/buffer.hpp"
#include "api/json.hpp"
#include "api/options.hpp"
#include "api/rules.hpp"
#include "api/schema.hpp"
#include "base/callback.hpp"
#include "base/json_write.hpp"
#include "config/watch.hpp"

using namespace weir;
using namespace weir::api;
using base::JsonType;
using base::JsonValue;
using config::Config;
using config::Outcome;

namespace {

// A configuration and, when it is watched, who watches it.
struct Held {
  std::shared_ptr<Config> config;
  std::shared_ptr<config::Watcher> watcher;

  Held() = default;
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() {
    if (watcher != nullptr) watcher->stop();
  }
};

}  // namespace

struct weir_config : Handle<Held, tag("conf")> {
  static constexpr const char* kName = "weir_config";
  using Handle::Handle;
};

namespace {

const std::shared_ptr<Config>& use_config(const weir_config* handle) {
  const auto& held = use(handle, "config");
  held->config->check_process();
  return held->config;
}

JsonValue root_of(const weir_json* json, const char* parameter, JsonType wanted) {
  const JsonValue root = use(json, parameter)->root();
  if (!root.is(wanted)) {
    fail(Status::invalid, "%s has to be %s, not %s", parameter, base::describe(wanted),
         base::describe(root.type()));
  }
  return root;
}

std::string_view text_of(JsonValue value, const char* parameter) {
  if (!value.is(JsonType::string)) {
    fail(Status::invalid, "%s holds %s where a text should be", parameter,
         base::describe(value.type()));
  }
  return value.string();
}

std::string pointer_of(std::string_view text) {
  return base::JsonPointer(text).text();  // Error(invalid) when it is none
}

config::MergeRule merge_rule(std::string_view word) {
  if (word == "merge") return config::MergeRule::merge;
  if (word == "replace") return config::MergeRule::replace;
  if (word == "append") return config::MergeRule::append;
  fail(Status::invalid, "merge knows no \"%.*s\": use merge, replace or append",
       static_cast<int>(word.size()), word.data());
}

// A finding in words, without the secret value that most messages would show.
std::string describe_masked(const validate::Finding& finding,
                            const std::vector<std::string>& secrets, const base::Json& merged) {
  const auto shows = [&](const std::string& secret) {
    if (finding.pointer == secret || finding.pointer.starts_with(secret + "/")) return true;
    // What is said about something around it may quote it.
    const JsonValue value = merged.find(secret);
    if (!value) return false;
    const std::string text =
        value.is(JsonType::string) ? std::string(value.string()) : base::write_json(value);
    return !text.empty() && describe(finding).find(text) != std::string::npos;
  };
  if (std::none_of(secrets.begin(), secrets.end(), shows)) return describe(finding);
  validate::Finding masked;
  masked.rule = finding.rule;
  masked.pointer = finding.pointer;
  masked.message = "is not right; it holds a secret, so no more is shown";
  return describe(masked);
}

// All that rules and schema find, errors only; nothing when it is right.
std::string judge(const std::shared_ptr<validate::Rules>& rules,
                  const std::shared_ptr<const validate::Schema>& schema,
                  const std::vector<std::string>& secrets, const base::Json& merged) {
  std::vector<validate::Finding> findings;
  if (schema != nullptr) schema->explain(merged.root(), "", findings);
  if (rules != nullptr) {
    const validate::Report report = rules->validate(merged, {validate::Level::thorough, false});
    for (size_t i = 0; i < report.count(); ++i) {
      if (report.at(i).severity == validate::Severity::error) findings.push_back(report.at(i));
    }
  }
  std::string all;
  for (const validate::Finding& finding : findings) {
    all += (all.empty() ? "" : "; ") + describe_masked(finding, secrets, merged);
  }
  return all;
}

Config::Options read_config_options(const weir_config_options& theirs) {
  if (theirs.flags > (WEIR_CONFIG_FILES_OPTIONAL | WEIR_CONFIG_WATCH)) {
    fail(Status::invalid, "flags is %u: combine WEIR_CONFIG_* only", theirs.flags);
  }
  if (theirs.reserved != 0) fail(Status::invalid, "reserved is %u: write 0", theirs.reserved);
  Config::Options ours;
  if (theirs.defaults != nullptr) {
    ours.defaults = base::write_json(root_of(theirs.defaults, "defaults", JsonType::object));
  }
  if (theirs.files_size > 0) require(theirs.files, "files");
  for (size_t i = 0; i < theirs.files_size; ++i) {
    require(theirs.files[i], "a file");
    ours.files.emplace_back(theirs.files[i]);
  }
  ours.files_optional = (theirs.flags & WEIR_CONFIG_FILES_OPTIONAL) != 0;
  if (theirs.prefix != nullptr) ours.prefix = theirs.prefix;
  if (theirs.variables != nullptr) {
    const JsonValue all = root_of(theirs.variables, "variables", JsonType::object);
    for (JsonValue one = all.child(0); one; one = one.next()) {
      ours.variables.emplace(one.key(), pointer_of(text_of(one, "variables")));
    }
  }
  if (theirs.merge != nullptr) {
    const JsonValue all = root_of(theirs.merge, "merge", JsonType::object);
    for (JsonValue one = all.child(0); one; one = one.next()) {
      ours.rules.emplace(pointer_of(one.key()), merge_rule(text_of(one, "merge")));
    }
  }
  if (theirs.secrets != nullptr) {
    const JsonValue all = root_of(theirs.secrets, "secrets", JsonType::array);
    for (JsonValue one = all.child(0); one; one = one.next()) {
      ours.secrets.push_back(pointer_of(text_of(one, "secrets")));
    }
  }
  if (theirs.history != 0) ours.history = theirs.history;
  std::shared_ptr<validate::Rules> rules;
  std::shared_ptr<const validate::Schema> schema;
  if (theirs.rules != nullptr) rules = use(theirs.rules, "rules");
  if (theirs.schema != nullptr) {
    schema = use(theirs.schema, "schema");
    ours.shape = schema->shape();
  }
  if (rules != nullptr || schema != nullptr) {
    ours.check = [rules, schema, secrets = ours.secrets](const base::Json& merged) {
      return judge(rules, schema, secrets, merged);
    };
  }
  return ours;
}

// A change's outcome as a call's: a refusal's words go where weir_last_error() finds them.
Status answer(const char* function, const Outcome& outcome) {
  if (outcome.status == Status::rejected) set_last_error(function, outcome.why.c_str());
  return outcome.status;
}

template <class Change>
weir_status change(const char* function, weir_config* handle, const Change& body) {
  return guard(function, [&] {
    const auto config = use_config(handle);
    return answer(function, body(*config));
  });
}

template <class Write>
weir_status write(const char* function, const weir_config* handle, weir_buffer** out,
                  const Write& body) {
  return guard(function, [&] {
    clear_output(out, "json_out");
    return give_text(out, body(*use_config(handle)));
  });
}

}  // namespace

weir_status weir_config_create(const weir_config_options* options, weir_config** config_out) {
  const char* const function = __func__;
  return guard(function, [&] {
    clear_output(config_out, "config_out");
    const weir_config_options theirs = read_options(options);
    const auto held = std::make_shared<Held>();
    Outcome outcome;
    held->config = Config::create(read_config_options(theirs), outcome);
    if (outcome.status == Status::rejected) return answer(function, outcome);
    if ((theirs.flags & WEIR_CONFIG_WATCH) != 0) {
      config::Watcher::Options watching;
      if (theirs.debounce_ns != 0) {
        watching.debounce_ns = theirs.debounce_ns;
        constexpr uint64_t longest = INT64_MAX / 8;
        watching.patience_ns =
            std::max(watching.patience_ns, 8 * std::min(watching.debounce_ns, longest));
      }
      if (theirs.poll_ns != 0) watching.poll_ns = theirs.poll_ns;
      held->watcher = config::Watcher::start(held->config, watching);
    }
    return give(config_out, held);
  });
}

void weir_config_free(weir_config* config) {
  release(config);
}

weir_status weir_config_snapshot(const weir_config* config, weir_json** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give(json_out, use_config(config)->snapshot()->merged);
  });
}

uint64_t weir_config_generation(const weir_config* config) {
  return config != nullptr && config->tagged() ? config->impl->config->generation() : 0;
}

weir_status weir_config_wait(const weir_config* config, uint64_t seen, uint64_t timeout_ns) {
  return guard(__func__, [&] {
    const auto held = use_config(config);
    return held->wait_past(seen, timeout_ns) ? Status::ok : Status::again;
  });
}

weir_status weir_config_update(weir_config* config, const weir_json* values) {
  return change(__func__, config, [&](Config& held) {
    return held.update(base::write_json(root_of(values, "values", JsonType::object)));
  });
}

weir_status weir_config_reload(weir_config* config) {
  return change(__func__, config, [](Config& held) { return held.reload(); });
}

weir_status weir_config_rollback(weir_config* config, uint64_t generation) {
  return change(__func__, config, [generation](Config& held) { return held.rollback(generation); });
}

weir_status weir_config_listen(weir_config* config, weir_config_fn fn, void* user,
                               weir_user_free user_free) {
  return guard(__func__, [&] {
    base::User owned = base::own_user(user, user_free);
    const auto held = use_config(config);
    require(reinterpret_cast<const void*>(fn), "fn");
    held->add_listener([fn, owned](config::Stage stage, const config::Snapshot& before,
                                   const config::Snapshot& after, const std::string& changes) {
      const weir_json old_one(before.merged), new_one(after.merged),
          difference(base::Json::parse(changes));
      bool agrees = false;  // and who throws when asked does not
      base::contained([&] {
        agrees =
            fn(owned.get(), static_cast<uint32_t>(stage), &old_one, &new_one, &difference) == 0;
      });
      return agrees;
    });
    return Status::ok;
  });
}

weir_status weir_config_explain(const weir_config* config, const char* pointer,
                                weir_buffer** json_out) {
  return write(__func__, config, json_out, [&](const Config& held) {
    require(pointer, "pointer");
    return held.explain(base::JsonPointer(pointer));
  });
}

weir_status weir_config_summary(const weir_config* config, weir_buffer** json_out) {
  return write(__func__, config, json_out, [](const Config& held) { return held.summary(); });
}

weir_status weir_config_save(const weir_config* config, const char* path, uint32_t flags) {
  return guard(__func__, [&] {
    const auto held = use_config(config);
    require(path, "path");
    if (flags > WEIR_CONFIG_SAVE_SECRETS) {
      fail(Status::invalid, "flags is %u: use 0 or WEIR_CONFIG_SAVE_SECRETS", flags);
    }
    held->save(path, flags == WEIR_CONFIG_SAVE_SECRETS);
    return Status::ok;
  });
}
