// SPDX-License-Identifier: Apache-2.0
// include/weir/report.h
#include "weir/report.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/report.hpp"

using namespace weir;
using namespace weir::api;

int32_t weir_report_is_valid(const weir_report* report) {
  return report != nullptr && report->tagged() && report->impl->is_valid() ? 1 : 0;
}

uint64_t weir_report_count(const weir_report* report, uint32_t severity) {
  if (report == nullptr || !report->tagged()) return 0;
  return severity == 0 ? report->impl->count()
                       : report->impl->count(static_cast<validate::Severity>(severity));
}

weir_status weir_report_add(weir_report* report, uint32_t severity, const char* rule,
                            const char* field, const char* message, const char* hint) {
  return guard(__func__, [&] {
    const auto& found = use(report, "report");
    require(rule, "rule");
    require(field, "field");
    require(message, "message");
    validate::Finding finding;
    finding.severity = severity_of(severity);
    finding.rule = rule;
    finding.pointer = validate::place_of(field).text();
    finding.message = message;
    if (hint != nullptr) finding.hint = hint;
    found->add(std::move(finding));
    return Status::ok;
  });
}

weir_status weir_report_finding(const weir_report* report, uint64_t index,
                                weir_finding* finding_out) {
  return guard(__func__, [&] {
    const auto& found = use(report, "report");
    require(finding_out, "finding_out");
    if (index >= found->count()) return Status::end;
    const validate::Finding& finding = found->at(index);
    weir_finding theirs{};
    theirs.severity = static_cast<uint32_t>(finding.severity);
    theirs.rule = finding.rule.c_str();
    theirs.pointer = finding.pointer.c_str();
    theirs.message = finding.message.c_str();
    theirs.hint = finding.hint.c_str();
    theirs.schema = finding.schema.c_str();
    theirs.line = finding.line;
    theirs.column = finding.column;
    write_struct(finding_out, theirs, "finding_out");
    return Status::ok;
  });
}

weir_status weir_report_summary(const weir_report* report, weir_buffer** text_out) {
  return guard(__func__, [&] {
    clear_output(text_out, "text_out");
    return give_text(text_out, use(report, "report")->summary());
  });
}

weir_status weir_report_json(const weir_report* report, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, use(report, "report")->json());
  });
}

weir_status weir_report_write(const weir_report* report, uint32_t style, const char* source,
                              weir_buffer** text_out) {
  return guard(__func__, [&] {
    clear_output(text_out, "text_out");
    const auto& found = use(report, "report");
    switch (style) {
      case WEIR_REPORT_STYLE_TEXT:
      case WEIR_REPORT_STYLE_COLOURS:
        return give_text(text_out, found->summary(style == WEIR_REPORT_STYLE_COLOURS));
      case WEIR_REPORT_STYLE_JSON:
        return give_text(text_out, found->json());
      case WEIR_REPORT_STYLE_BASIC:
        return give_text(text_out, found->basic());
      case WEIR_REPORT_STYLE_DETAILED:
        return give_text(text_out, found->detailed());
      case WEIR_REPORT_STYLE_SARIF:
        return give_text(text_out, found->sarif(source == nullptr ? "" : source));
      default:
        fail(Status::invalid, "style is %u: use one of WEIR_REPORT_STYLE_*", style);
    }
  });
}

void weir_report_free(weir_report* report) {
  release(report);
}
