/* SPDX-License-Identifier: Apache-2.0 */
/* misuse_config.h: the part of misuse_test.c about configurations. */
#ifndef WEIR_TESTS_MISUSE_CONFIG_H
#define WEIR_TESTS_MISUSE_CONFIG_H

static int32_t agree(void* u, uint32_t s, const weir_json* a, const weir_json* b,
                     const weir_json* c) {
  return u && s && a && b && c ? 0 : 1;
}

static void configs(void) {
  weir_config* out = NULL;
  weir_json* out_json = NULL;
  weir_config_options wrong = {0};
  wrong.struct_size = sizeof wrong;
  REFUSED(weir_config_create(NULL, NULL));
  REFUSED(weir_config_create(&config_options, &out));
  wrong.flags = 99;
  REFUSED(weir_config_create(&wrong, &out));
  wrong.flags = 0, wrong.files_size = 1;
  REFUSED(weir_config_create(&wrong, &out));
  wrong.files_size = 0, wrong.defaults = (const weir_json*)(const void*)rules;
  REFUSED(weir_config_create(&wrong, &out));
  wrong.defaults = NULL, wrong.rules = (const weir_rules*)(const void*)report;
  REFUSED(weir_config_create(&wrong, &out));
  wrong.rules = NULL, wrong.secrets = json; /* an object where an array should be */
  REFUSED(weir_config_create(&wrong, &out));
  REFUSES(weir_config, weir_config_snapshot(bad, &out_json));
  REFUSED(weir_config_snapshot(config, NULL));
  BAD(weir_config, CHECK(weir_config_generation(bad) == 0));
  REFUSES(weir_config, weir_config_wait(bad, 0, 0));
  REFUSES(weir_config, weir_config_update(bad, json));
  REFUSES(weir_json, weir_config_update(config, bad));
  REFUSES(weir_config, weir_config_reload(bad));
  REFUSES(weir_config, weir_config_rollback(bad, 1));
  users_freed = 0;
  REFUSES(weir_config, weir_config_listen(bad, agree, &users_freed, count_user));
  REFUSED(weir_config_listen(config, NULL, &users_freed, count_user));
  CHECK(users_freed == 3);
  REFUSES(weir_config, weir_config_explain(bad, "", &got_buffer));
  REFUSED(weir_config_explain(config, NULL, &got_buffer));
  REFUSED(weir_config_explain(config, "a", &got_buffer));
  REFUSED(weir_config_explain(config, "", NULL));
  REFUSES(weir_config, weir_config_summary(bad, &got_buffer));
  REFUSED(weir_config_summary(config, NULL));
  REFUSES(weir_config, weir_config_save(bad, "x.json", 0));
  REFUSED(weir_config_save(config, NULL, 0));
  REFUSED(weir_config_save(config, "x.json", 99));
  BAD(weir_config, weir_config_free(bad));
}

#endif
