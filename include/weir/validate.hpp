// SPDX-License-Identifier: Apache-2.0
// weir/validate.hpp: rules and verdicts, in C++. See weir/validate.h and weir/report.h.
#ifndef WEIR_VALIDATE_HPP
#define WEIR_VALIDATE_HPP

#include <vector>

#include "weir/json.hpp"
#include "weir/rule_files.h"
#include "weir/validate.h"

namespace weir {

// What a validation found.
class Report : public detail::Owner<weir_report, weir_report_free> {
 public:
  using Owner::Owner;

  bool valid() const noexcept { return weir_report_is_valid(get()) != 0; }
  // Of one severity (WEIR_LEVEL_*), or all with 0.
  uint64_t count(uint32_t severity = 0) const noexcept {
    return weir_report_count(get(), severity);
  }
  // The texts in it are lent until the report ends.
  weir_finding finding(uint64_t index) const {
    weir_finding finding{};
    finding.struct_size = sizeof finding;
    detail::check(weir_report_finding(get(), index, &finding));
    return finding;
  }
  // A finding of your own, before the report is handed on.
  void add(uint32_t severity, const std::string& rule, const std::string& field,
           const std::string& message, const std::string& hint = "") {
    detail::check(weir_report_add(get(), severity, rule.c_str(), field.c_str(), message.c_str(),
                                  hint.empty() ? nullptr : hint.c_str()));
  }
  std::string summary() const {
    return detail::take_text([&](weir_buffer** text) { return weir_report_summary(get(), text); });
  }
  std::string json() const {
    return detail::take_text([&](weir_buffer** text) { return weir_report_json(get(), text); });
  }
  // In one of WEIR_REPORT_STYLE_*; `source` names what was judged.
  std::string write(uint32_t style, const std::string& source = "") const {
    return detail::take_text([&](weir_buffer** text) {
      return weir_report_write(get(), style, source.empty() ? nullptr : source.c_str(), text);
    });
  }
};

// Where a rule says what is wrong; good during the rule's call only.
class FindingSink {
 public:
  explicit FindingSink(weir_finding_sink* sink) noexcept : sink_(sink) {}
  void message(const std::string& text) {
    detail::check(weir_finding_sink_message(sink_, text.c_str()));
  }
  void hint(const std::string& text) { detail::check(weir_finding_sink_hint(sink_, text.c_str())); }
  // A field or a pointer.
  void field(const std::string& field) {
    detail::check(weir_finding_sink_field(sink_, field.c_str()));
  }

 private:
  weir_finding_sink* sink_;
};

// A rule to derive from, for those who would rather not hand over a function.
class RuleCallback {
 public:
  virtual ~RuleCallback() = default;
  // Sees the whole configuration; false when it does not hold. What it throws is its message.
  virtual bool check(const JsonView& config, FindingSink& sink) = 0;
};

// What a rule says about itself; everything may be left as it is.
struct RuleOptions {
  uint32_t severity = WEIR_LEVEL_ERROR;
  uint32_t level = WEIR_VALIDATE_FAST;
  std::string name, hint;  // empty: the rule's own
};

class Rules : public detail::Owner<weir_rules, weir_rules_free> {
 public:
  // Sees the whole configuration; false with a message when it does not hold.
  using RuleFn = std::function<bool(const JsonView& config, std::string& message)>;

  Rules() { detail::check(weir_rules_create(out())); }
  // A hold on the process's one shared set.
  static Rules process() {
    weir_rules* raw = nullptr;
    detail::check(weir_rules_default(&raw));
    return Rules(raw);
  }

  void clear() { detail::check(weir_rules_clear(get())); }
  uint64_t count() const noexcept { return weir_rules_count(get()); }

