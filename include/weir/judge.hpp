// SPDX-License-Identifier: Apache-2.0
// weir/judge.hpp: verdicts on many texts, and on the same one again, in C++. See weir/judge.h.
#ifndef WEIR_JUDGE_HPP
#define WEIR_JUDGE_HPP

#include "weir/judge.h"
#include "weir/runtime.hpp"
#include "weir/ticket.hpp"
#include "weir/validate.hpp"

namespace weir {

// How a judge judges; everything may be left as it is.
struct JudgeOptions {
  uint32_t flags = 0;        // WEIR_JUDGE_* added up
  uint32_t level = 0;        // WEIR_VALIDATE_*
  uint32_t workers = 0;      // 0: all of the runtime
  uint64_t queue_size = 0;   // 0: 4096
  uint64_t cache_bytes = 0;  // 0: 16 MiB
  std::string profile;
};

class Judge : public detail::Owner<weir_judge, weir_judge_free> {
 public:
  Judge(const Runtime& runtime, const Rules& rules, const JudgeOptions& options = {}) {
    weir_judge_options raw{};
    raw.struct_size = sizeof raw;
    raw.flags = options.flags;
    raw.level = options.level;
    raw.workers = options.workers;
    raw.queue_size = options.queue_size;
    raw.cache_bytes = options.cache_bytes;
    raw.profile = options.profile.empty() ? nullptr : options.profile.c_str();
    detail::check(weir_judge_create(runtime.get(), rules.get(), &raw, out()));
  }

  // Here and now. `only`: names with commas; empty: the judge's level.
  Report decide(const std::string& text, const std::string& only = "",
                const Control* control = nullptr) {
    weir_report* report = nullptr;
    detail::check(weir_judge_decide(get(), text.data(), text.size(),
                                    only.empty() ? nullptr : only.c_str(),
                                    control != nullptr ? control->get() : nullptr, &report));
    return Report(report);
  }
  // False when results have to be taken first.
  bool submit(const std::string& text) {
    return detail::check(weir_judge_submit(get(), text.data(), text.size())) == WEIR_OK;
  }
  // WEIR_OK with a result, WEIR_AGAIN when time ran out, WEIR_END when all were taken.
  weir_status next(uint64_t timeout_ns, uint64_t& index, Report& report) {
    weir_report* raw = nullptr;
    const weir_status status = detail::check(weir_judge_next(get(), timeout_ns, &index, &raw));
    if (status == WEIR_OK) report = Report(raw);
    return status;
  }
  void cancel() { detail::check(weir_judge_cancel(get())); }
  // How it goes, as JSON: weir_judge_stats() tells what.
  std::string stats() const {
    return detail::take_text([&](weir_buffer** text) { return weir_judge_stats(get(), text); });
  }
};

}  // namespace weir

#endif  // WEIR_JUDGE_HPP
