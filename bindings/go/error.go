// SPDX-License-Identifier: Apache-2.0

package weir

/*
#cgo pkg-config: weir
#include "shim.h"
*/
import "C"

import "unsafe"

// Status is the outcome of a call: zero is done, above it is an ordinary answer, below it an error.
type Status int32

// Every status that the library knows. Later releases may add to them.
const (
	OK       Status = C.WEIR_OK
	Miss     Status = C.WEIR_MISS     // nothing there under this name
	Again    Status = C.WEIR_AGAIN    // not yet
	End      Status = C.WEIR_END      // no more of them
	Rejected Status = C.WEIR_REJECTED // examined, and not valid

	Invalid     Status = C.WEIR_E_INVALID     // an argument is wrong; nothing was done
	NoMemory    Status = C.WEIR_E_NO_MEMORY   // the budget or the machine has no more
	Closed      Status = C.WEIR_E_CLOSED      // shut down or closed
	Unsupported Status = C.WEIR_E_UNSUPPORTED // this build, version or device cannot do it
	IO          Status = C.WEIR_E_IO          // a file, pipe or disk said no
	Parse       Status = C.WEIR_E_PARSE       // the data does not follow its format
	NotFound    Status = C.WEIR_E_NOT_FOUND   // what had to be there is not
	TooSmall    Status = C.WEIR_E_TOO_SMALL   // there is no room for the answer
	Cancelled   Status = C.WEIR_E_CANCELLED   // stopped because it was asked to
	Callback    Status = C.WEIR_E_CALLBACK    // a function of yours failed
	Device      Status = C.WEIR_E_DEVICE      // the device failed
	Limit       Status = C.WEIR_E_LIMIT       // a stated limit was passed
	Partial     Status = C.WEIR_E_PARTIAL     // some items failed: ask each
	Internal    Status = C.WEIR_E_INTERNAL    // a defect in the library: please report it
)

// String gives the name that the C headers use, such as "WEIR_E_PARSE".
func (s Status) String() string { return C.GoString(C.weir_status_name(C.weir_status(s))) }

// Errors to compare with, by errors.Is: an *Error of the same status matches.
var (
	ErrMiss        error = &Error{Status: Miss}
	ErrAgain       error = &Error{Status: Again}
	ErrRejected    error = &Error{Status: Rejected}
	ErrInvalid     error = &Error{Status: Invalid}
	ErrNoMemory    error = &Error{Status: NoMemory}
	ErrClosed      error = &Error{Status: Closed}
	ErrUnsupported error = &Error{Status: Unsupported}
	ErrIO          error = &Error{Status: IO}
	ErrParse       error = &Error{Status: Parse}
	ErrNotFound    error = &Error{Status: NotFound}
	ErrTooSmall    error = &Error{Status: TooSmall}
	ErrCancelled   error = &Error{Status: Cancelled}
	ErrCallback    error = &Error{Status: Callback}
	ErrDevice      error = &Error{Status: Device}
	ErrLimit       error = &Error{Status: Limit}
	ErrPartial     error = &Error{Status: Partial}
	ErrInternal    error = &Error{Status: Internal}
)

// Error is what every failing call returns: decide by the status, explain by the text.
type Error struct {
	Status Status
	Text   string // what happened, where, and what to do about it
	Cause  error  // what of yours was behind it: the context's error, a progress function's
}

// Error gives the text, or the status where there is none.
func (e *Error) Error() string {
	if e.Text == "" {
		return "weir: " + e.Status.String()
	}
	return "weir: " + e.Text
}

// Is reports whether target is the Err value of this status.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Text == "" && other.Cause == nil && other.Status == e.Status
}

// Unwrap gives the cause, so that errors.Is(err, context.Canceled) says what it should.
func (e *Error) Unwrap() error { return e.Cause }

func invalid(text string) *Error { return &Error{Status: Invalid, Text: text} }

// Version tells the loaded library's version, such as "0.1.0".
func Version() string { return C.GoString(C.weir_version()) }

// ABIVersion tells the ABI number of the loaded library. This package is for number 1.
func ABIVersion() uint32 { return uint32(C.weir_abi_version()) }

// check makes an error of a failed call; nil for every answer.
func check(r C.wgo) error {
	if r.status >= 0 {
		return nil
	}
	return failed(r)
}

func failed(r C.wgo) *Error {
	err := &Error{Status: Status(r.status)}
	if r.why != nil {
		err.Text = C.GoString(r.why)
		C.free(unsafe.Pointer(r.why))
	}
	return err
}

// lent copies a text that stays the library's.
func lent(text *C.char, size C.uint64_t) string {
	if text == nil || size == 0 {
		return ""
	}
	return string(unsafe.Slice((*byte)(unsafe.Pointer(text)), int(size)))
}

// told copies a text that was given, and ends it.
func told(r C.wgo) (string, error) {
	if r.status < 0 {
		return "", failed(r)
	}
	text := lent(r.text, r.n)
	C.weir_buffer_free((*C.weir_buffer)(r.handle))
	return text, nil
}
