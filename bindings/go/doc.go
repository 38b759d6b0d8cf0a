// SPDX-License-Identifier: Apache-2.0

// Package weir is a library for pipelines over large arrays: configurations that are checked before
// work starts, memory within a budget, copies that go on beside you, phases that are measured, and
// the reading and classifying of LiDAR tiles. It needs libweir, found by pkg-config.
//
// What you hold you end with Close, in any order, once or more often; a call on something closed
// fails with ErrClosed. What is forgotten is closed when it is garbage, some day, except a Buffer
// whose slices were handed out. Every error is an *Error, with a status for errors.Is and a text for
// people. Nothing in this package panics, whatever it is given; what your functions panic with, when
// the library calls them, becomes an error.
//
// # Memory
//
// Work that goes on after a call returned (StreamPool.Transfer, StreamPool.Batch) takes arrays in
// Buffers, which are the library's memory. Calls that wait (StreamPool.Copy and all others) take
// slices of yours.
package weir
