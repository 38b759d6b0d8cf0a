// SPDX-License-Identifier: Apache-2.0
// weir/schema.hpp: JSON Schema, in C++. See weir/schema.h.
#ifndef WEIR_SCHEMA_HPP
#define WEIR_SCHEMA_HPP

#include "weir/schema.h"
#include "weir/validate.hpp"

namespace weir {

// How a schema is compiled; everything may be left as it is.
struct SchemaOptions {
  uint32_t draft = 0;         // WEIR_SCHEMA_DRAFT_*, for a schema that does not name its own
  uint32_t flags = 0;         // WEIR_SCHEMA_* added up
  uint32_t max_findings = 0;  // 0: 100
  std::string uri;
  std::string documents;  // the text of {"URI": schema, ...} that may be referred to
};

class Schema : public detail::Owner<weir_schema, weir_schema_free> {
 public:
  // Gives the text of the schema with a URI, or an empty one when it is not known.
  using ResolveFn = std::function<std::string(const std::string& uri)>;

  explicit Schema(const std::string& text, const SchemaOptions& options = {},
                  const ResolveFn& resolve = nullptr) {
    Asked asked{&resolve, nullptr};
    weir_json* given = nullptr;
    if (!options.documents.empty()) {
      detail::check(weir_json_parse(options.documents.data(), options.documents.size(), &given));
    }
    const std::unique_ptr<weir_json, void (*)(weir_json*)> documents(given, weir_json_free);
    weir_schema_options raw{};
    raw.struct_size = sizeof raw;
    raw.draft = options.draft;
    raw.flags = options.flags;
    raw.max_findings = options.max_findings;
    raw.uri = options.uri.empty() ? nullptr : options.uri.c_str();
    raw.documents = given;
    if (resolve) raw.resolve = ask, raw.resolve_user = &asked;
    const weir_status status = weir_schema_compile(text.data(), text.size(), &raw, out());
    if (asked.thrown) std::rethrow_exception(asked.thrown);
    detail::check(status);
  }

  // The verdict on a JSON text, the short way.
  bool check(const std::string& text) const {
    return detail::check(weir_schema_check(get(), text.data(), text.size())) == WEIR_OK;
  }
  // The verdict and why.
  Report validate(const std::string& text) const {
    weir_report* report = nullptr;
    detail::check(weir_schema_validate(get(), text.data(), text.size(), &report));
    return Report(report);
  }
  // Makes it a rule about a field.
  void add_to(Rules& rules, const std::string& field, const RuleOptions& options = {}) const {
    detail::check(
        weir_rules_add_schema(rules.get(), field.c_str(), get(), Rules::Raw(options).get()));
  }

 private:
  struct Asked {
    const ResolveFn* resolve;
    std::exception_ptr thrown;
  };
  static weir_status ask(void* user, const char* uri, weir_json** document_out) {
    auto* const asked = static_cast<Asked*>(user);
    try {
      const std::string text = (*asked->resolve)(uri);
      if (text.empty()) return WEIR_MISS;
      return weir_json_parse(text.data(), text.size(), document_out);
    } catch (...) {
      asked->thrown = std::current_exception();
      return WEIR_E_CALLBACK;
    }
  }
};

}  // namespace weir

#endif  // WEIR_SCHEMA_HPP
