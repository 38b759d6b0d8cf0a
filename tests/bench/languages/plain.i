// SPDX-License-Identifier: Apache-2.0
// What SWIG makes of the C functions when nobody helps it: a peer in the table of languages.
%module(directors="1", threads="1") weir_plain
%{
#include "weir.h"
%}
%include "stdint.i"
%feature("director") Rule;
%feature("director") Done;
%inline %{
struct Rule {
  virtual ~Rule() {}
  virtual int check() = 0;
};
struct Done {
  virtual ~Done() {}
  virtual void done(int status) = 0;
};
static int32_t check_rule(void* rule, const weir_json*, weir_finding_sink*) {
  return static_cast<Rule*>(rule)->check();
}
static void hear_done(void* done, weir_status status) { static_cast<Done*>(done)->done(status); }
static void* make_rules() {
  weir_rules* rules = nullptr;
  weir_rules_create(&rules);
  return rules;
}
static void* parse(const char* text) {
  weir_json* json = nullptr;
  weir_json_parse(text, strlen(text), &json);
  return json;
}
static uint64_t count(void* rules) { return weir_rules_count(static_cast<weir_rules*>(rules)); }
static int64_t get_int64(void* json, const char* pointer) {
  int64_t value = 0;
  weir_json_get_int64(static_cast<weir_json*>(json), pointer, &value);
  return value;
}
static void add_rule(void* rules, Rule* rule) {
  weir_rules_add_custom(static_cast<weir_rules*>(rules), "r", check_rule, rule, nullptr, nullptr);
}
static int check(void* rules, void* json) {
  return weir_rules_check(static_cast<weir_rules*>(rules), static_cast<weir_json*>(json));
}
static void on_done(unsigned long long ticket, Done* done) {
  weir_ticket_on_done(reinterpret_cast<weir_ticket*>(ticket), hear_done, done, nullptr);
}
%}
