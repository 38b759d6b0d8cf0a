// SPDX-License-Identifier: Apache-2.0
// weir.hpp: the whole library for C++17, header-only over weir.h.
#ifndef WEIR_HPP
#define WEIR_HPP

#include "weir/cache.hpp"
#include "weir/cache_claim.hpp"
#include "weir/cache_invalidate.hpp"
#include "weir/config.hpp"
#include "weir/device_memory.hpp"
#include "weir/json.hpp"
#include "weir/judge.hpp"
#include "weir/managed.hpp"
#include "weir/memory.hpp"
#include "weir/memory_pool.hpp"
#include "weir/plan.hpp"
#include "weir/points.hpp"
#include "weir/pressure.hpp"
#include "weir/profile.hpp"
#include "weir/runtime.hpp"
#include "weir/schema.hpp"
#include "weir/stream.hpp"
#include "weir/ticket.hpp"
#include "weir/validate.hpp"

#endif  // WEIR_HPP
