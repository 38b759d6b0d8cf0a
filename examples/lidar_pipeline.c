/* SPDX-License-Identifier: Apache-2.0 */
/* The main job in plain C:
 *
 *   lidar_pipeline CONFIG.json [TILE.las...] -o FOLDER
 *
 * Checks the configuration, then takes every tile through the library: points in
 * batches through the stream pool, features, classes, and out again as
 * NAME_classified.las, NAME.csv with a row per point, and NAME.png to look at.
 * report.json says what it took. A bad tile is reported and the others go on. Without a tile it
 * makes one. Ends with 0, 1 (nothing could be done) or 2 (some tiles failed). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "weir.h"

enum { MAX_TILES = 1000, NAME_SIZE = 200, PATH_SIZE = 1000, TEXT_SIZE = 2048 };

typedef struct settings {
  uint32_t lod;
  uint32_t neighbor_count;
  uint64_t batch_size; /* points moved at once */
} settings;

typedef struct outcome {
  const char* path;
  char name[NAME_SIZE];
  weir_status status;
  char error[TEXT_SIZE];
  uint64_t point_count;
  uint64_t counts[256]; /* per class */
  double seconds;
} outcome;

typedef struct job {
  weir_runtime* runtime;
  weir_profiler* profiler;
  weir_stream_pool* pool;
  const char* folder;
  settings settings;
  outcome* tiles;
  size_t tile_count;
} job;

/* What one tile holds while it is worked on; free_work() ends it, however far it came. */
typedef struct work {
  weir_tile* tile;
  weir_tile_info info;
  weir_buffer *read, *moved, *classes;
  weir_features* features;
} work;

/* On to the next line, or out of this function with the error. */
#define TRY(call)                     \
  do {                                \
    const weir_status tried = (call); \
    if (tried < 0) return tried;      \
  } while (0)

static int complain(const char* what) {
  fprintf(stderr, "lidar_pipeline: %s: %s\n", what, weir_last_error());
  return 1;
}

/* ---- the configuration ---------------------------------------------------------------- */

static weir_status make_rules(weir_rules** rules) {
  TRY(weir_rules_create(rules));
  TRY(weir_rules_add_required(*rules, "lod_level", NULL));
  TRY(weir_rules_add_lod(*rules, NULL));
  TRY(weir_rules_add_type(*rules, "batch_size", WEIR_ALLOW_INTEGER, NULL));
  TRY(weir_rules_add_range(*rules, "batch_size", 1, 10e6, NULL));
  TRY(weir_rules_add_type(*rules, "neighbor_count", WEIR_ALLOW_INTEGER, NULL));
  return weir_rules_add_range(*rules, "neighbor_count", 3, 4096, NULL);
}

static weir_status read_settings(const weir_json* config, settings* out) {
  const char* lod = NULL;
  size_t lod_size = 0;
  int64_t number = 0;
  weir_status status;
  TRY(weir_json_get_string(config, "/lod_level", &lod, &lod_size));
  TRY(weir_lod_from_name(lod, &out->lod));
  out->batch_size = 10000;
  out->neighbor_count = 16;
  status = weir_json_get_int64(config, "/batch_size", &number); /* WEIR_MISS keeps the default */
  if (status == WEIR_OK) out->batch_size = (uint64_t)number;
  TRY(status);
  status = weir_json_get_int64(config, "/neighbor_count", &number);
  if (status == WEIR_OK) out->neighbor_count = (uint32_t)number;
  return status;
}

/* 0, or 1 after saying what is wrong with the file. */
static int load_settings(const char* path, settings* out) {
  weir_json* config = NULL;
  weir_rules* rules = NULL;
  weir_report* report = NULL;
  weir_buffer* summary = NULL;
  int failed = 1;
  if (weir_json_read_file(path, &config) < 0 || make_rules(&rules) < 0 ||
      weir_rules_validate(rules, config, NULL, &report) < 0) {
    complain(path);
  } else if (!weir_report_is_valid(report)) {
    if (weir_report_summary(report, &summary) == WEIR_OK) {
      fprintf(stderr, "%s is not valid:\n%s\n", path, (const char*)weir_buffer_data(summary));
    }
  } else if (read_settings(config, out) < 0) {
    complain(path);
  } else {
    failed = 0;
  }
  weir_buffer_free(summary);
  weir_report_free(report);
  weir_rules_free(rules);
  weir_json_free(config);
  return failed;
}

/* ---- one tile ------------------------------------------------------------------------- */

