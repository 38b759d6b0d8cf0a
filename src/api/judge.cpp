// SPDX-License-Identifier: Apache-2.0
// include/weir/judge.h
#include "weir/judge.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/report.hpp"
#include "api/rules.hpp"
#include "api/runtime.hpp"
#include "api/ticket.hpp"
#include "validate/judge.hpp"

using namespace weir;
using namespace weir::api;

struct weir_judge : Handle<validate::Judge, tag("judg")> {
  static constexpr const char* kName = "weir_judge";
  using Handle::Handle;
};

namespace {

std::vector<std::string> names_of(const char* list) {
  std::vector<std::string> names;
  std::string_view left(list);
  for (;;) {
    const size_t comma = left.find(',');
    std::string_view name = left.substr(0, comma);
    while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
    while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
    if (name.empty()) fail(Status::invalid, "only is \"%s\": give names, with commas", list);
    names.emplace_back(name);
    if (comma == std::string_view::npos) return names;
    left.remove_prefix(comma + 1);
  }
}

}  // namespace

weir_status weir_judge_create(weir_runtime* runtime, const weir_rules* rules,
                              const weir_judge_options* options, weir_judge** judge_out) {
  return guard(__func__, [&] {
    clear_output(judge_out, "judge_out");
    const auto& owner = open(runtime);
    const auto set = use(rules, "rules");
    const weir_judge_options theirs = read_options(options);
    if (theirs.flags > 7) {
      fail(Status::invalid, "flags is %u: combine WEIR_JUDGE_* only", theirs.flags);
    }
    validate::Judge::Settings ours;
    ours.how.level = level_of(theirs.level, ours.how.level);
    ours.how.strict = (theirs.flags & WEIR_JUDGE_STRICT) != 0;
    if (theirs.profile != nullptr) ours.how.profile = theirs.profile;
    ours.ordered = (theirs.flags & WEIR_JUDGE_ORDERED) != 0;
    ours.workers = theirs.workers;
    if (theirs.queue_size != 0) ours.queue = theirs.queue_size;
    if (theirs.cache_bytes != 0) ours.cache_bytes = theirs.cache_bytes;
    if ((theirs.flags & WEIR_JUDGE_FRESH) != 0) ours.cache_bytes = 0;
    return give(judge_out, keep_with(owner, std::make_shared<validate::Judge>(
                                                set, owner->workers(), owner->life(), ours)));
  });
}

weir_status weir_judge_decide(weir_judge* judge, const char* text, size_t text_size,
                              const char* only, weir_control* control, weir_report** report_out) {
  return guard(__func__, [&] {
    clear_output(report_out, "report_out");
    const auto used = use(judge, "judge");
    require(text, "text");
    const auto watched = use_control(control);
    const auto names = only != nullptr ? names_of(only) : std::vector<std::string>();
    auto report =
        std::make_shared<validate::Report>(used->decide({text, text_size}, names, watched.get()));
    const bool valid = report->is_valid();
    give(report_out, std::move(report));
    return valid ? Status::ok : Status::rejected;
  });
}

weir_status weir_judge_submit(weir_judge* judge, const char* text, size_t text_size) {
  return guard(__func__, [&] {
    const auto used = use(judge, "judge");
    require(text, "text");
    return used->submit({text, text_size}) ? Status::ok : Status::again;
  });
}

weir_status weir_judge_next(weir_judge* judge, uint64_t timeout_ns, uint64_t* index_out,
                            weir_report** report_out) {
  return guard(__func__, [&] {
    clear_output(report_out, "report_out");
    const auto used = use(judge, "judge");
    require(index_out, "index_out");
    // Made first: a result that was taken must not be lost for want of memory.
    auto handle = std::make_unique<weir_report>(std::make_shared<validate::Report>());
    validate::Judge::Result result;
    const Status status = used->next(timeout_ns, result);
    if (status != Status::ok) return status;
    *handle->impl = std::move(result.report);
    *index_out = result.index;
    *report_out = handle.release();
    return Status::ok;
  });
}

weir_status weir_judge_cancel(weir_judge* judge) {
  return guard(__func__, [&] {
    const auto used = use(judge, "judge");
    used->cancel();
    return Status::ok;
  });
}

weir_status weir_judge_stats(const weir_judge* judge, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, use(judge, "judge")->stats_json());
  });
}

void weir_judge_free(weir_judge* judge) {
  if (judge == nullptr || !judge->tagged()) return;
  judge->impl->abandon();
  release(judge);
}
