// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_points.h"
*/
import "C"

import (
	"context"
	"fmt"
	"unsafe"
)

// NoPoint is the index of a neighbour that does not exist.
const NoPoint = ^uint64(0)

func triples(xyz []float64) (C.uint64_t, error) {
	if len(xyz)%3 != 0 {
		return 0, invalid(fmt.Sprintf("%d coordinates are no whole number of points", len(xyz)))
	}
	return C.uint64_t(len(xyz) / 3), nil
}

// Neighbors is an index of points, ready to be asked who is near. Any number of goroutines may ask.
type Neighbors struct{ handle }

func (n *Neighbors) own() *handle {
	if n == nil {
		return nil
	}
	return &n.handle
}

// NewNeighbors makes an index of points: x, y, z, x, y, z.
func NewNeighbors(ctx context.Context, r *Runtime, xyz []float64) (*Neighbors, error) {
	count, err := triples(xyz)
	if err != nil {
		return nil, err
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	l, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	answer := C.wgo_neighbors_create((*C.weir_runtime)(p), first(xyz), count, (*C.weir_control)(l.raw))
	if err := l.end(check(answer)); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_neighbors_free((*C.weir_neighbors)(p)) }
	return net(&Neighbors{newHandle("Neighbors", answer.handle, free)}), nil
}

// Close ends the index.
func (n *Neighbors) Close() error { return n.own().close() }

// Nearest finds the k nearest points of each query, nearest first: k indices and k distances a query.
// Where there are fewer points, the rest is NoPoint, infinitely far.
func (n *Neighbors) Nearest(ctx context.Context, queries []float64, k int) ([]uint64, []float64, error) {
	count, err := triples(queries)
	if err != nil {
		return nil, nil, err
	}
	if k < 1 || k > 4096 {
		return nil, nil, invalid(fmt.Sprintf("k is %d: ask for 1 to 4096 neighbours", k))
	}
	p, err := n.own().use()
	if err != nil {
		return nil, nil, err
	}
	defer n.done()
	l, err := begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	indices, distances := make([]uint64, int(count)*k), make([]float64, int(count)*k)
	err = l.end(check(C.wgo_neighbors_nearest((*C.weir_neighbors)(p), first(queries), count,
		C.uint32_t(k), (*C.weir_control)(l.raw), first(indices), first(distances))))
	if err != nil {
		return nil, nil, err
	}
	return indices, distances, nil
}

// LOD is a level of detail: it chooses the features.
type LOD uint32

// The levels of detail.
const (
	LODDefault LOD = C.WEIR_LOD_DEFAULT
	LOD2       LOD = C.WEIR_LOD_LOD2
	LOD3       LOD = C.WEIR_LOD_LOD3
	LODASPRS   LOD = C.WEIR_LOD_ASPRS
	LODMinimal LOD = C.WEIR_LOD_MINIMAL
	LODFull    LOD = C.WEIR_LOD_FULL
)

// ParseLOD finds a level of detail by its name, such as "LOD3"; ErrMiss for another name.
func ParseLOD(name string) (LOD, error) {
	r := C.wgo_lod_from_name(name)
	if r.status == C.WEIR_MISS {
		return 0, &Error{Status: Miss, Text: "no level of detail is called " + name}
	}
	return LOD(r.u), check(r)
}

// Feature is one number per point.
type Feature uint32

// The features; which of them there are depends on the level of detail.
const (
	FeatureHeight       Feature = C.WEIR_FEATURE_HEIGHT
	FeatureDensity      Feature = C.WEIR_FEATURE_DENSITY
	FeatureLinearity    Feature = C.WEIR_FEATURE_LINEARITY
	FeaturePlanarity    Feature = C.WEIR_FEATURE_PLANARITY
	FeatureSphericity   Feature = C.WEIR_FEATURE_SPHERICITY
	FeatureVerticality  Feature = C.WEIR_FEATURE_VERTICALITY
	FeatureRoughness    Feature = C.WEIR_FEATURE_ROUGHNESS
	FeatureCurvature    Feature = C.WEIR_FEATURE_CURVATURE
	FeatureAnisotropy   Feature = C.WEIR_FEATURE_ANISOTROPY
	FeatureOmnivariance Feature = C.WEIR_FEATURE_OMNIVARIANCE
	FeatureEigenentropy Feature = C.WEIR_FEATURE_EIGENENTROPY
)

// String names the feature, such as "planarity".
func (f Feature) String() string {
	if name := C.weir_feature_name(C.uint32_t(f)); name != nil {
		return C.GoString(name)
	}
	return fmt.Sprintf("feature %d", uint32(f))
}

// FeaturesOptions is how features are computed. The zero value means the defaults.
type FeaturesOptions struct {
	LOD              LOD
	NeighborCount    uint32  // k, the point itself included; 0: 16
	UnitsPerMetre    float64 // of x and y; 0: 1, metres
	ZUnitsPerMetre   float64 // 0: as UnitsPerMetre
	GroundCellM      float64 // of the ground grid; 0: 1
	GroundSlope      float64 // rise over run that ground may have; 0: 0.15
	GroundWindowM    float64 // half the width of the largest building; 0: 18
	GroundThresholdM float64 // ground points lie this near to the surface; 0: 0.5
}

// Features is the features of every point of a set. Any number of goroutines may read.
type Features struct {
	handle
	count int
}

func (f *Features) own() *handle {
	if f == nil {
		return nil
	}
	return &f.handle
}

// NewFeatures computes the features of points: x, y, z, x, y, z.
func NewFeatures(ctx context.Context, r *Runtime, xyz []float64, options ...FeaturesOptions) (*Features, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	count, err := triples(xyz)
	if err != nil {
		return nil, err
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	l, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	answer := C.wgo_features_create((*C.weir_runtime)(p), first(xyz), count, C.uint32_t(o.LOD),
		C.uint32_t(o.NeighborCount), C.double(o.UnitsPerMetre), C.double(o.ZUnitsPerMetre),
		C.double(o.GroundCellM), C.double(o.GroundSlope), C.double(o.GroundWindowM),
		C.double(o.GroundThresholdM), (*C.weir_control)(l.raw))
	if err := l.end(check(answer)); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_features_free((*C.weir_features)(p)) }
	return net(&Features{newHandle("Features", answer.handle, free), int(count)}), nil
}

// Close ends the features.
func (f *Features) Close() error { return f.own().close() }

// Column copies one feature of all points; ErrMiss when this level of detail does not make it.
func (f *Features) Column(feature Feature) ([]float32, error) {
	p, err := f.own().use()
	if err != nil {
		return nil, err
	}
	defer f.done()
	r := C.wgo_features_column((*C.weir_features)(p), C.uint32_t(feature))
	if r.status == C.WEIR_MISS {
		return nil, &Error{Status: Miss, Text: "this level of detail does not make " + feature.String()}
	}
	if err := check(r); err != nil {
		return nil, err
	}
	return append([]float32{}, unsafe.Slice((*float32)(r.handle), int(r.n))...), nil
}