static weir_status open_tile(const job* job, const char* path, work* work) {
  TRY(weir_tile_open(job->runtime, path, &work->tile));
  work->info.struct_size = sizeof work->info;
  TRY(weir_tile_get_info(work->tile, &work->info));
  TRY(weir_buffer_create(job->runtime, work->info.point_count * 24, 0, &work->read));
  TRY(weir_buffer_create(job->runtime, work->info.point_count * 24, 0, &work->moved));
  TRY(weir_buffer_create(job->runtime, work->info.point_count, 0, &work->classes));
  return weir_tile_read(work->tile, WEIR_POINT_XYZ, 0, work->info.point_count,
                        weir_buffer_data(work->read), weir_buffer_size(work->read));
}

/* All batches in one call: the pool spreads them over its streams. The last one is ragged. */
static weir_status move_points(const job* job, work* work) {
  const uint64_t points = work->info.point_count, batch = job->settings.batch_size;
  const size_t pairs = (size_t)((points + batch - 1) / batch);
  weir_array* arrays = (weir_array*)calloc(2 * pairs + 1, sizeof *arrays);
  uint64_t* shapes = (uint64_t*)calloc(2 * pairs + 1, sizeof *shapes);
  weir_ticket* ticket = NULL;
  weir_status status = WEIR_E_NO_MEMORY;
  size_t i;
  if (arrays != NULL && shapes != NULL) {
    for (i = 0; i < 2 * pairs; ++i) {
      const uint64_t first = i % pairs * batch;
      const weir_buffer* buffer = i < pairs ? work->read : work->moved;
      uint64_t* shape = shapes + i % pairs * 2;
      shape[0] = points - first < batch ? points - first : batch;
      shape[1] = 3;
      arrays[i].struct_size = sizeof *arrays;
      arrays[i].dtype = WEIR_F64;
      arrays[i].ndim = 2;
      arrays[i].data = (double*)weir_buffer_data(buffer) + 3 * first;
      arrays[i].shape = shape;
    }
    status = weir_stream_pool_batch(job->pool, arrays, arrays + pairs, pairs, NULL, &ticket);
    if (status == WEIR_OK) status = weir_ticket_wait(ticket, WEIR_FOREVER);
  }
  weir_ticket_free(ticket);
  free(shapes);
  free(arrays);
  return status;
}

static weir_status make_features(const job* job, work* work) {
  weir_features_options options = {0};
  options.struct_size = sizeof options;
  options.lod = job->settings.lod;
  options.neighbor_count = job->settings.neighbor_count;
  options.units_per_metre = work->info.units_per_metre;
  options.z_units_per_metre = work->info.z_units_per_metre;
  return weir_features_create(job->runtime, (const double*)weir_buffer_data(work->moved),
                              work->info.point_count, &options, NULL, &work->features);
}

/* A row per point: where it is, what it is, and every feature there is. */
static weir_status write_table(const work* work, const char* path, char* error) {
  const double* xyz = (const double*)weir_buffer_data(work->moved);
  const uint8_t* classes = (const uint8_t*)weir_buffer_data(work->classes);
  const float* columns[64];
  size_t column_count = 0, column;
  uint64_t count = 0, i;
  uint32_t feature;
  int wrong;
  FILE* file = fopen(path, "w");
  if (file == NULL) {
    snprintf(error, TEXT_SIZE, "%s: %s", path, strerror(errno));
    return WEIR_E_IO;
  }
  fprintf(file, "x,y,z,class");
  for (feature = 1; weir_feature_name(feature) != NULL && column_count < 64; ++feature) {
    if (weir_features_column(work->features, feature, &columns[column_count], &count) != WEIR_OK) {
      continue; /* not at this level of detail */
    }
    fprintf(file, ",%s", weir_feature_name(feature));
    ++column_count;
  }
  fputc('\n', file);
  for (i = 0; i < work->info.point_count; ++i) {
    fprintf(file, "%.10g,%.10g,%.10g,%u", xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2], classes[i]);
    for (column = 0; column < column_count; ++column) fprintf(file, ",%.5g", columns[column][i]);
    fputc('\n', file);
  }
  wrong = ferror(file);
  if (fclose(file) == 0 && !wrong) return WEIR_OK;
  snprintf(error, TEXT_SIZE, "%s: cannot be written: %s", path, strerror(errno));
  return WEIR_E_IO;
}

