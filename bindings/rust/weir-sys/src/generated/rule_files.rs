// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/rule_files.h: change that instead.
use super::*;

extern "C" {
    pub fn weir_rules_load(
        rules: *mut weir_rules,
        name: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_arrange(rules: *mut weir_rules, document: *const weir_json) -> weir_status;
}
