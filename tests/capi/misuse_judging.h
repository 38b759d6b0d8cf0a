/* SPDX-License-Identifier: Apache-2.0 */
/* Misuse of what has to do with JSON values, rules, schemas, reports and points: a part of
 * misuse_test.c, which has what is used here. */
#ifndef WEIR_TESTS_MISUSE_JUDGING_H
#define WEIR_TESTS_MISUSE_JUDGING_H

static void json_values(void) {
  weir_json* out = (weir_json*)&out;
  REFUSED(weir_json_parse(NULL, 1, &out));
  CHECK(out == NULL);
  REFUSED(weir_json_parse("{}", 2, NULL));
  REFUSED(weir_json_read_file(NULL, &out));
  REFUSED(weir_json_read_file("x.json", NULL));
  REFUSES(weir_json, weir_json_type_at(bad, "", &got_u32));
  REFUSES(weir_json, weir_json_get_bool(bad, "", &got_i32));
  REFUSES(weir_json, weir_json_get_int64(bad, "", &got_i64));
  REFUSES(weir_json, weir_json_get_double(bad, "", &got_double));
  REFUSES(weir_json, weir_json_get_string(bad, "", &got_text, &got_size));
  REFUSES(weir_json, weir_json_get_count(bad, "", &got_u64));
  REFUSES(weir_json, weir_json_get_key(bad, "", 0, &got_text, &got_size));
  REFUSES(weir_json, weir_json_write(bad, "", 0, &got_buffer));
  REFUSED(weir_json_type_at(json, NULL, &got_u32));
  REFUSED(weir_json_type_at(json, "", NULL));
  REFUSED(weir_json_get_bool(json, "/b", NULL));
  REFUSED(weir_json_get_int64(json, "/n", NULL));
  REFUSED(weir_json_get_double(json, "/n", NULL));
  REFUSED(weir_json_get_string(json, "/s", NULL, &got_size));
  REFUSED(weir_json_get_count(json, "", NULL));
  REFUSED(weir_json_get_key(json, "", 0, NULL, &got_size));
  REFUSED(weir_json_write(json, "", 0, NULL));
  BAD(weir_json, weir_json_free(bad));
}

static void judges(void) {
  weir_judge* out = NULL;
  weir_report* out_report = NULL;
  weir_buffer* out_buffer = NULL;
  uint64_t out_index = 0;
  REFUSES(weir_runtime, weir_judge_create(bad, rules, NULL, &out));
  REFUSES(weir_rules, weir_judge_create(runtime, bad, NULL, &out));
  REFUSED(weir_judge_create(runtime, rules, NULL, NULL));
  REFUSES(weir_judge, weir_judge_decide(bad, "{}", 2, NULL, NULL, &out_report));
  REFUSES(weir_judge, weir_judge_submit(bad, "{}", 2));
  REFUSES(weir_judge, weir_judge_next(bad, 0, &out_index, &out_report));
  REFUSES(weir_judge, weir_judge_cancel(bad));
  REFUSES(weir_judge, weir_judge_stats(bad, &out_buffer));
  BAD(weir_judge, weir_judge_free(bad));
  CHECK_OK(weir_judge_create(runtime, rules, NULL, &out));
  REFUSED(weir_judge_decide(out, NULL, 0, NULL, NULL, &out_report));
  REFUSED(weir_judge_decide(out, "{}", 2, NULL, NULL, NULL));
  REFUSED(weir_judge_submit(out, NULL, 0));
  REFUSED(weir_judge_next(out, 0, NULL, &out_report));
  REFUSED(weir_judge_next(out, 0, &out_index, NULL));
  REFUSED(weir_judge_stats(out, NULL));
  weir_judge_free(out);
  CHECK(out_report == NULL && out_buffer == NULL);
}

