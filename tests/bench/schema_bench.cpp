// SPDX-License-Identifier: Apache-2.0
// What a JSON Schema costs: from text to verdict, beside cJSON that only parses the same text; from
// a text that is wrong to a report; and compiling. The document is the laminar flow configuration.
#include <cjson/cJSON.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "bench.hpp"

namespace {

std::string read(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::string text = read(argv[1]), schema_text = read(argv[2]);
  std::string wrong = text;
  wrong.replace(wrong.find("laminar_flow"), 12, "laminar_flwo");
  wrong.replace(wrong.find("\"dt\":0.1"), 8, "\"dt\":0.0");
  weir_schema* schema = nullptr;
  bench::must(weir_schema_compile(schema_text.data(), schema_text.size(), nullptr, &schema));
  if (weir_schema_check(schema, text.data(), text.size()) != WEIR_OK ||
      weir_schema_check(schema, wrong.data(), wrong.size()) != WEIR_REJECTED) {
    std::fprintf(stderr, "schema_bench: the verdicts are wrong\n");
    return 1;
  }
  const auto parse = [&] {
    cJSON* const tree = cJSON_ParseWithLength(text.data(), text.size());
    bench::keep(tree);
    cJSON_Delete(tree);
  };
  const bench::Table table("schema");
  const bench::Floor floor{"cJSON parses the text", parse};
  table.row("text to verdict", floor,
            [&] { bench::keep(weir_schema_check(schema, text.data(), text.size())); });
  table.row("wrong text to verdict", floor,
            [&] { bench::keep(weir_schema_check(schema, wrong.data(), wrong.size())); });
  table.row("wrong text to report of 2", floor, [&] {
    weir_report* report = nullptr;
    bench::must(weir_schema_validate(schema, wrong.data(), wrong.size(), &report));
    weir_report_free(report);
  });
  const bench::Floor schema_floor{"cJSON parses the schema", [&] {
                                    cJSON* const tree = cJSON_ParseWithLength(schema_text.data(),
                                                                              schema_text.size());
                                    bench::keep(tree);
                                    cJSON_Delete(tree);
                                  }};
  table.row("compile", schema_floor, [&] {
    weir_schema* other = nullptr;
    bench::must(weir_schema_compile(schema_text.data(), schema_text.size(), nullptr, &other));
    weir_schema_free(other);
  });
  weir_schema_free(schema);
  return 0;
}
