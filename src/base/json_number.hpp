// SPDX-License-Identifier: Apache-2.0
// Doubles as text: the shortest digits that read back as the same double, laid out as RFC 8785 and
// ECMAScript do it (100, 0.1, 1e+21, 1e-7), in every locale.
#pragma once

#include <string>

namespace weir::base {

void append_number(std::string& text, double value);  // `value` is finite; -0 is written "-0"

}  // namespace weir::base
