/* SPDX-License-Identifier: Apache-2.0 */
/* weir/classify.h: what each point is, and a picture of it. */
#ifndef WEIR_CLASSIFY_H
#define WEIR_CLASSIFY_H

#include "weir/base.h"
#include "weir/features.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The ASPRS classes that weir_features_classify() tells apart. */
enum weir_class {
  WEIR_CLASS_UNCLASSIFIED = 1,
  WEIR_CLASS_GROUND = 2,
  WEIR_CLASS_LOW_VEGETATION = 3,
  WEIR_CLASS_MEDIUM_VEGETATION = 4,
  WEIR_CLASS_HIGH_VEGETATION = 5,
  WEIR_CLASS_BUILDING = 6,
  WEIR_CLASS_NOISE = 7
};

typedef struct weir_classify_options {
  uint32_t struct_size;        /* sizeof(weir_classify_options), as you compiled it */
  uint32_t flags;              /* 0 */
  double alone_m;              /* the fifth neighbour is farther: alone; 0: 5 */
  double below_m;              /* this deep under the ground: noise; 0: 1.5 */
  double medium_from_m;        /* medium vegetation begins; 0: 0.5 */
  double high_from_m;          /* high vegetation begins; 0: 1.5 */
  double building_from_m;      /* roofs begin; 0: 2 */
  double building_roughness_m; /* roofs are this smooth; 0: 0.15 */
  double building_area_m2;     /* roofs are this large, connected; 0: 16 */
} weir_classify_options;

/* Gives each point a class, by rules in common use.
 *
 * Noise is what is alone and off the ground (the radius rule of PDAL's
 * filters.outlier and LAStools' lasnoise), or deep under it. Ground is what the
 * ground filter found. Buildings are high points that are smooth and not upright, in
 * patches of some area (LAStools' lasclassify: 2 m up and planar within 0.1 m;
 * patches as in Rottensteiner and Briese 2002), and what lies at the edges of such
 * patches. The rest is vegetation: low, medium and high by the heights of IGN's LiDAR
 * HD. These rules do not know water, bridges or wires. With WEIR_LOD_MINIMAL only
 * ground and noise are told, and the rest is unclassified.
 *
 * classes has room for class_count values: one per point.
 *
 * Borrows: options, which may be NULL, and control, which may be NULL.
 * Errors: WEIR_E_INVALID for a NULL argument, an option out of range, or a class_count
 *         that is not the number of points; WEIR_E_UNSUPPORTED for an option that this
 *         version does not know; WEIR_E_LIMIT as weir_features_create();
 *         WEIR_E_NO_MEMORY; WEIR_E_CANCELLED; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_features_classify(const weir_features* features,
                                            const weir_classify_options* options,
                                            weir_control* control, uint8_t* classes,
                                            uint64_t class_count);

/* Tells a class's name, such as "high vegetation"; "other" for one without.
 *
 * Lends: the name, for the life of the process.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API const char* weir_class_name(uint32_t point_class);

typedef struct weir_picture_options {
  uint32_t struct_size;     /* sizeof(weir_picture_options), as you compiled it */
  uint32_t longest_side_px; /* of each of the two maps; 0: 1200; else 16 to 16384 */
  double units_per_metre;   /* of x and y; 0: 1, metres */
  double z_units_per_metre; /* of z; 0: as units_per_metre */
} weir_picture_options;

/* Writes a PNG that shows the points from above: their height, shaded, and their
 * classes, with a legend and a scale. North is up. The same points give the same file.
 *
 * Borrows: path, xyz (three doubles per point), classes (one per point), options,
 *          which may be NULL, and control, which may be NULL.
 * Errors: WEIR_E_UNSUPPORTED in a build without libpng, or for an option that this
 *         version does not know; WEIR_E_INVALID for a NULL argument, an option out of
 *         range or a coordinate that is not finite;
 *         WEIR_E_LIMIT as weir_features_create(); WEIR_E_NOT_FOUND when the folder is
 *         not there; WEIR_E_IO when the file cannot be written; WEIR_E_NO_MEMORY;
 *         WEIR_E_CANCELLED; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_picture_write(weir_runtime* runtime, const char* path, const double* xyz,
                                        const uint8_t* classes, uint64_t point_count,
                                        const weir_picture_options* options, weir_control* control);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_CLASSIFY_H */
