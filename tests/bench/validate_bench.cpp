// SPDX-License-Identifier: Apache-2.0
// What reading and validating a configuration costs (A-107: a simple validation < 1 ms, a complex
// one < 5 ms, adding a rule < 10 ms). Reading is measured beside plain cJSON, which checks none of
// what Weir checks, in the same run and interleaved. One line of JSON per case: the median and the
// best of the rounds, in nanoseconds of one call and as calls per second.
#include <cjson/cJSON.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "weir.h"

namespace {

constexpr int kRounds = 15;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "validate_bench: %s: %s\n", what, weir_last_error());
  std::exit(1);
}

weir_json* parse(const std::string& text) {
  weir_json* json = nullptr;
  demand(weir_json_parse(text.data(), text.size(), &json) == WEIR_OK, "parse");
  return json;
}

// One rule, or the six that the seed's validator is measured with.
weir_rules* make_rules(int count) {
  static const char* const modes[] = {"training", "inference", "evaluation"};
  weir_rules* rules = nullptr;
  demand(weir_rules_create(&rules) == WEIR_OK, "create");
  demand(weir_rules_add_lod(rules, nullptr) == WEIR_OK, "lod");
  if (count == 1) return rules;
  demand(weir_rules_add_gpu(rules, nullptr) == WEIR_OK, "gpu");
  demand(weir_rules_add_range(rules, "batch_size", 1, 10000, nullptr) == WEIR_OK, "range");
  demand(weir_rules_add_range(rules, "num_workers", 1, 16, nullptr) == WEIR_OK, "range");
  demand(weir_rules_add_choice(rules, "mode", modes, 3, nullptr) == WEIR_OK, "choice");
  demand(weir_rules_add_required(rules, "test_dataset", nullptr) == WEIR_OK, "required");
  return rules;
}

// Rules for the laminar flow configuration, all about nested places.
weir_rules* make_laminar_rules() {
  static const char* const modes[] = {"static_isotropic", "static_anisotropic", "laminar_flow"};
  weir_rules* rules = nullptr;
  demand(weir_rules_create(&rules) == WEIR_OK, "create");
  demand(weir_rules_add_choice(rules, "analysis_mode", modes, 3, nullptr) == WEIR_OK, "mode");
  const char* const positive[] = {"/analyzer_parameters/temporal/dt",
                                  "/analyzer_parameters/scattering/wavevector_q",
                                  "/analyzer_parameters/geometry/stator_rotor_gap",
                                  "/optimization/vi/n_iterations",
                                  "/optimization/vi/learning_rate",
                                  "/optimization/mcmc/n_samples",
                                  "/optimization/mcmc/n_chains",
                                  "/hardware/gpu_memory_fraction"};
  for (const char* field : positive) {
    demand(weir_rules_add_range(rules, field, 1e-300, INFINITY, nullptr) == WEIR_OK, field);
  }
  for (int i = 0; i < 7; ++i) {
    const std::string bound = "/parameter_space/bounds/" + std::to_string(i);
    demand(weir_rules_add_required(rules, (bound + "/name").c_str(), nullptr) == WEIR_OK, "name");
    demand(
        weir_rules_add_type(rules, (bound + "/min").c_str(), WEIR_ALLOW_NUMBER, nullptr) == WEIR_OK,
        "min");
    demand(
        weir_rules_add_type(rules, (bound + "/max").c_str(), WEIR_ALLOW_NUMBER, nullptr) == WEIR_OK,
        "max");
  }
  return rules;
}

void validate(const weir_rules* rules, const weir_json* config, weir_status expected) {
  weir_report* report = nullptr;
  demand(weir_rules_validate(rules, config, nullptr, &report) == expected, "validate");
  weir_report_free(report);
}

struct Case {
  const char* name;
  int calls;  // in one round
  int threads;
  std::function<void()> call;
  std::vector<double> ns = {};
};

double round_ns(const Case& one) {
  const auto work = [&] {
    for (int i = 0; i < one.calls; ++i) one.call();
  };
  std::vector<std::thread> others;
  const auto begin = std::chrono::steady_clock::now();
  for (int t = 1; t < one.threads; ++t) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  return took.count() / one.calls / one.threads;
}

}  // namespace

int main(int argc, char** argv) {
  demand(argc == 2, "name the laminar flow configuration");
  std::ifstream file(argv[1], std::ios::binary);
  const std::string laminar(std::istreambuf_iterator<char>(file), {});
  weir_json* flow = parse(laminar);
  weir_json* good = parse(
      "{\"lod_level\":\"LOD2\",\"gpu_memory_fraction\":0.8,\"batch_size\":256,\"num_workers\":4,"
      "\"mode\":\"training\",\"test_dataset\":\"t\"}");
  weir_json* bad = parse(
      "{\"lod_level\":\"LOD9\",\"gpu_memory_fraction\":8,\"batch_size\":0,\"num_workers\":40,"
      "\"mode\":\"traning\"}");
  weir_rules* one = make_rules(1);
  weir_rules* six = make_rules(6);
  weir_rules* thirty = make_laminar_rules();

  std::vector<Case> cases = {
      {"parse_laminar_cjson", 2000, 1,
       [&] { cJSON_Delete(cJSON_ParseWithLength(laminar.data(), laminar.size())); }},
      {"parse_laminar_weir", 2000, 1, [&] { weir_json_free(parse(laminar)); }},
      {"parse_and_check_laminar_30_rules", 2000, 1,
       [&] {
         weir_json* config = parse(laminar);
         demand(weir_rules_check(thirty, config) == WEIR_OK, "check");
         weir_json_free(config);
       }},
      {"validate_1_rule", 10000, 1, [&] { validate(one, good, WEIR_OK); }},
      {"validate_6_rules_ok", 10000, 1, [&] { validate(six, good, WEIR_OK); }},
      {"validate_6_rules_6_errors", 5000, 1, [&] { validate(six, bad, WEIR_REJECTED); }},
      {"validate_laminar_30_rules", 5000, 1, [&] { validate(thirty, flow, WEIR_OK); }},
      {"check_6_rules_ok", 20000, 1,
       [&] { demand(weir_rules_check(six, good) == WEIR_OK, "check"); }},
      {"check_6_rules_ok_2_threads", 20000, 2,
       [&] { demand(weir_rules_check(six, good) == WEIR_OK, "check"); }},
      {"check_laminar_30_rules", 10000, 1,
       [&] { demand(weir_rules_check(thirty, flow) == WEIR_OK, "check"); }},
      {"make_6_rules", 1000, 1, [&] { weir_rules_free(make_rules(6)); }},
  };
  for (int round = 0; round < kRounds; ++round) {
    for (Case& one_case : cases) one_case.ns.push_back(round_ns(one_case));
  }
  for (Case& done : cases) {
    std::sort(done.ns.begin(), done.ns.end());
    const double median = done.ns[done.ns.size() / 2];
    std::printf("{\"case\":\"%s\",\"threads\":%d,\"ns\":%.0f,\"best_ns\":%.0f,\"per_s\":%.0f}\n",
                done.name, done.threads, median, done.ns.front(), 1e9 / median);
  }
  weir_rules_free(one), weir_rules_free(six), weir_rules_free(thirty);
  weir_json_free(flow), weir_json_free(good), weir_json_free(bad);
  return 0;
}
