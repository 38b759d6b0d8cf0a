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

// Tile is a LAS file, open for reading. Any number of goroutines may use it.
type Tile struct{ handle }

// UnitSource is what tells a tile's units.
type UnitSource uint32

// Where the units come from. With UnitAngular x and y are angles: project the tile first.
const (
	UnitAssumed UnitSource = C.WEIR_UNIT_ASSUMED
	UnitGeoKeys UnitSource = C.WEIR_UNIT_GEO_KEYS
	UnitWKT     UnitSource = C.WEIR_UNIT_WKT
	UnitAngular UnitSource = C.WEIR_UNIT_ANGULAR
)

// TileInfo is what the file says about itself.
type TileInfo struct {
	VersionMinor, PointFormat, RecordBytes uint32
	PointCount, FileBytes                  uint64
	Scale, Offset, Minimum, Maximum        [3]float64
	UnitsPerMetre, ZUnitsPerMetre          float64 // of x and y (0 when they are angles), and of z
	UnitSource                             UnitSource
	MaxClass                               uint32 // the greatest the point format can hold
}

func (t *Tile) own() *handle {
	if t == nil {
		return nil
	}
	return &t.handle
}

// OpenTile opens a LAS file (1.2 to 1.4, point formats 0 to 10). No point is read yet.
func OpenTile(r *Runtime, path string) (*Tile, error) {
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	answer := C.wgo_tile_open((*C.weir_runtime)(p), path)
	if err := check(answer); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_tile_free((*C.weir_tile)(p)) }
	return net(&Tile{newHandle("Tile", answer.handle, free)}), nil
}

// Close ends the tile and closes its file.
func (t *Tile) Close() error { return t.own().close() }

func three(v [3]C.double) [3]float64 {
	return [3]float64{float64(v[0]), float64(v[1]), float64(v[2])}
}

// Info tells what the file says about itself.
func (t *Tile) Info() (TileInfo, error) {
	p, err := t.own().use()
	if err != nil {
		return TileInfo{}, err
	}
	defer t.done()
	var i C.weir_tile_info
	err = check(C.wgo_tile_get_info((*C.weir_tile)(p), &i))
	return TileInfo{uint32(i.version_minor), uint32(i.point_format), uint32(i.record_bytes),
		uint64(i.point_count), uint64(i.file_bytes), three(i.scale), three(i.offset),
		three(i.minimum), three(i.maximum), float64(i.units_per_metre),
		float64(i.z_units_per_metre), UnitSource(i.unit_source), uint32(i.max_class)}, err
}

// read reads one field, `per` values a point. Nothing is made before the points are known to be there.
func read[T Element](t *Tile, field C.uint32_t, name string, per int, start, count uint64) ([]T, error) {
	info, err := t.Info()
	if err != nil {
		return nil, err
	}
	if start > info.PointCount || count > info.PointCount-start {
		return nil, invalid(fmt.Sprintf("%d points from point %d on: there are %d", count, start, info.PointCount))
	}
	p, err := t.own().use()
	if err != nil {
		return nil, err
	}
	defer t.done()
	var element T
	values := make([]T, int(count)*per)
	r := C.wgo_tile_read((*C.weir_tile)(p), field, C.uint64_t(start), C.uint64_t(count), first(values),
		C.size_t(len(values)*int(unsafe.Sizeof(element))))
	if r.status == C.WEIR_MISS {
		return nil, &Error{Status: Miss, Text: fmt.Sprintf("point format %d has no %s", info.PointFormat, name)}
	}
	if err := check(r); err != nil {
		return nil, err
	}
	return values, nil
}

// XYZ reads coordinates: x, y, z of `count` points from point `start` on.
func (t *Tile) XYZ(start, count uint64) ([]float64, error) {
	return read[float64](t, C.WEIR_POINT_XYZ, "coordinates", 3, start, count)
}

// Intensity reads intensities.
func (t *Tile) Intensity(start, count uint64) ([]uint16, error) {
	return read[uint16](t, C.WEIR_POINT_INTENSITY, "intensity", 1, start, count)
}

// ReturnNumber reads the numbers of returns, from 1.
func (t *Tile) ReturnNumber(start, count uint64) ([]uint8, error) {
	return read[uint8](t, C.WEIR_POINT_RETURN_NUMBER, "return number", 1, start, count)
}

// ReturnCount reads how many returns each pulse had.
func (t *Tile) ReturnCount(start, count uint64) ([]uint8, error) {
	return read[uint8](t, C.WEIR_POINT_RETURN_COUNT, "return count", 1, start, count)
}

// Classification reads the classes that the file has.
func (t *Tile) Classification(start, count uint64) ([]uint8, error) {
	return read[uint8](t, C.WEIR_POINT_CLASSIFICATION, "classification", 1, start, count)
}

// GPSTime reads times; ErrMiss for formats 0 and 2.
func (t *Tile) GPSTime(start, count uint64) ([]float64, error) {
	return read[float64](t, C.WEIR_POINT_GPS_TIME, "GPS time", 1, start, count)
}

// Color reads red, green and blue; ErrMiss for formats 0, 1, 4, 6 and 9.
func (t *Tile) Color(start, count uint64) ([]uint16, error) {
	return read[uint16](t, C.WEIR_POINT_COLOR, "color", 3, start, count)
}

// SourceID reads the numbers of the flight lines.
func (t *Tile) SourceID(start, count uint64) ([]uint16, error) {
	return read[uint16](t, C.WEIR_POINT_SOURCE_ID, "source", 1, start, count)
}

// Write writes a copy of the file in which each point has the class given for it. It takes its place
// when it is complete and on the disk; until then what stood there stays.
func (t *Tile) Write(ctx context.Context, path string, classes []uint8) error {
	p, err := t.own().use()
	if err != nil {
		return err
	}
	defer t.done()
	l, err := begin(ctx)
	if err != nil {
		return err
	}
	return l.end(check(C.wgo_tile_write((*C.weir_tile)(p), path, first(classes),
		C.uint64_t(len(classes)), (*C.weir_control)(l.raw))))
}

// SyntheticOptions is the place that WriteSynthetic makes up. The zero value means the defaults.
type SyntheticOptions struct {
	Seed         uint64
	PointCount   uint64  // 0: 100,000
	DensityPerM2 float64 // 0: 4
}

// WriteSynthetic writes a LAS file of a place that does not exist, with the true class of each point.
func WriteSynthetic(ctx context.Context, path string, options ...SyntheticOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	l, err := begin(ctx)
	if err != nil {
		return err
	}
	return l.end(check(C.wgo_synthetic_write(path, C.uint64_t(o.Seed), C.uint64_t(o.PointCount),
		C.double(o.DensityPerM2), (*C.weir_control)(l.raw))))
}
