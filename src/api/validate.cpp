// SPDX-License-Identifier: Apache-2.0
// include/weir/validate.h
#include "weir/validate.h"

#include "api/json.hpp"
#include "api/options.hpp"
#include "api/report.hpp"
#include "api/rules.hpp"
#include "base/callback.hpp"
#include "validate/checks.hpp"
#include "validate/custom.hpp"
#include "validate/document.hpp"
#include "validate/rules.hpp"

using namespace weir;
using namespace weir::api;
using validate::CheckPtr;
using validate::place_of;

struct weir_finding_sink {
  validate::Sink* sink;
};

namespace {

constexpr uint32_t bit(base::JsonType type) {
  return 1u << static_cast<uint32_t>(type);
}
static_assert(WEIR_ALLOW_NULL == bit(base::JsonType::null) &&
              WEIR_ALLOW_BOOL == bit(base::JsonType::boolean) &&
              WEIR_ALLOW_NUMBER == bit(base::JsonType::number) &&
              WEIR_ALLOW_STRING == bit(base::JsonType::string) &&
              WEIR_ALLOW_ARRAY == bit(base::JsonType::array) &&
              WEIR_ALLOW_OBJECT == bit(base::JsonType::object) &&
              WEIR_ALLOW_INTEGER == validate::kInteger);

// Every weir_rules_add_* but the custom one.
template <class Make>
weir_status add(const char* function, weir_rules* rules, const char* kind,
                const weir_rule_options* options, const Make& make) {
  return guard(function, [&] {
    const auto set = use(rules, "rules");
    validate::Rule rule = make_rule(options, kind);
    rule.check = make();
    set->add(std::move(rule));
    return Status::ok;
  });
}

// The same for a rule about a field.
template <class Make>
weir_status add_at(const char* function, weir_rules* rules, const char* kind, const char* field,
                   const weir_rule_options* options, const Make& make) {
  return add(function, rules, kind, options, [&] {
    require(field, "field");
    return make(place_of(field));
  });
}

// Every weir_finding_sink_*.
template <class Say>
weir_status say(const char* function, weir_finding_sink* sink, const char* text, const Say& body) {
  return guard(function, [&] {
    require(sink, "sink");
    require(text, "the text");
    body(*sink->sink);
    return Status::ok;
  });
}

}  // namespace

validate::Level weir::api::level_of(uint32_t level, validate::Level if_zero) {
  if (level == 0) return if_zero;
  if (level > WEIR_VALIDATE_EXHAUSTIVE) {
    fail(Status::invalid, "level is %u: use 0 or one of WEIR_VALIDATE_*", level);
  }
  return static_cast<validate::Level>(level);
}

validate::Rule weir::api::make_rule(const weir_rule_options* options, const char* kind) {
  const weir_rule_options theirs = read_options(options);
  no_flags(theirs.flags);
  validate::Rule rule;
  rule.name = theirs.name != nullptr ? theirs.name : kind;
  rule.severity = theirs.severity == 0 ? validate::Severity::error : severity_of(theirs.severity);
  rule.level = theirs.level == WEIR_VALIDATE_ON_DEMAND
                   ? validate::Level::on_demand
                   : level_of(theirs.level, validate::Level::fast);
  if (theirs.hint != nullptr) rule.hint = theirs.hint;
  return rule;
}

weir_status weir_rules_create(weir_rules** rules_out) {
  return guard(__func__, [&] {
    clear_output(rules_out, "rules_out");
    return give(rules_out, std::make_shared<validate::Rules>());
  });
}

weir_status weir_rules_default(weir_rules** rules_out) {
  return guard(__func__, [&] {
    clear_output(rules_out, "rules_out");
    // Leaked on purpose: nothing of ours runs when the process ends.
    static const auto& shared = *new auto(std::make_shared<validate::Rules>());
    return give(rules_out, shared);
  });
}

weir_status weir_rules_clear(weir_rules* rules) {
  return guard(__func__, [&] {
    use(rules, "rules")->clear();
    return Status::ok;
  });
}

uint64_t weir_rules_count(const weir_rules* rules) {
  return rules != nullptr && rules->tagged() ? rules->impl->count() : 0;
}

void weir_rules_free(weir_rules* rules) {
  release(rules);
}

weir_status weir_rules_add_lod(weir_rules* rules, const weir_rule_options* options) {
  return add(__func__, rules, "lod", options, [] { return validate::lod(); });
}

weir_status weir_rules_add_gpu(weir_rules* rules, const weir_rule_options* options) {
  return add(__func__, rules, "gpu", options, [] { return validate::gpu(); });
}

weir_status weir_rules_add_required(weir_rules* rules, const char* field,
                                    const weir_rule_options* options) {
  return add_at(__func__, rules, "required", field, options,
                [](auto place) { return validate::required(std::move(place)); });
}

