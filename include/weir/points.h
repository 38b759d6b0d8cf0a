/* SPDX-License-Identifier: Apache-2.0 */
/* weir/points.h: LiDAR tiles in, classified tiles out.
 *
 * A tile is a LAS file (ASPRS LAS 1.2 to 1.4, point formats 0 to 10). You read its
 * points as columns, compute on them (weir/features.h), and write a copy of the
 * file with other classes.
 *
 * Coordinates are in the tile's own units, which may be feet: weir_tile_info tells
 * how many make a metre.
 */
#ifndef WEIR_POINTS_H
#define WEIR_POINTS_H

#include "weir/base.h"
#include "weir/runtime.h"
#include "weir/ticket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A LAS file, open for reading.
 *
 * It is read as you ask and never mapped, so a file that is cut short meanwhile
 * gives WEIR_E_IO and not a signal.
 *
 * Threads: Frozen. Any number of threads may use one tile at once.
 */
typedef struct weir_tile weir_tile;

/* What the tile's coordinate system says about its units. */
enum weir_unit_source {
  WEIR_UNIT_ASSUMED = 0,  /* nothing: metres are assumed */
  WEIR_UNIT_GEO_KEYS = 1, /* GeoTIFF keys tell */
  WEIR_UNIT_WKT = 2,      /* a WKT text tells */
  WEIR_UNIT_ANGULAR = 3   /* x and y are angles: project the tile before computing on it */
};

typedef struct weir_tile_info {
  uint32_t struct_size;   /* sizeof(weir_tile_info), as you compiled it */
  uint32_t version_minor; /* of LAS 1.x */
  uint32_t point_format;  /* 0 to 10 */
  uint32_t record_bytes;  /* of one point in the file */
  uint64_t point_count;   /* may be 0: a tile without points is a tile */
  uint64_t file_bytes;
  double scale[3]; /* a coordinate is a 32-bit integer times this plus offset */
  double offset[3];
  double minimum[3]; /* as the header says; 0 without points */
  double maximum[3];
  double units_per_metre;   /* of x and y; 0 when they are angles */
  double z_units_per_metre; /* of z */
  uint32_t unit_source;     /* WEIR_UNIT_* */
  uint32_t max_class;       /* the greatest class the point format can hold: 31 or 255 */
} weir_tile_info;

/* What one point has. */
enum weir_point_field {
  WEIR_POINT_XYZ = 1,            /* 3 doubles, scaled */
  WEIR_POINT_INTENSITY = 2,      /* uint16_t */
  WEIR_POINT_RETURN_NUMBER = 3,  /* uint8_t, from 1 */
  WEIR_POINT_RETURN_COUNT = 4,   /* uint8_t */
  WEIR_POINT_CLASSIFICATION = 5, /* uint8_t */
  WEIR_POINT_GPS_TIME = 6,       /* double; not in formats 0 and 2 */
  WEIR_POINT_COLOR = 7,          /* 3 uint16_t: red, green, blue; not in 0, 1, 4, 6 and 9 */
  WEIR_POINT_SOURCE_ID = 8       /* uint16_t */
};

/* Opens a LAS file.
 *
 * The header and the variable-length records are checked against themselves and
 * against the file's size before anything is believed. No point is read yet. A
 * file without points is valid. One whose offset is so large that doubles beside it
 * are further apart than its scale opens with a warning in the runtime's log.
 *
 * Borrows: path.
 * Gives: tile_out, to be ended with weir_tile_free().
 * Errors: WEIR_E_NOT_FOUND when there is no such file; WEIR_E_IO when it cannot be read;
 *         WEIR_E_PARSE when it is malformed or cut short: the text names the file, the
 *         field and the byte;
 *         WEIR_E_UNSUPPORTED for compressed points (LAZ) and other versions of LAS;
 *         WEIR_E_INVALID for a NULL argument; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_tile_open(weir_runtime* runtime, const char* path, weir_tile** tile_out);

/* Tells what the file says about itself.
 *
 * Errors: WEIR_E_INVALID for a NULL tile or info_out, or struct_size not set.
 * Since: 1.0
 */
WEIR_API weir_status weir_tile_get_info(const weir_tile* tile, weir_tile_info* info_out);

/* Reads one field of `count` points, from point `first` on, densely into values.
 *
 * On an error, values may have been written in part.
 *
 * Errors: WEIR_MISS when the tile's point format lacks the field (an answer);
 *         WEIR_E_TOO_SMALL when values_size bytes do not hold that many values;
 *         WEIR_E_PARSE for a GPS time that is not a finite number: the text names the
 *         point and the byte;
 *         WEIR_E_IO when the file cannot be read or has become shorter;
 *         WEIR_E_INVALID for a NULL argument, an unknown field, or points past the last;
 *         WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_tile_read(const weir_tile* tile, uint32_t field, uint64_t first,
                                    uint64_t count, void* values, size_t values_size);

/* Writes a copy of the file in which each point has the class given for it.
 *
 * Everything else is kept byte for byte, the classification flags of old formats
 * included. The copy takes its place at `path` when it is complete and on the disk;
 * until then, and on every error, what stood there stays. `path` may be the tile's
 * own; a symbolic link there is replaced by the file.
 *
 * Borrows: path, classes, and control, which may be NULL; it counts points.
 * Errors: WEIR_E_INVALID for a NULL argument, a class_count that is not the number of
 *         points, or a class the point format cannot hold;
 *         WEIR_E_NOT_FOUND when the folder is not there;
 *         WEIR_E_IO when the file cannot be written, such as on a full disk, or the
 *         tile's own can no longer be read;
 *         WEIR_E_CANCELLED; WEIR_E_NO_MEMORY; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_tile_write(const weir_tile* tile, const char* path,
                                     const uint8_t* classes, uint64_t class_count,
                                     weir_control* control);

/* Ends a tile and closes its file. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_tile_free(weir_tile* tile);

typedef struct weir_synthetic_options {
  uint32_t struct_size;  /* sizeof(weir_synthetic_options), as you compiled it */
  uint32_t flags;        /* 0 */
  uint64_t seed;         /* another seed, another place */
  uint64_t point_count;  /* 0: 100,000; at most 100 million */
  double density_per_m2; /* points per square metre, 0.01 to 1000; 0: 4 */
} weir_synthetic_options;

/* Writes a LAS file of a place that does not exist, with the true class of each
 * point, for tests and for machines without data.
 *
 * LAS 1.4, format 6, metres: rolling ground, houses with pitched and flat roofs,
 * trees that let some of the light through, bushes, a few stray points, seen along
 * scan lines. The same options give the same file.
 *
 * Borrows: path, options (NULL: the defaults), and control, which may be NULL; it
 *          counts points.
 * Errors: WEIR_E_INVALID for a NULL path or an option out of range;
 *         WEIR_E_UNSUPPORTED for an option that this version does not know;
 *         WEIR_E_NOT_FOUND when the folder is not there; WEIR_E_IO when the file cannot
 *         be written; WEIR_E_CANCELLED; WEIR_E_NO_MEMORY.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_synthetic_write(const char* path, const weir_synthetic_options* options,
                                          weir_control* control);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_POINTS_H */
