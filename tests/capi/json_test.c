/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a C program reads JSON strictly, gets every value by pointer, and writes it back (A-089:
 * a default stays where the configuration says nothing). */
#include <unistd.h>

#include "check.h"

static weir_json* parse(const char* text) {
  weir_json* json = NULL;
  CHECK_OK(weir_json_parse(text, strlen(text), &json));
  return json;
}

static void gets_every_type(void) {
  weir_json* json = parse(
      "{\"on\":true,\"n\":9007199254740993,\"x\":0.5,\"s\":\"h\\u00e9\",\"list\":[1,2,3],\"nil\":"
      "null}");
  uint32_t type = 0;
  int32_t truth = 0;
  int64_t whole = 0;
  double real = 0;
  const char* text = NULL;
  size_t size = 0;
  uint64_t count = 0;
  CHECK_OK(weir_json_type_at(json, "", &type));
  CHECK(type == WEIR_JSON_OBJECT);
  CHECK_OK(weir_json_type_at(json, "/nil", &type));
  CHECK(type == WEIR_JSON_NULL);
  CHECK_OK(weir_json_get_bool(json, "/on", &truth));
  CHECK(truth == 1);
  CHECK_OK(weir_json_get_int64(json, "/n", &whole));
  CHECK(whole == INT64_C(9007199254740993));
  CHECK_OK(weir_json_get_double(json, "/x", &real));
  CHECK(real == 0.5);
  CHECK_OK(weir_json_get_string(json, "/s", &text, &size));
  CHECK(size == 3 && strcmp(text, "h\xC3\xA9") == 0);
  CHECK_OK(weir_json_get_string(json, "/s", &text, NULL));
  CHECK_OK(weir_json_get_count(json, "/list", &count));
  CHECK(count == 3);
  CHECK_OK(weir_json_get_key(json, "", 5, &text, &size));
  CHECK(size == 3 && strcmp(text, "nil") == 0);
  CHECK_STATUS(weir_json_get_key(json, "", 6, &text, &size), WEIR_END);
  weir_json_free(json);
}

static void absent_leaves_defaults(void) {
  weir_json* json = parse("{\"lod_level\":\"LOD3\"}");
  const char* level = "LOD2";
  int64_t batch_size = 10000; /* */
  CHECK_OK(weir_json_get_string(json, "/lod_level", &level, NULL));
  CHECK(strcmp(level, "LOD3") == 0);
  CHECK_STATUS(weir_json_get_int64(json, "/batch_size", &batch_size), WEIR_MISS);
  CHECK(batch_size == 10000);
  weir_json_free(json);
}

static void refuses(void) {
  weir_json* json = parse("{\"a\":{\"b\":1.5},\"big\":1e300,\"s\":\"x\"}");
  weir_json* other = json;
  int64_t whole = 7;
  int32_t truth = 7;
  uint64_t count = 7;
  const char* text = NULL;
  uint32_t type = 0;
  CHECK_ERROR(weir_json_parse("{\"a\":1,\"a\":2}", 13, &other), WEIR_E_PARSE,
              "line 1, column 8, at /a: the key \"a\" appears twice");
  CHECK(other == NULL);
  CHECK_ERROR(weir_json_parse(NULL, 0, &other), WEIR_E_PARSE, "the text ends");
  CHECK_ERROR(weir_json_parse(NULL, 1, &other), WEIR_E_INVALID, "text is NULL");
  CHECK_ERROR(weir_json_parse("1", 1, NULL), WEIR_E_INVALID, "json_out is NULL");
  CHECK_ERROR(weir_json_get_int64(json, "/a/b", &whole), WEIR_E_INVALID, "\"/a/b\" is 1.5, which");
  CHECK_ERROR(weir_json_get_int64(json, "/big", &whole), WEIR_E_LIMIT, "64 bits");
  CHECK_ERROR(weir_json_get_int64(json, "/s", &whole), WEIR_E_INVALID, "a string, not a number");
  CHECK_ERROR(weir_json_get_bool(json, "/big", &truth), WEIR_E_INVALID, "a number, not a boolean");
  CHECK_ERROR(weir_json_get_count(json, "/s", &count), WEIR_E_INVALID, "a string, not an array");
  CHECK_ERROR(weir_json_get_key(json, "/s", 0, &text, NULL), WEIR_E_INVALID, "not an object");
  CHECK_ERROR(weir_json_get_int64(json, "a", &whole), WEIR_E_INVALID, "does not start with '/'");
  CHECK_ERROR(weir_json_get_int64(json, NULL, &whole), WEIR_E_INVALID, "pointer is NULL");
  CHECK_ERROR(weir_json_get_int64(json, "/a/b", NULL), WEIR_E_INVALID, "NULL");
  CHECK_ERROR(weir_json_type_at(NULL, "", &type), WEIR_E_INVALID, "json is NULL");
  CHECK(whole == 7 && truth == 7 && count == 7 && text == NULL);
  weir_json_free(json);
  weir_json_free(NULL);
}

static void writes(void) {
  weir_json* json = parse("{\"b\": 1.0, \"a\": [18446744073709551615, 1e-7]}");
  weir_buffer* text = NULL;
  CHECK_OK(weir_json_write(json, "", 0, &text));
  CHECK(strcmp(weir_buffer_data(text), "{\"b\":1,\"a\":[18446744073709551615,1e-7]}") == 0);
  weir_buffer_free(text);
  CHECK_OK(weir_json_write(json, "", WEIR_JSON_CANONICAL, &text));
  CHECK(strcmp(weir_buffer_data(text), "{\"a\":[18446744073709551615,1e-7],\"b\":1}") == 0);
  weir_buffer_free(text);
  CHECK_OK(weir_json_write(json, "/a", WEIR_JSON_PRETTY, &text));
  CHECK(strcmp(weir_buffer_data(text), "[\n  18446744073709551615,\n  1e-7\n]") == 0);
  weir_buffer_free(text);
  CHECK_STATUS(weir_json_write(json, "/nothing", 0, &text), WEIR_MISS);
  CHECK(text == NULL);
  CHECK_ERROR(weir_json_write(json, "", 3, &text), WEIR_E_INVALID, "flags is 3");
  weir_json_free(json);
}

static void reads_files(void) {
  char path[] = "/tmp/weir_json_test_XXXXXX";
  const int fd = mkstemp(path);
  weir_json* json = NULL;
  int64_t value = 0;
  CHECK(fd >= 0 && write(fd, "{\"a\": 5}\n", 9) == 9);
  CHECK_OK(weir_json_read_file(path, &json));
  CHECK_OK(weir_json_get_int64(json, "/a", &value));
  CHECK(value == 5);
  weir_json_free(json);
  CHECK(write(fd, "x", 1) == 1 && close(fd) == 0);
  CHECK_ERROR(weir_json_read_file(path, &json), WEIR_E_PARSE, ": line 2, column 1: there is text");
  CHECK(strstr(weir_last_error(), path) != NULL && json == NULL);
  CHECK(unlink(path) == 0);
  CHECK_ERROR(weir_json_read_file(path, &json), WEIR_E_NOT_FOUND, path);
  CHECK_ERROR(weir_json_read_file("/tmp", &json), WEIR_E_IO, "/tmp");
  CHECK_ERROR(weir_json_read_file(NULL, &json), WEIR_E_INVALID, "path is NULL");
}

int main(void) {
  gets_every_type();
  absent_leaves_defaults();
  refuses();
  writes();
  reads_files();
  return 0;
}
