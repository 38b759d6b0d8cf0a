// SPDX-License-Identifier: Apache-2.0
// What the ready-made phi-angle rules cost at STANDARD on the laminar flow configuration of 1.8 KB:
// a parsed one, from text to verdict, a kept verdict, and a batch of different texts on one worker
// and on two (the bars: 100,000 a second and core, 1 us, 1.9 times; the documents claim 1.2 ms
// each). One line of JSON per case: the best and the median of the rounds, interleaved.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "weir.h"

namespace {

constexpr int kRounds = 9;
constexpr int kTexts = 4000;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "judge_bench: %s: %s\n", what, weir_last_error());
  std::exit(1);
}

struct Case {
  const char* name;
  int count;
  std::function<void()> body;
  std::vector<double> ns, cpu_ns;
};

// Of the whole process: on a busy machine the clock on the wall measures the others.
double cpu_now_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

weir_judge* make_judge(weir_runtime* runtime, const weir_rules* rules, uint32_t flags,
                       uint32_t workers) {
  weir_judge_options options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  options.workers = workers;
  weir_judge* judge = nullptr;
  demand(weir_judge_create(runtime, rules, &options, &judge) == WEIR_OK, "judge");
  return judge;
}

// Every text through the workers, each with its report.
void batch(weir_judge* judge, const std::vector<std::string>& texts) {
  size_t given = 0, taken = 0;
  while (taken < texts.size()) {
    if (given < texts.size()) {
      const std::string& text = texts[given];
      const weir_status status = weir_judge_submit(judge, text.data(), text.size());
      demand(status >= 0, "submit");
      if (status == WEIR_OK) {
        ++given;
        continue;
      }
    }
    uint64_t index = 0;
    weir_report* report = nullptr;
    demand(weir_judge_next(judge, WEIR_FOREVER, &index, &report) == WEIR_OK, "next");
    demand(weir_report_is_valid(report) == 1, "valid");
    weir_report_free(report);
    ++taken;
  }
}

}  // namespace

int main(int count, char** arguments) {
  demand(count == 2, "usage: judge_bench laminar_flow.json");
  std::ifstream file(arguments[1]);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  weir_runtime* runtime = nullptr;
  weir_rules* rules = nullptr;
  weir_json* config = nullptr;
  weir_report* report = nullptr;
  demand(weir_runtime_create(nullptr, &runtime) == WEIR_OK, "runtime");
  demand(weir_rules_create(&rules) == WEIR_OK, "rules");
  demand(weir_rules_load(rules, "phi_analysis") == WEIR_OK, "load");
  demand(weir_json_parse(text.data(), text.size(), &config) == WEIR_OK, "parse");
  weir_judge* const keeps = make_judge(runtime, rules, 0, 0);
  weir_judge* const fresh = make_judge(runtime, rules, WEIR_JUDGE_FRESH, 0);
  weir_judge* const one = make_judge(runtime, rules, WEIR_JUDGE_FRESH, 1);
  weir_judge* const two = make_judge(runtime, rules, WEIR_JUDGE_FRESH, 2);
  std::vector<std::string> texts;
  for (int i = 0; i < kTexts; ++i) {
    texts.push_back(text);
    texts.back().insert(texts.back().find('{') + 1, "\"run\": " + std::to_string(i) + ", ");
  }
  const auto decide = [&](weir_judge* judge) {
    demand(weir_judge_decide(judge, text.data(), text.size(), nullptr, nullptr, &report) == WEIR_OK,
           "decide");
    weir_report_free(report);
  };
  std::vector<Case> cases = {
      {"parsed, 24 rules",
       2000,
       [&] {
         demand(weir_rules_validate(rules, config, nullptr, &report) == WEIR_OK, "validate");
         weir_report_free(report);
       },
       {},
       {}},
      {"text to verdict", 1000, [&] { decide(fresh); }, {}, {}},
      {"kept verdict", 20000, [&] { decide(keeps); }, {}, {}},
      {"batch, one worker", 1, [&] { batch(one, texts); }, {}, {}},
      {"batch, two workers", 1, [&] { batch(two, texts); }, {}, {}}};
  for (int round = 0; round < kRounds; ++round) {
    for (Case& each : cases) {
      const double cpu = cpu_now_ns();
      const auto begin = std::chrono::steady_clock::now();
      for (int i = 0; i < each.count; ++i) each.body();
      const std::chrono::duration<double, std::nano> took =
          std::chrono::steady_clock::now() - begin;
      const int done = each.count == 1 ? kTexts : each.count;
      each.ns.push_back(took.count() / done);
      each.cpu_ns.push_back((cpu_now_ns() - cpu) / done);
    }
  }
  for (Case& each : cases) {
    std::sort(each.ns.begin(), each.ns.end());
    std::sort(each.cpu_ns.begin(), each.cpu_ns.end());
    std::printf(
        "{\"case\": \"%s\", \"best_ns\": %.0f, \"median_ns\": %.0f, \"best_cpu_ns\": %.0f, "
        "\"per_second_and_core\": %.0f}\n",
        each.name, each.ns.front(), each.ns[kRounds / 2], each.cpu_ns.front(),
        1e9 / each.cpu_ns.front());
  }
  for (weir_judge* judge : {keeps, fresh, one, two}) weir_judge_free(judge);
  weir_json_free(config);
  weir_rules_free(rules);
  weir_runtime_free(runtime);
}