static weir_status write_results(const job* job, outcome* outcome, work* work) {
  const uint8_t* classes = (const uint8_t*)weir_buffer_data(work->classes);
  weir_picture_options picture = {0};
  char path[PATH_SIZE];
  weir_status status;
  snprintf(path, sizeof path, "%s/%s_classified.las", job->folder, outcome->name);
  TRY(weir_tile_write(work->tile, path, classes, work->info.point_count, NULL));
  snprintf(path, sizeof path, "%s/%s.csv", job->folder, outcome->name);
  TRY(write_table(work, path, outcome->error));
  snprintf(path, sizeof path, "%s/%s.png", job->folder, outcome->name);
  picture.struct_size = sizeof picture;
  picture.units_per_metre = work->info.units_per_metre;
  picture.z_units_per_metre = work->info.z_units_per_metre;
  status = weir_picture_write(job->runtime, path, (const double*)weir_buffer_data(work->moved),
                              classes, work->info.point_count, &picture, NULL);
  return status == WEIR_E_UNSUPPORTED ? WEIR_OK : status; /* a build without pictures */
}

/* One step of a tile, timed under its name. */
#define STEP(name, call)                                           \
  do {                                                             \
    TRY(weir_profiler_start_phase(job->profiler, name));           \
    TRY(call);                                                     \
    TRY(weir_profiler_end_phase_named(job->profiler, name, NULL)); \
  } while (0)

static weir_status process(const job* job, outcome* outcome, work* work) {
  uint8_t* classes;
  uint64_t i;
  STEP("read", open_tile(job, outcome->path, work));
  if (work->info.unit_source == WEIR_UNIT_ANGULAR) {
    snprintf(outcome->error, TEXT_SIZE, "%s is in degrees: project it first", outcome->path);
    return WEIR_E_UNSUPPORTED;
  }
  classes = (uint8_t*)weir_buffer_data(work->classes);
  STEP("move", move_points(job, work));
  STEP("features", make_features(job, work));
  STEP("classify",
       weir_features_classify(work->features, NULL, NULL, classes, work->info.point_count));
  STEP("write", write_results(job, outcome, work));
  outcome->point_count = work->info.point_count;
  for (i = 0; i < work->info.point_count; ++i) ++outcome->counts[classes[i]];
  return WEIR_OK;
}

static void free_work(work* work) {
  weir_features_free(work->features);
  weir_buffer_free(work->classes);
  weir_buffer_free(work->moved);
  weir_buffer_free(work->read);
  weir_tile_free(work->tile);
}

/* The phases that an error left open end with the tile's own. */
static void process_tile(const job* job, outcome* outcome) {
  work work;
  weir_phase_stats stats = {0};
  char phase[NAME_SIZE + 8];
  memset(&work, 0, sizeof work);
  snprintf(phase, sizeof phase, "tile_%s", outcome->name);
  weir_profiler_start_phase(job->profiler, phase);
  outcome->status = process(job, outcome, &work);
  if (outcome->status < 0 && outcome->error[0] == '\0') { /* before another call can fail */
    snprintf(outcome->error, TEXT_SIZE, "%s", weir_last_error());
  }
  stats.struct_size = sizeof stats;
  if (weir_profiler_end_phase_named(job->profiler, phase, &stats) == WEIR_OK) {
    outcome->seconds = (double)stats.last_ns / 1e9;
  }
  free_work(&work);
  if (outcome->status < 0) {
    fprintf(stderr, "failed  %s\n", outcome->error);
  } else {
    printf("done    %s: %llu points in %.2f s\n", outcome->path,
           (unsigned long long)outcome->point_count, outcome->seconds);
  }
}

/* ---- the report ----------------------------------------------------------------------- */

static void put_text(FILE* file, const char* text) {
  fputc('"', file);
  for (; *text != '\0'; ++text) {
    const unsigned char c = (unsigned char)*text;
    if (c < 32)
      fprintf(file, "\\u%04x", c);
    else if (c == '"' || c == '\\')
      fprintf(file, "\\%c", c);
    else
      fputc(c, file);
  }
  fputc('"', file);
}

static void put_tile(FILE* file, const outcome* tile) {
  const char* comma = "";
  uint32_t value;
  fputs("{\"path\": ", file);
  put_text(file, tile->path);
  if (tile->status < 0) {
    fprintf(file, ", \"status\": \"%s\", \"error\": ", weir_status_name(tile->status));
    put_text(file, tile->error);
    fputc('}', file);
    return;
  }
  fprintf(file, ", \"status\": \"WEIR_OK\", \"points\": %llu, \"seconds\": %.6f, \"classes\": {",
          (unsigned long long)tile->point_count, tile->seconds);
  for (value = 0; value < 256; ++value) {
    if (tile->counts[value] == 0) continue;
    fprintf(file, "%s\"%u\": %llu", comma, value, (unsigned long long)tile->counts[value]);
    comma = ", ";
  }
  fputs("}}", file);
}

