// SPDX-License-Identifier: Apache-2.0
// What a variable's text means where a value of a type stands: never guessed from the text.
#pragma once

#include <optional>
#include <string>

#include "base/json_tape.hpp"

namespace weir::config {

// The value as JSON, of the type that stands there; or nothing with the reason.
std::optional<std::string> json_of_variable(const std::string& value, base::TapeTag type,
                                            std::string& why);

}  // namespace weir::config
