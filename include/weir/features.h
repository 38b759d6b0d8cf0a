/* SPDX-License-Identifier: Apache-2.0 */
/* weir/features.h: what surrounds a point, and what the point is.
 *
 * Nearest neighbours, features of a point's surroundings, classes by the usual
 * rules, and a picture to look at. All of it takes coordinates as they come out of
 * weir_tile_read(): x, y, z, x, y, z. Long calls use the runtime's workers; what
 * they give does not depend on how many there are.
 *
 * Points may be in feet or in metres: tell units_per_metre, as weir_tile_info has
 * it. Every threshold here and every feature is in metres.
 */
#ifndef WEIR_FEATURES_H
#define WEIR_FEATURES_H

#include "weir/base.h"
#include "weir/runtime.h"
#include "weir/ticket.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Points, ready to be asked who is near.
 *
 * Threads: Frozen. Any number of threads may ask at once.
 */
typedef struct weir_neighbors weir_neighbors;

/* The index of a neighbour that does not exist. */
static const uint64_t WEIR_NO_POINT = 0xFFFFFFFFFFFFFFFFu;

/* Makes an index of points, charged to the runtime's budget (some 40 bytes each).
 *
 * Borrows: control, which may be NULL.
 * Copies: xyz, three doubles per point.
 * Gives: neighbors_out, to be ended with weir_neighbors_free().
 * Errors: WEIR_E_INVALID for a NULL argument or a coordinate that is not a finite
 *         number: the text names the point; WEIR_E_LIMIT for over 4 billion points;
 *         WEIR_E_NO_MEMORY; WEIR_E_CANCELLED; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_neighbors_create(weir_runtime* runtime, const double* xyz,
                                           uint64_t point_count, weir_control* control,
                                           weir_neighbors** neighbors_out);

/* Finds the k nearest points of each query, exactly, nearest first.
 *
 * Of points at equal distance the one of the lower index is nearer. A query that is
 * one of the points finds itself first. Where there are fewer points than k, the
 * rest is WEIR_NO_POINT, infinitely far. Distances are in the points' own units.
 *
 * indices and distances have room for k values per query; distances may be NULL.
 *
 * Borrows: queries_xyz, and control, which may be NULL; it counts queries.
 * Errors: WEIR_E_INVALID for a NULL argument, a k that is not 1 to 4096, or a query
 *         that is not finite; WEIR_E_NO_MEMORY; WEIR_E_CANCELLED; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_neighbors_nearest(const weir_neighbors* neighbors,
                                            const double* queries_xyz, uint64_t query_count,
                                            uint32_t k, weir_control* control, uint64_t* indices,
                                            double* distances);

/* Ends an index. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_neighbors_free(weir_neighbors* neighbors);

/* The features of every point of a set.
 *
 * Threads: Frozen. Any number of threads may read.
 */
typedef struct weir_features weir_features;

/* One number per point. The shape features come from the eigenvalues l1 >= l2 >= l3
 * of the covariance of the k nearest points (Demantke et al. 2011, Dimensionality
 * based scale selection; Weinmann et al. 2015, Semantic point cloud interpretation).
 * They are 0 where all of them lie on one spot. */
enum weir_feature {
  WEIR_FEATURE_HEIGHT = 1,        /* above the ground, m */
  WEIR_FEATURE_DENSITY = 2,       /* per m2: k over the disc that reaches the k-th */
  WEIR_FEATURE_LINEARITY = 3,     /* (l1 - l2) / l1 */
  WEIR_FEATURE_PLANARITY = 4,     /* (l2 - l3) / l1 */
  WEIR_FEATURE_SPHERICITY = 5,    /* l3 / l1 */
  WEIR_FEATURE_VERTICALITY = 6,   /* 1 - |z of the normal|: 0 lies, 1 stands */
  WEIR_FEATURE_ROUGHNESS = 7,     /* sqrt(l3), m: how far they stray from their plane */
  WEIR_FEATURE_CURVATURE = 8,     /* l3 / (l1 + l2 + l3), the surface variation */
  WEIR_FEATURE_ANISOTROPY = 9,    /* (l1 - l3) / l1 */
  WEIR_FEATURE_OMNIVARIANCE = 10, /* (l1 l2 l3) ^ (1/3), m2 */
  WEIR_FEATURE_EIGENENTROPY = 11  /* -sum of e ln e, with e = l / (l1 + l2 + l3) */
};

