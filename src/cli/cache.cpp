// SPDX-License-Identifier: Apache-2.0
// weir cache simulate: what share of a recorded sequence of keys would a cache answer?
#include <cstdio>
#include <iterator>

#include "cli/command.hpp"
#include "cli/policies.hpp"
#include "cli/terminal.hpp"
#include "cli/text.hpp"
#include "weir.hpp"

namespace weir::cli {

const Command kCacheCommand{
    "cache",
    "simulate TRACE...",
    "tell how large a cache has to be, from a recorded trace",
    "Runs each trace (\"-\" is standard input, so that zstdcat, xzcat and zcat can be piped\n"
    "in) through a cache of the library's and through simulations of other policies, and\n"
    "tells the share of accesses that found their key. Every access is a get, and a put\n"
    "after a miss; sizes are in entries. \"optimum\" sees the future: nothing can beat it.\n"
    "Formats: text (a number a line), arc (first and count a line), u32be and u64be\n"
    "(big-endian numbers), oracle (libCacheSim's oracleGeneral).\n",
    {{"size", 's', "N,N...", "how many entries; several sizes with commas"},
     {"format", 'f', "FORMAT", "text (default), arc, u32be, u64be or oracle"},
     {"policies", 'p', "NAMES", "some of weir,lru,arc,s3fifo,wtinylfu,optimum (all)"},
     {"json", 0, nullptr, "one JSON object a trace and size"},
     {"quiet", 'q', nullptr, "no progress"}}};

namespace {

// The library's own, as a program would use it.
uint64_t hits_weir(const Trace& trace, uint32_t size) {
  Runtime runtime;
  Cache::Options options;
  options.max_entries = size;
  options.capacity_bytes = uint64_t{size} * 512 + (1 << 20);
  options.shard_count = 1;
  Cache cache(runtime, "", options);
  uint64_t hits = 0;
  for (const uint32_t key : trace.accesses) {
    size_t value_size = 0;
    const weir_status status =
        detail::check(weir_cache_read(cache.get(), &key, sizeof key, nullptr, 0, &value_size));
    if (status == WEIR_OK) {
      ++hits;
    } else {
      detail::check(weir_cache_put(cache.get(), &key, sizeof key, nullptr, 0, nullptr));
    }
  }
  return hits;
}

struct Policy {
  const char* name;
  uint64_t (*hits)(const Trace& trace, uint32_t size);
};
constexpr Policy kPolicies[] = {
    {"weir", hits_weir},     {"lru", hits_lru},           {"arc", hits_arc},
    {"s3fifo", hits_s3fifo}, {"wtinylfu", hits_wtinylfu}, {"optimum", hits_optimum},
};

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> all(1);
  for (const char letter : text) {
    if (letter == ',') {
      all.emplace_back();
    } else {
      all.back() += letter;
    }
  }
  return all;
}

std::vector<uint32_t> sizes_of(const Arguments& arguments) {
  if (!arguments.has("size")) {
    throw UsageError("say how large the cache is: --size 1000, or --size 1000,5000,20000");
  }
  std::vector<uint32_t> sizes;
  for (const std::string& part : parts(arguments.value("size"))) {
    if (part.empty() || part.size() > 9 || part.find_first_not_of("0123456789") != part.npos ||
        std::stoul(part) < 2) {
      throw UsageError("--size is \"" + arguments.value("size") +
                       "\": it must be whole numbers from 2 to 999999999, with commas between");
    }
    sizes.push_back(static_cast<uint32_t>(std::stoul(part)));
  }
  return sizes;
}

std::vector<Policy> policies_of(const Arguments& arguments) {
  if (!arguments.has("policies")) return {std::begin(kPolicies), std::end(kPolicies)};
  std::vector<Policy> chosen;
  for (const std::string& part : parts(arguments.value("policies"))) {
    const size_t before = chosen.size();
    for (const Policy& policy : kPolicies) {
      if (part == policy.name) chosen.push_back(policy);
    }
    if (chosen.size() == before) {
      throw UsageError("there is no policy \"" + part +
                       "\": use weir, lru, arc, s3fifo, wtinylfu or optimum");
    }
  }
  return chosen;
}

std::string format_of(const Arguments& arguments) {
  const std::string asked = arguments.value("format", "text");
  for (const char* known : kTraceFormats) {
    if (asked == known) return asked;
  }
  throw UsageError("--format is \"" + asked + "\": use text, arc, u32be, u64be or oracle");
}

void simulate(const std::string& path, const Arguments& arguments) {
  const std::vector<uint32_t> sizes = sizes_of(arguments);
  const std::vector<Policy> policies = policies_of(arguments);
  Terminal terminal(arguments.has("quiet"));
  terminal.begin(path);
  terminal.step("reading");
  const Trace trace = read_trace(path, format_of(arguments));
  const double accesses = static_cast<double>(trace.accesses.size());
  std::string table;
  char cell[64];
  size_t done = 0;
  for (const uint32_t size : sizes) {
    std::snprintf(cell, sizeof cell, "%10u", size);
    std::string row = cell, json;
    for (const Policy& policy : policies) {
      terminal.step(policy.name);
      terminal.progress(done++, sizes.size() * policies.size());
      const double rate = static_cast<double>(policy.hits(trace, size)) / accesses;
      std::snprintf(cell, sizeof cell, "%10.2f", 100 * rate);
      row += cell;
      std::snprintf(cell, sizeof cell, ", \"%s\": %.6f", policy.name, rate);
      json += cell;
    }
    table += arguments.has("json")
                 ? "{\"trace\": " + json_quote(path) +
                       ", \"accesses\": " + std::to_string(trace.accesses.size()) +
                       ", \"keys\": " + std::to_string(trace.key_count) +
                       ", \"size\": " + std::to_string(size) + json + "}\n"
                 : row + "\n";
  }
  terminal.done("simulated");
  if (!arguments.has("json")) {
    std::printf("%s: %s accesses, %s keys; hits in %%\n%10s", readable(path).c_str(),
                count_text(trace.accesses.size()).c_str(), count_text(trace.key_count).c_str(),
                "entries");
    for (const Policy& policy : policies) std::printf("%10s", policy.name);
    std::printf("\n");
  }
  std::fputs(table.c_str(), stdout);
  std::fflush(stdout);
}

}  // namespace

int run_cache(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.operands();
  if (words.empty() || words.front() != "simulate") {
    throw UsageError(words.empty() ? "say what to do: weir cache simulate TRACE --size N"
                                   : "there is no \"cache " + words.front() +
                                         "\": weir cache simulate TRACE --size N");
  }
  if (words.size() == 1) throw UsageError("say which trace: weir cache simulate TRACE --size N");
  sizes_of(arguments), policies_of(arguments), format_of(arguments);
  int code = kExitDone;
  for (size_t at = 1; at < words.size(); ++at) {
    try {
      simulate(words[at], arguments);
    } catch (const Error& error) {
      if (error.status() != WEIR_E_IO && error.status() != WEIR_E_PARSE) throw;
      std::fprintf(stderr, "weir: %s\n", error.what());
      code = kExitSomeFailed;
    }
  }
  return code;
}

}  // namespace weir::cli
