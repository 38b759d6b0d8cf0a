/* SPDX-License-Identifier: Apache-2.0 */
/* weir.h: the whole library in one include. */
#ifndef WEIR_H
#define WEIR_H

#include "weir/array.h"
#include "weir/base.h"
#include "weir/cache.h"
#include "weir/cache_claim.h"
#include "weir/cache_invalidate.h"
#include "weir/classify.h"
#include "weir/config.h"
#include "weir/device.h"
#include "weir/device_memory.h"
#include "weir/event.h"
#include "weir/features.h"
#include "weir/json.h"
#include "weir/judge.h"
#include "weir/managed.h"
#include "weir/memory.h"
#include "weir/memory_pool.h"
#include "weir/plan.h"
#include "weir/points.h"
#include "weir/pressure.h"
#include "weir/profile.h"
#include "weir/report.h"
#include "weir/rule_files.h"
#include "weir/runtime.h"
#include "weir/schema.h"
#include "weir/stream.h"
#include "weir/ticket.h"
#include "weir/validate.h"

#endif /* WEIR_H */