weir_status weir_rules_add_range(weir_rules* rules, const char* field, double low, double high,
                                 const weir_rule_options* options) {
  return add_at(__func__, rules, "range", field, options,
                [&](auto place) { return validate::range(std::move(place), low, high); });
}

weir_status weir_rules_add_type(weir_rules* rules, const char* field, uint32_t allowed,
                                const weir_rule_options* options) {
  return add_at(__func__, rules, "type", field, options,
                [&](auto place) { return validate::type(std::move(place), allowed); });
}

weir_status weir_rules_add_choice(weir_rules* rules, const char* field, const char* const* choices,
                                  size_t choices_size, const weir_rule_options* options) {
  return add_at(__func__, rules, "choice", field, options, [&](auto place) {
    require(choices, "choices");
    for (size_t i = 0; i < choices_size; ++i) require(choices[i], "a choice");
    return validate::choice(std::move(place), {choices, choices_size});
  });
}

weir_status weir_rules_add_pattern(weir_rules* rules, const char* field, const char* pattern,
                                   const weir_rule_options* options) {
  return add_at(__func__, rules, "pattern", field, options, [&](auto place) {
    require(pattern, "pattern");
    return validate::pattern(std::move(place), pattern);
  });
}

weir_status weir_rules_add_path(weir_rules* rules, const char* field, uint32_t path_flags,
                                const weir_rule_options* options) {
  return add_at(__func__, rules, "path", field, options, [&](auto place) {
    if (path_flags > 31) {
      fail(Status::invalid, "path_flags is %u: combine WEIR_PATH_* only", path_flags);
    }
    const auto has = [&](uint32_t flag) { return (path_flags & flag) != 0; };
    return validate::path(std::move(place),
                          {has(WEIR_PATH_EXISTS), has(WEIR_PATH_FILE), has(WEIR_PATH_DIRECTORY),
                           has(WEIR_PATH_CREATE), has(WEIR_PATH_WRITABLE)});
  });
}

weir_status weir_rules_add_custom(weir_rules* rules, const char* name, weir_rule_fn fn, void* user,
                                  weir_user_free user_free, const weir_rule_options* options) {
  return guard(__func__, [&] {
    base::User owned = base::own_user(user, user_free);
    require(name, "name");
    require(reinterpret_cast<const void*>(fn), "fn");
    const auto set = use(rules, "rules");
    validate::Rule rule = make_rule(options, name);
    rule.name = name;
    rule.check = validate::custom([fn, owned](const base::Json& config, validate::Sink& sink) {
      // The function gets a handle of its own for the call; it owns nothing.
      const weir_json handle(std::shared_ptr<const base::Json>(std::shared_ptr<void>(), &config));
      weir_finding_sink theirs{&sink};
      return fn(owned.get(), &handle, &theirs);
    });
    set->add(std::move(rule));
    return Status::ok;
  });
}

weir_status weir_rules_add_document(weir_rules* rules, const weir_json* document) {
  return guard(__func__, [&] {
    const auto set = use(rules, "rules");
    validate::add_document(*set, *use(document, "document"));
    return Status::ok;
  });
}

weir_status weir_finding_sink_message(weir_finding_sink* sink, const char* text) {
  return say(__func__, sink, text, [&](validate::Sink& to) { to.message(text); });
}

weir_status weir_finding_sink_hint(weir_finding_sink* sink, const char* text) {
  return say(__func__, sink, text, [&](validate::Sink& to) { to.hint(text); });
}

weir_status weir_finding_sink_field(weir_finding_sink* sink, const char* field) {
  return say(__func__, sink, field, [&](validate::Sink& to) { to.place(place_of(field)); });
}

weir_status weir_rules_validate(const weir_rules* rules, const weir_json* config,
                                const weir_validate_options* options, weir_report** report_out) {
  return guard(__func__, [&] {
    clear_output(report_out, "report_out");
    const auto set = use(rules, "rules");
    const auto json = use(config, "config");
    const weir_validate_options theirs = read_options(options);
    no_flags(theirs.flags);
    if (theirs.strict > 1) fail(Status::invalid, "strict is %u: write 0 or 1", theirs.strict);
    validate::Options ours;
    ours.strict = theirs.strict == 1;
    ours.level = level_of(theirs.level, ours.level);
    const auto report = std::make_shared<validate::Report>(set->validate(*json, ours));
    const bool valid = report->is_valid();
    give(report_out, report);
    return valid ? Status::ok : Status::rejected;
  });
}

weir_status weir_rules_check(const weir_rules* rules, const weir_json* config) {
  const char* const function = __func__;
  return guard(function, [&] {
    const auto set = use(rules, "rules");
    const auto json = use(config, "config");
    const auto finding = set->check(*json);
    if (!finding) return Status::ok;
    set_last_error(function, describe(*finding).c_str());
    return Status::rejected;
  });
}
