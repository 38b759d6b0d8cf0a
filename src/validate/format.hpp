// SPDX-License-Identifier: Apache-2.0
// The formats of JSON Schema that are checked when a schema is compiled with formats on.
#pragma once

#include <string_view>

namespace weir::validate {

struct Format {
  const char* name;
  bool (*holds)(std::string_view text);
  const char* example;  // for messages
};

// NULL for a name that is not known: such a format asks nothing.
const Format* find_format(std::string_view name);

bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);
bool is_hostname(std::string_view text);
bool is_uri(std::string_view text);
bool is_uri_reference(std::string_view text);
bool is_iri(std::string_view text);
bool is_iri_reference(std::string_view text);
bool is_uri_template(std::string_view text);
bool is_email(std::string_view text);
bool is_idn_email(std::string_view text);

}  // namespace weir::validate
