// SPDX-License-Identifier: Apache-2.0
#include "validate/strict.hpp"

#include "base/nearest.hpp"

namespace weir::validate {

void KnownKeys::add(const JsonPointer& place) {
  Node* node = &root_;
  for (const std::string& token : place.tokens()) node = &node->children[token];
}

void KnownKeys::report_unknown(JsonValue root, Report& report) const {
  visit(root, root_, "", report);
}

void KnownKeys::visit(JsonValue value, const Node& known, const std::string& pointer,
                      Report& report) {
  const bool object = value.is(JsonType::object);
  if (!object && !value.is(JsonType::array)) return;
  size_t index = 0;
  for (JsonValue child = value.child(0); child; child = child.next(), ++index) {
    const std::string token = object ? std::string(child.key()) : std::to_string(index);
    std::string place = pointer;
    base::append_token(place, token);
    const auto found = known.children.find(token);
    if (found != known.children.end()) {
      if (!found->second.children.empty()) visit(child, found->second, place, report);
      continue;
    }
    if (!object) continue;
    Finding finding;
    finding.severity = Severity::warning;
    finding.rule = "strict";
    finding.pointer = place;
    finding.message = "no rule knows this key";
    base::Nearest nearest(token);
    for (const auto& [name, node] : known.children) nearest.offer(name);
    if (nearest) finding.hint = "did you mean \"" + nearest.name() + "\"?";
    report.add(std::move(finding));
  }
}

}  // namespace weir::validate