static weir_status write_report(const job* job) {
  weir_buffer *phases = NULL, *transfers = NULL;
  weir_memory_stats memory = {0};
  char path[PATH_SIZE];
  FILE* file;
  size_t i;
  weir_status status = weir_profiler_report(job->profiler, WEIR_REPORT_JSON, &phases);
  memory.struct_size = sizeof memory;
  if (status == WEIR_OK) status = weir_stream_pool_stats_json(job->pool, &transfers);
  if (status == WEIR_OK) status = weir_runtime_memory_stats(job->runtime, &memory);
  snprintf(path, sizeof path, "%s/report.json", job->folder);
  file = status == WEIR_OK ? fopen(path, "w") : NULL;
  if (file == NULL) {
    if (status == WEIR_OK) status = WEIR_E_IO;
  } else {
    fputs("{\"tiles\": [", file);
    for (i = 0; i < job->tile_count; ++i) {
      if (i > 0) fputs(",\n  ", file);
      put_tile(file, &job->tiles[i]);
    }
    fprintf(file, "],\n\"memory\": {\"budget_bytes\": %llu, \"peak_bytes\": %llu},\n",
            (unsigned long long)memory.budget_bytes, (unsigned long long)memory.peak_bytes);
    fprintf(file, "\"transfers\": %s,\n", (const char*)weir_buffer_data(transfers));
    fprintf(file, "\"phases\": %s}\n", (const char*)weir_buffer_data(phases));
    if (fclose(file) != 0) status = WEIR_E_IO;
  }
  weir_buffer_free(transfers);
  weir_buffer_free(phases);
  return status;
}

/* ---- the job -------------------------------------------------------------------------- */

/* The file's name without folder and ending; numbered when an earlier tile has it. */
static void name_tile(job* job, size_t at) {
  outcome* tile = &job->tiles[at];
  const char* slash = strrchr(tile->path, '/');
  char* dot;
  size_t i;
  snprintf(tile->name, NAME_SIZE - 8, "%s", slash != NULL ? slash + 1 : tile->path);
  dot = strrchr(tile->name, '.');
  if (dot != NULL && dot != tile->name) *dot = '\0';
  for (i = 0; i < at; ++i) {
    if (strcmp(job->tiles[i].name, tile->name) != 0) continue;
    snprintf(tile->name + strlen(tile->name), 8, "-%u", (unsigned)at + 1);
    break;
  }
}

static int run(job* job) {
  size_t i, failed = 0;
  if (weir_runtime_create(NULL, &job->runtime) < 0 ||
      weir_runtime_profiler(job->runtime, &job->profiler) < 0 ||
      weir_runtime_stream_pool(job->runtime, NULL, &job->pool) < 0) {
    return complain("cannot begin");
  }
  for (i = 0; i < job->tile_count; ++i) {
    name_tile(job, i);
    process_tile(job, &job->tiles[i]);
    if (job->tiles[i].status < 0) ++failed;
  }
  if (write_report(job) < 0) return complain("report.json");
  return failed > 0 ? 2 : 0;
}

int main(int argc, char** argv) {
  static outcome tiles[MAX_TILES];
  static char made[PATH_SIZE];
  const char* config = NULL;
  job job = {0};
  int i, result;
  job.tiles = tiles;
  for (i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
      job.folder = argv[++i];
    else if (config == NULL)
      config = argv[i];
    else if (job.tile_count < MAX_TILES)
      tiles[job.tile_count++].path = argv[i];
  }
  if (config == NULL || job.folder == NULL) {
    fprintf(stderr, "usage: lidar_pipeline CONFIG.json [TILE.las...] -o FOLDER\n");
    return 1;
  }
  if (load_settings(config, &job.settings)) return 1;
  if (mkdir(job.folder, 0777) != 0 && errno != EEXIST) {
    perror(job.folder);
    return 1;
  }
  if (job.tile_count == 0) {
    snprintf(made, sizeof made, "%s/synthetic_truth.las", job.folder);
    if (weir_synthetic_write(made, NULL, NULL) < 0) return complain(made);
    tiles[job.tile_count++].path = made;
  }
  result = run(&job);
  weir_stream_pool_free(job.pool);
  weir_profiler_free(job.profiler);
  weir_runtime_free(job.runtime);
  return result;
}