  void add_lod(const RuleOptions& options = {}) {
    detail::check(weir_rules_add_lod(get(), Raw(options).get()));
  }
  void add_gpu(const RuleOptions& options = {}) {
    detail::check(weir_rules_add_gpu(get(), Raw(options).get()));
  }
  void add_required(const std::string& field, const RuleOptions& options = {}) {
    detail::check(weir_rules_add_required(get(), field.c_str(), Raw(options).get()));
  }
  void add_range(const std::string& field, double low, double high,
                 const RuleOptions& options = {}) {
    detail::check(weir_rules_add_range(get(), field.c_str(), low, high, Raw(options).get()));
  }
  // `allowed`: WEIR_ALLOW_* added up.
  void add_type(const std::string& field, uint32_t allowed, const RuleOptions& options = {}) {
    detail::check(weir_rules_add_type(get(), field.c_str(), allowed, Raw(options).get()));
  }
  void add_choice(const std::string& field, const std::vector<std::string>& choices,
                  const RuleOptions& options = {}) {
    std::vector<const char*> raw;
    for (const std::string& choice : choices) raw.push_back(choice.c_str());
    detail::check(
        weir_rules_add_choice(get(), field.c_str(), raw.data(), raw.size(), Raw(options).get()));
  }
  void add_pattern(const std::string& field, const std::string& pattern,
                   const RuleOptions& options = {}) {
    detail::check(
        weir_rules_add_pattern(get(), field.c_str(), pattern.c_str(), Raw(options).get()));
  }
  // `flags`: WEIR_PATH_* added up.
  void add_path(const std::string& field, uint32_t flags, const RuleOptions& options = {}) {
    detail::check(weir_rules_add_path(get(), field.c_str(), flags, Raw(options).get()));
  }
  // Rules written as data: weir_rules_add_document() tells how.
  void add_document(const JsonView& document) {
    detail::check(weir_rules_add_document(get(), document.get()));
  }
  // A ready-made set, or a file when the name has a / or a . in it.
  void load(const std::string& name) { detail::check(weir_rules_load(get(), name.c_str())); }
  // Tells rules by name when they run: weir_rules_arrange() tells how.
  void arrange(const JsonView& document) {
    detail::check(weir_rules_arrange(get(), document.get()));
  }
  // A rule that throws is one failed rule, with what it threw as its message.
  void add_custom(const std::string& name, RuleFn fn, const RuleOptions& options = {}) {
    detail::check(weir_rules_add_custom(get(), name.c_str(), call, detail::keep(std::move(fn)),
                                        detail::drop<RuleFn>, Raw(options).get()));
  }
  // Takes the rule, also when this throws.
  void add_custom(const std::string& name, RuleCallback* rule, const RuleOptions& options = {}) {
    if (rule == nullptr) throw Error(WEIR_E_INVALID, "Rules::add_custom: rule is NULL");
    detail::check(weir_rules_add_custom(get(), name.c_str(), call_object, rule,
                                        detail::drop<RuleCallback>, Raw(options).get()));
  }

  Report validate(const JsonView& config, uint32_t level = 0, bool strict = false) const {
    weir_validate_options options{};
    options.struct_size = sizeof options;
    options.level = level;
    options.strict = strict ? 1 : 0;
    weir_report* report = nullptr;
    detail::check(weir_rules_validate(get(), config.get(), &options, &report));
    return Report(report);
  }
  // The short way: is it valid? No report.
  bool check(const JsonView& config) const {
    return detail::check(weir_rules_check(get(), config.get())) == WEIR_OK;
  }

 private:
  friend class Schema;
  explicit Rules(weir_rules* raw) noexcept : Owner(raw) {}

  struct Raw {
    explicit Raw(const RuleOptions& options) noexcept {
      raw.struct_size = sizeof raw;
      raw.severity = options.severity;
      raw.level = options.level;
      raw.name = options.name.empty() ? nullptr : options.name.c_str();
      raw.hint = options.hint.empty() ? nullptr : options.hint.c_str();
    }
    const weir_rule_options* get() const noexcept { return &raw; }
    weir_rule_options raw{};
  };

  // Runs a rule: 1 holds, 0 does not, below zero: it threw, and what it threw is its message.
  template <class Ask>
  static int32_t verdict_of(weir_finding_sink* sink, Ask&& ask) {
    std::string message;
    int32_t verdict = WEIR_E_CALLBACK;
    try {
      verdict = ask(message) ? 1 : 0;
    } catch (const std::exception& error) {
      message = error.what();
    } catch (...) {
      message = "the rule threw something that is no std::exception";
    }
    if (!message.empty()) weir_finding_sink_message(sink, message.c_str());
    return verdict;
  }
  static int32_t call(void* user, const weir_json* config, weir_finding_sink* sink) {
    return verdict_of(sink, [&](std::string& message) {
      if (!WEIR_HOST_ENTER) throw std::runtime_error("its language has shut down");
      return (*static_cast<RuleFn*>(user))(JsonView(config), message);
    });
  }
  static int32_t call_object(void* user, const weir_json* config, weir_finding_sink* sink) {
    return verdict_of(sink, [&](std::string&) {
      if (!WEIR_HOST_ENTER) throw std::runtime_error("its language has shut down");
      FindingSink says(sink);
      return static_cast<RuleCallback*>(user)->check(JsonView(config), says);
    });
  }
};

}  // namespace weir

#endif  // WEIR_VALIDATE_HPP