static void validation(void) {
  weir_rules* out = NULL;
  weir_report* out_report = NULL;
  static const char* const choices[] = {"a", "b"};
  REFUSED(weir_rules_create(NULL));
  REFUSED(weir_rules_default(NULL));
  REFUSES(weir_rules, weir_rules_clear(bad));
  BAD(weir_rules, CHECK(weir_rules_count(bad) == 0));
  BAD(weir_rules, weir_rules_free(bad));
  REFUSES(weir_rules, weir_rules_add_lod(bad, NULL));
  REFUSED(weir_rules_add_lod(rules, &rule_options));
  REFUSES(weir_rules, weir_rules_add_gpu(bad, NULL));
  REFUSES(weir_rules, weir_rules_add_required(bad, "f", NULL));
  REFUSED(weir_rules_add_required(rules, NULL, NULL));
  REFUSES(weir_rules, weir_rules_add_range(bad, "f", 0, 1, NULL));
  REFUSED(weir_rules_add_range(rules, NULL, 0, 1, NULL));
  REFUSES(weir_rules, weir_rules_add_type(bad, "f", 1, NULL));
  REFUSED(weir_rules_add_type(rules, NULL, 1, NULL));
  REFUSES(weir_rules, weir_rules_add_choice(bad, "f", choices, 2, NULL));
  REFUSED(weir_rules_add_choice(rules, NULL, choices, 2, NULL));
  REFUSED(weir_rules_add_choice(rules, "f", NULL, 2, NULL));
  REFUSES(weir_rules, weir_rules_add_pattern(bad, "f", "a", NULL));
  REFUSED(weir_rules_add_pattern(rules, NULL, "a", NULL));
  REFUSED(weir_rules_add_pattern(rules, "f", NULL, NULL));
  REFUSES(weir_rules, weir_rules_add_path(bad, "f", 1, NULL));
  REFUSED(weir_rules_add_path(rules, NULL, 1, NULL));
  users_freed = 0;
  REFUSES(weir_rules, weir_rules_add_custom(bad, "c", judge, &users_freed, count_user, NULL));
  REFUSED(weir_rules_add_custom(rules, NULL, judge, &users_freed, count_user, NULL));
  REFUSED(weir_rules_add_custom(rules, "c", NULL, &users_freed, count_user, NULL));
  REFUSED(weir_rules_add_custom(rules, "c", judge, &users_freed, count_user, &rule_options));
  CHECK(users_freed == 5);
  REFUSES(weir_rules, weir_rules_add_document(bad, json));
  REFUSES(weir_json, weir_rules_add_document(rules, bad));
  REFUSES(weir_rules, weir_rules_load(bad, "lidar"));
  REFUSED(weir_rules_load(rules, NULL));
  REFUSES(weir_rules, weir_rules_arrange(bad, json));
  REFUSES(weir_json, weir_rules_arrange(rules, bad));
  REFUSES(weir_rules, weir_rules_validate(bad, json, NULL, &out_report));
  REFUSES(weir_json, weir_rules_validate(rules, bad, NULL, &out_report));
  REFUSED(weir_rules_validate(rules, json, &validate_options, &out_report));
  REFUSED(weir_rules_validate(rules, json, NULL, NULL));
  REFUSES(weir_rules, weir_rules_check(bad, json));
  REFUSES(weir_json, weir_rules_check(rules, bad));
  REFUSED(weir_finding_sink_message(NULL, "x"));
  REFUSED(weir_finding_sink_hint(NULL, "x"));
  REFUSED(weir_finding_sink_field(NULL, "x"));
  CHECK(weir_rules_count(rules) == 1);
  CHECK_OK(weir_rules_check(rules, json)); /* calls judge() */
  CHECK(out == NULL && out_report == NULL);
}

static void reports(void) {
  BAD(weir_report, CHECK(weir_report_is_valid(bad) == 0));
  BAD(weir_report, CHECK(weir_report_count(bad, 0) == 0));
  REFUSES(weir_report, weir_report_add(bad, WEIR_LEVEL_ERROR, "r", "f", "m", NULL));
  REFUSED(weir_report_add(report, WEIR_LEVEL_ERROR, "r", "f", NULL, NULL));
  REFUSES(weir_report, weir_report_finding(bad, 0, &finding));
  REFUSED(weir_report_finding(report, 0, NULL));
  REFUSED(weir_report_finding(report, 0, &finding));
  REFUSES(weir_report, weir_report_summary(bad, &got_buffer));
  REFUSED(weir_report_summary(report, NULL));
  REFUSES(weir_report, weir_report_json(bad, &got_buffer));
  REFUSED(weir_report_json(report, NULL));
  REFUSES(weir_report, weir_report_write(bad, WEIR_REPORT_STYLE_TEXT, NULL, &got_buffer));
  REFUSED(weir_report_write(report, WEIR_REPORT_STYLE_TEXT, NULL, NULL));
  REFUSED(weir_report_write(report, 0, NULL, &got_buffer));
  REFUSED(weir_report_write(report, 99, NULL, &got_buffer));
  BAD(weir_report, weir_report_free(bad));
}

