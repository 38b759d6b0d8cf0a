// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_points.h"
*/
import "C"

import (
	"context"
	"fmt"
)

// The ASPRS classes that Classify tells apart.
const (
	ClassUnclassified     uint8 = C.WEIR_CLASS_UNCLASSIFIED
	ClassGround           uint8 = C.WEIR_CLASS_GROUND
	ClassLowVegetation    uint8 = C.WEIR_CLASS_LOW_VEGETATION
	ClassMediumVegetation uint8 = C.WEIR_CLASS_MEDIUM_VEGETATION
	ClassHighVegetation   uint8 = C.WEIR_CLASS_HIGH_VEGETATION
	ClassBuilding         uint8 = C.WEIR_CLASS_BUILDING
	ClassNoise            uint8 = C.WEIR_CLASS_NOISE
)

// ClassName tells a class's name, such as "high vegetation"; "other" for one without.
func ClassName(class uint8) string { return C.GoString(C.weir_class_name(C.uint32_t(class))) }

// ClassifyOptions is the thresholds of the rules. The zero value means the defaults.
type ClassifyOptions struct {
	AloneM             float64 // the fifth neighbour is farther: alone; 0: 5
	BelowM             float64 // this deep under the ground: noise; 0: 1.5
	MediumFromM        float64 // medium vegetation begins; 0: 0.5
	HighFromM          float64 // high vegetation begins; 0: 1.5
	BuildingFromM      float64 // roofs begin; 0: 2
	BuildingRoughnessM float64 // roofs are this smooth; 0: 0.15
	BuildingAreaM2     float64 // roofs are this large, connected; 0: 16
}

// Classify gives each point a class, by rules in common use.
func (f *Features) Classify(ctx context.Context, options ...ClassifyOptions) ([]uint8, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	p, err := f.own().use()
	if err != nil {
		return nil, err
	}
	defer f.done()
	l, err := begin(ctx)
	if err != nil {
		return nil, err
	}
	classes := make([]uint8, f.count)
	err = l.end(check(C.wgo_features_classify((*C.weir_features)(p), C.double(o.AloneM),
		C.double(o.BelowM), C.double(o.MediumFromM), C.double(o.HighFromM), C.double(o.BuildingFromM),
		C.double(o.BuildingRoughnessM), C.double(o.BuildingAreaM2), (*C.weir_control)(l.raw),
		first(classes), C.uint64_t(len(classes)))))
	if err != nil {
		return nil, err
	}
	return classes, nil
}

// PictureOptions is how a picture is drawn. The zero value means the defaults.
type PictureOptions struct {
	LongestSidePx  uint32  // of each of the two maps; 0: 1200
	UnitsPerMetre  float64 // of x and y; 0: 1, metres
	ZUnitsPerMetre float64 // 0: as UnitsPerMetre
}

// WritePicture writes a PNG that shows the points from above: their height and their classes.
// ErrUnsupported in a build without libpng.
func WritePicture(ctx context.Context, r *Runtime, path string, xyz []float64, classes []uint8,
	options ...PictureOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	count, err := triples(xyz)
	if err != nil {
		return err
	}
	if int(count) != len(classes) {
		return invalid(fmt.Sprintf("%d points and %d classes", int(count), len(classes)))
	}
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	l, err := begin(ctx)
	if err != nil {
		return err
	}
	return l.end(check(C.wgo_picture_write((*C.weir_runtime)(p), path, first(xyz), first(classes),
		count, C.uint32_t(o.LongestSidePx), C.double(o.UnitsPerMetre), C.double(o.ZUnitsPerMetre),
		(*C.weir_control)(l.raw))))
}
