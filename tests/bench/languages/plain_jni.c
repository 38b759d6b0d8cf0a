/* SPDX-License-Identifier: Apache-2.0 */
/* JNI by hand over the same C functions: what a careful author writes, with the thread attached
 * once for its life. A peer in the table of languages. */
#include <jni.h>
#include <pthread.h>
#include <stdlib.h>

#include "weir.h"

static JavaVM* machine;
static pthread_key_t attached;
static jmethodID rule_holds;
static jmethodID done_hears;

static void detach(void* unused) {
  (void)unused;
  (*machine)->DetachCurrentThread(machine);
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* vm, void* unused) {
  JNIEnv* env = NULL;
  (void)unused;
  machine = vm;
  if ((*vm)->GetEnv(vm, (void**)&env, JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
  if (pthread_key_create(&attached, detach) != 0) return JNI_ERR;
  jclass rule = (*env)->FindClass(env, "LanguageBench$Rule");
  jclass done = (*env)->FindClass(env, "LanguageBench$Done");
  if (rule == NULL || done == NULL) return JNI_ERR;
  rule_holds = (*env)->GetMethodID(env, rule, "holds", "()Z");
  done_hears = (*env)->GetMethodID(env, done, "done", "(I)V");
  return JNI_VERSION_1_6;
}

static JNIEnv* here(void) {
  JNIEnv* env = NULL;
  if ((*machine)->GetEnv(machine, (void**)&env, JNI_VERSION_1_6) == JNI_OK) return env;
  (*machine)->AttachCurrentThreadAsDaemon(machine, (void**)&env, NULL);
  pthread_setspecific(attached, env);
  return env;
}

static void let_go(void* user) {
  JNIEnv* env = here();
  (*env)->DeleteGlobalRef(env, (jobject)user);
}

static int32_t check_rule(void* user, const weir_json* config, weir_finding_sink* sink) {
  JNIEnv* env = here();
  (void)config, (void)sink;
  return (*env)->CallBooleanMethod(env, (jobject)user, rule_holds);
}

static void hear_done(void* user, weir_status status) {
  JNIEnv* env = here();
  (*env)->CallVoidMethod(env, (jobject)user, done_hears, (jint)status);
}

#define PLAIN(type, name) JNIEXPORT type JNICALL Java_LanguageBench_##name
#define AS(type, handle) ((type*)(intptr_t)(handle))

PLAIN(jlong, rules)(JNIEnv* env, jclass self) {
  weir_rules* rules = NULL;
  (void)env, (void)self;
  weir_rules_create(&rules);
  return (jlong)(intptr_t)rules;
}

PLAIN(jlong, count)(JNIEnv* env, jclass self, jlong rules) {
  (void)env, (void)self;
  return (jlong)weir_rules_count(AS(weir_rules, rules));
}

PLAIN(jlong, parse)(JNIEnv* env, jclass self, jstring text) {
  weir_json* json = NULL;
  const char* bytes = (*env)->GetStringUTFChars(env, text, NULL);
  (void)self;
  weir_json_parse(bytes, (size_t)(*env)->GetStringUTFLength(env, text), &json);
  (*env)->ReleaseStringUTFChars(env, text, bytes);
  return (jlong)(intptr_t)json;
}

PLAIN(jlong, number)(JNIEnv* env, jclass self, jlong json, jstring pointer) {
  int64_t value = 0;
  const char* bytes = (*env)->GetStringUTFChars(env, pointer, NULL);
  (void)self;
  weir_json_get_int64(AS(weir_json, json), bytes, &value);
  (*env)->ReleaseStringUTFChars(env, pointer, bytes);
  return value;
}

PLAIN(void, addRule)(JNIEnv* env, jclass self, jlong rules, jobject rule) {
  (void)self;
  weir_rules_add_custom(AS(weir_rules, rules), "r", check_rule, (*env)->NewGlobalRef(env, rule),
                        let_go, NULL);
}

PLAIN(jint, check)(JNIEnv* env, jclass self, jlong rules, jlong json) {
  (void)env, (void)self;
  return weir_rules_check(AS(weir_rules, rules), AS(weir_json, json));
}

/* A stream of its own, and one byte to copy in it. */
PLAIN(jlong, pool)(JNIEnv* env, jclass self) {
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  weir_stream_pool_options options = {.struct_size = sizeof options, .size = 1};
  (void)env, (void)self;
  weir_runtime_default(&runtime);
  weir_stream_pool_create(runtime, &options, &pool);
  return (jlong)(intptr_t)pool;
}

PLAIN(jlong, transfer)(JNIEnv* env, jclass self, jlong pool, jlong bytes) {
  const uint64_t shape = (uint64_t)bytes;
  char* memory = calloc(2, (size_t)bytes); /* for the life of the program */
  weir_array src = {
      .struct_size = sizeof src, .dtype = WEIR_U8, .ndim = 1, .data = memory, .shape = &shape};
  weir_array dst = src;
  weir_ticket* ticket = NULL;
  (void)env, (void)self;
  dst.data = memory + bytes;
  weir_stream_pool_transfer(AS(weir_stream_pool, pool), &src, &dst, &ticket);
  return (jlong)(intptr_t)ticket;
}

PLAIN(void, onDone)(JNIEnv* env, jclass self, jlong ticket, jobject done) {
  (void)self;
  weir_ticket_on_done(AS(weir_ticket, ticket), hear_done, (*env)->NewGlobalRef(env, done), let_go);
}

PLAIN(void, await)(JNIEnv* env, jclass self, jlong pool) {
  (void)env, (void)self;
  weir_stream_pool_wait_all(AS(weir_stream_pool, pool), WEIR_FOREVER);
}
