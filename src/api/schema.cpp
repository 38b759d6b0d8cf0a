// SPDX-License-Identifier: Apache-2.0
// include/weir/schema.h
#include "weir/schema.h"

#include <memory>

#include "api/json.hpp"
#include "api/options.hpp"
#include "api/report.hpp"
#include "api/rules.hpp"
#include "api/schema.hpp"

using namespace weir;
using namespace weir::api;

namespace {

std::string_view text_of(const char* text, size_t size) {
  if (size > 0) require(text, "text");
  return {size > 0 ? text : "", size};
}

int draft_of(uint32_t draft) {
  if (draft == 0) return 2020;
  if (draft != WEIR_SCHEMA_DRAFT_7 && draft != WEIR_SCHEMA_DRAFT_2019_09 &&
      draft != WEIR_SCHEMA_DRAFT_2020_12) {
    fail(Status::invalid, "draft is %u: use 0 or one of WEIR_SCHEMA_DRAFT_*", draft);
  }
  return static_cast<int>(draft);
}

// A document from the caller's function: his handle is ended here, his value kept.
std::shared_ptr<const base::Json> ask(const weir_schema_options& options, const std::string& uri) {
  weir_json* raw = nullptr;
  const weir_status status = options.resolve(options.resolve_user, uri.c_str(), &raw);
  const std::unique_ptr<weir_json, void (*)(weir_json*)> document(raw, weir_json_free);
  if (status == WEIR_MISS) return nullptr;
  if (status != WEIR_OK) {
    fail(Status::callback, "resolve failed for %s with %s", uri.c_str(), status_name(status));
  }
  return use(document.get(), "what resolve gave");
}

// The members of a document of documents, each kept alive by the whole.
validate::SchemaSource source_of(const weir_schema_options& options) {
  std::shared_ptr<const base::Json> all;
  if (options.documents != nullptr) {
    all = use(options.documents, "documents");
    if (!all->root().is(base::JsonType::object)) {
      fail(Status::invalid, "documents has to be an object of schemas by URI");
    }
  }
  return [all, options](const std::string& uri) -> validate::SchemaTree {
    if (all != nullptr) {
      if (const base::JsonValue found = all->root().member(uri); found) return {all, found};
    }
    if (options.resolve == nullptr) return {};
    const auto given = ask(options, uri);
    return given == nullptr ? validate::SchemaTree{} : validate::SchemaTree{given, given->root()};
  };
}

}  // namespace

weir_status weir_schema_compile(const char* text, size_t text_size,
                                const weir_schema_options* options, weir_schema** schema_out) {
  return guard(__func__, [&] {
    clear_output(schema_out, "schema_out");
    const std::string_view schema = text_of(text, text_size);
    const weir_schema_options theirs = read_options(options);
    if (theirs.flags > (WEIR_SCHEMA_FORMATS | WEIR_SCHEMA_STRICT)) {
      fail(Status::invalid, "flags is %u: combine WEIR_SCHEMA_* only", theirs.flags);
    }
    validate::SchemaOptions ours;
    ours.dialect.draft = draft_of(theirs.draft);
    ours.dialect.format_assertion = (theirs.flags & WEIR_SCHEMA_FORMATS) != 0;
    ours.strict = (theirs.flags & WEIR_SCHEMA_STRICT) != 0;
    if (theirs.uri != nullptr) ours.uri = theirs.uri;
    ours.source = source_of(theirs);
    const size_t most = theirs.max_findings == 0 ? 100 : theirs.max_findings;
    return give(schema_out, validate::Schema::compile(schema, ours, most));
  });
}

void weir_schema_free(weir_schema* schema) {
  release(schema);
}

weir_status weir_schema_check(const weir_schema* schema, const char* text, size_t text_size) {
  return guard(__func__, [&] {
    const auto& plan = use(schema, "schema");
    return plan->check(text_of(text, text_size)) ? Status::ok : Status::rejected;
  });
}

weir_status weir_schema_validate(const weir_schema* schema, const char* text, size_t text_size,
                                 weir_report** report_out) {
  return guard(__func__, [&] {
    clear_output(report_out, "report_out");
    const auto& plan = use(schema, "schema");
    const auto report =
        std::make_shared<validate::Report>(plan->validate(text_of(text, text_size)));
    const bool valid = report->is_valid();
    give(report_out, report);
    return valid ? Status::ok : Status::rejected;
  });
}

weir_status weir_rules_add_schema(weir_rules* rules, const char* field, const weir_schema* schema,
                                  const weir_rule_options* options) {
  return guard(__func__, [&] {
    const auto& set = use(rules, "rules");
    require(field, "field");
    validate::Rule rule = make_rule(options, "schema");
    rule.check = validate::schema_check(validate::place_of(field), use(schema, "schema"));
    set->add(std::move(rule));
    return Status::ok;
  });
}