/* The level of detail chooses the features:
 *   MINIMAL  height, density
 *   LOD2     + planarity, verticality, roughness
 *   ASPRS    + linearity, sphericity
 *   LOD3     + curvature, anisotropy
 *   FULL     + omnivariance, eigenentropy */
enum weir_lod {
  WEIR_LOD_DEFAULT = 0, /* LOD2 */
  WEIR_LOD_LOD2 = 1,
  WEIR_LOD_LOD3 = 2,
  WEIR_LOD_ASPRS = 3,
  WEIR_LOD_MINIMAL = 4,
  WEIR_LOD_FULL = 5
};

typedef struct weir_features_options {
  uint32_t struct_size;      /* sizeof(weir_features_options), as you compiled it */
  uint32_t lod;              /* WEIR_LOD_* */
  uint32_t neighbor_count;   /* k, the point itself included; 0: 16; else 3 to 4096 */
  uint32_t flags;            /* 0 */
  double units_per_metre;    /* of x and y; 0: 1, metres */
  double z_units_per_metre;  /* of z; 0: as units_per_metre */
  double ground_cell_m;      /* of the ground grid; 0: 1 */
  double ground_slope;       /* rise over run that ground may have; 0: 0.15 */
  double ground_window_m;    /* half the width of the largest building; 0: 18 */
  double ground_threshold_m; /* ground points lie this near to the surface; 0: 0.5 */
} weir_features_options;

/* Computes the features of points.
 *
 * The ground is found by the simple morphological filter (Pingel, Clarke and McBride
 * 2013); heights are above the mean of its points, a smooth surface over the gaps.
 * No points is a valid set.
 *
 * Coordinates that are angles are not told from lengths: degrees would be taken for
 * metres. Project a tile first whose unit_source is WEIR_UNIT_ANGULAR.
 *
 * Borrows: control, which may be NULL.
 * Copies: xyz, three doubles per point, and options, which may be NULL.
 * Gives: features_out, to be ended with weir_features_free().
 * Errors: WEIR_E_INVALID for a NULL argument, an option out of range, or a coordinate
 *         that is not a finite number; WEIR_E_UNSUPPORTED for an option that this
 *         version does not know; WEIR_E_LIMIT when the ground grid would have over 64
 *         million cells, as stray points far away make it, or for over 4 billion
 *         points; WEIR_E_NO_MEMORY; WEIR_E_CANCELLED; WEIR_E_CLOSED.
 * Since: 1.0
 */
WEIR_API weir_status weir_features_create(weir_runtime* runtime, const double* xyz,
                                          uint64_t point_count,
                                          const weir_features_options* options,
                                          weir_control* control, weir_features** features_out);

/* Lends one feature of all points.
 *
 * Lends: values_out, for the life of the features; not NULL, also without points.
 * Errors: WEIR_MISS when this level of detail does not make the feature (an answer);
 *         WEIR_E_INVALID for a NULL argument or an unknown feature.
 * Since: 1.0
 */
WEIR_API weir_status weir_features_column(const weir_features* features, uint32_t feature,
                                          const float** values_out, uint64_t* count_out);

/* Ends the features. NULL does nothing.
 *
 * Errors: none; a handle of another type is left alone.
 * Since: 1.0
 */
WEIR_API void weir_features_free(weir_features* features);

/* Tells a feature's name, such as "planarity".
 *
 * Lends: the name, for the life of the process; NULL for an unknown feature.
 * Errors: none.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API const char* weir_feature_name(uint32_t feature);

/* Finds a level of detail by its name: "LOD2", "LOD3", "ASPRS", "MINIMAL" or "FULL".
 *
 * Errors: WEIR_MISS for another name (an answer); WEIR_E_INVALID for a NULL argument.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_lod_from_name(const char* name, uint32_t* lod_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_FEATURES_H */
