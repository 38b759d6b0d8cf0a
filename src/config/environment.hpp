// SPDX-License-Identifier: Apache-2.0
// Environment variables as a layer. PREFIX_A__B=5 speaks about /a/b: two underscores lead one level
// down, letters may differ in case from the key they mean. A value has the type of what the layers
// below say at that place (a schema's shape may lie under them all), never a guessed one; what has
// no place or does not fit is told and left out.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/layer.hpp"

namespace weir::config {

// A variable with a place of its own: {"PTIM_MAX_WORKERS": "/performance/max_workers"}.
using EnvironmentMap = std::map<std::string, std::string, std::less<>>;

// What the process's environment holds: (name, value).
using Variables = std::vector<std::pair<std::string, std::string>>;
Variables process_variables();

// NULL when no variable speaks. `notes` tells of those that were left out.
LayerPtr environment_layer(const Variables& variables, const std::string& prefix,
                           const EnvironmentMap& map, const std::vector<LayerPtr>& below,
                           std::vector<std::string>& notes);

}  // namespace weir::config
