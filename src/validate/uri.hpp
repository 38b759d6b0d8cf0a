// SPDX-License-Identifier: Apache-2.0
// References as RFC 3986 resolves them.
#pragma once

#include <string>
#include <string_view>

namespace weir::validate {

struct Uri {
  std::string_view scheme, authority, path, query, fragment;
  bool has_scheme = false, has_authority = false, has_query = false, has_fragment = false;
};

Uri split_uri(std::string_view text);

// `reference` seen from `base`, with dots taken out; base may be empty.
std::string resolve_uri(std::string_view base, std::string_view reference);

// "%25" becomes "%". False when a % is not followed by two hexadecimal digits.
bool percent_decode(std::string_view text, std::string& decoded);

}  // namespace weir::validate