static void schemas(void) {
  weir_schema* out = NULL;
  weir_report* out_report = NULL;
  weir_schema_options wrong = {sizeof wrong, 5, 0, 0, NULL, NULL, NULL, NULL};
  REFUSED(weir_schema_compile(NULL, 2, NULL, &out));
  REFUSED(weir_schema_compile("{}", 2, NULL, NULL));
  REFUSED(weir_schema_compile("{}", 2, &schema_options, &out));
  REFUSED(weir_schema_compile("{}", 2, &wrong, &out));
  wrong.draft = 0, wrong.flags = 99;
  REFUSED(weir_schema_compile("{}", 2, &wrong, &out));
  wrong.flags = 0, wrong.documents = (const weir_json*)(const void*)rules;
  REFUSED(weir_schema_compile("{}", 2, &wrong, &out));
  REFUSES(weir_schema, weir_schema_check(bad, "1", 1));
  REFUSED(weir_schema_check(schema, NULL, 1));
  REFUSES(weir_schema, weir_schema_validate(bad, "1", 1, &out_report));
  REFUSED(weir_schema_validate(schema, NULL, 1, &out_report));
  REFUSED(weir_schema_validate(schema, "1", 1, NULL));
  REFUSES(weir_rules, weir_rules_add_schema(bad, "", schema, NULL));
  REFUSES(weir_schema, weir_rules_add_schema(rules, "", bad, NULL));
  REFUSED(weir_rules_add_schema(rules, NULL, schema, NULL));
  REFUSED(weir_rules_add_schema(rules, "", schema, &rule_options));
  BAD(weir_schema, weir_schema_free(bad));
  CHECK(out == NULL && out_report == NULL);
}

static void points(void) {
  weir_tile* tile = NULL;
  REFUSES(weir_runtime, weir_tile_open(bad, "x.las", &tile));
  REFUSED(weir_tile_open(runtime, NULL, &tile));
  REFUSED(weir_tile_open(runtime, "x.las", NULL));
  REFUSES(weir_tile, weir_tile_get_info(bad, &tile_info));
  REFUSES(weir_tile, weir_tile_read(bad, WEIR_POINT_XYZ, 0, 1, numbers, sizeof numbers));
  REFUSES(weir_tile, weir_tile_write(bad, "x.las", got_class, 1, NULL));
  BAD(weir_tile, weir_tile_free(bad));
  CHECK(tile == NULL);
  REFUSED(weir_synthetic_write(NULL, NULL, NULL));
  REFUSED(weir_synthetic_write("x.las", &synthetic_options, NULL));
}

static void features_of_points(void) {
  weir_neighbors* index = NULL;
  weir_features* features = NULL;
  const float* values = NULL;
  REFUSES(weir_runtime, weir_neighbors_create(bad, numbers, 1, NULL, &index));
  REFUSED(weir_neighbors_create(runtime, NULL, 1, NULL, &index));
  REFUSED(weir_neighbors_create(runtime, numbers, 1, NULL, NULL));
  REFUSES(weir_neighbors, weir_neighbors_nearest(bad, numbers, 1, 1, NULL, &got_u64, &got_double));
  BAD(weir_neighbors, weir_neighbors_free(bad));
  REFUSES(weir_runtime, weir_features_create(bad, numbers, 1, NULL, NULL, &features));
  REFUSED(weir_features_create(runtime, NULL, 1, NULL, NULL, &features));
  REFUSED(weir_features_create(runtime, numbers, 1, &features_options, NULL, &features));
  REFUSED(weir_features_create(runtime, numbers, 1, NULL, NULL, NULL));
  REFUSES(weir_features, weir_features_column(bad, 1, &values, &got_u64));
  REFUSES(weir_features, weir_features_classify(bad, NULL, NULL, got_class, 1));
  BAD(weir_features, weir_features_free(bad));
  REFUSED(weir_lod_from_name(NULL, &got_u32));
  REFUSED(weir_lod_from_name("LOD2", NULL));
  REFUSES(weir_runtime, weir_picture_write(bad, "x.png", numbers, got_class, 1, NULL, NULL));
  REFUSED(weir_picture_write(runtime, NULL, numbers, got_class, 1, NULL, NULL));
  REFUSED(weir_picture_write(runtime, "x.png", numbers, got_class, 1, &picture_options, NULL));
  CHECK(index == NULL && features == NULL && values == NULL);
  CHECK(weir_feature_name(0) == NULL && weir_feature_name(UINT32_MAX) == NULL);
  CHECK(strcmp(weir_class_name(UINT32_MAX), "other") == 0);

  CHECK_OK(weir_features_create(runtime, numbers, 1, NULL, NULL, &features));
  REFUSED(weir_features_column(features, 99, &values, &got_u64));
  REFUSED(weir_features_column(features, 1, NULL, &got_u64));
  REFUSED(weir_features_column(features, 1, &values, NULL));
  REFUSED(weir_features_classify(features, &classify_options, NULL, got_class, 1));
  REFUSED(weir_features_classify(features, NULL, NULL, NULL, 1));
  weir_features_free(features);
}

#endif
