// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_config.h"
*/
import "C"

import (
	"context"
	"strings"
	"time"
	"unsafe"
)

// Config is a configuration in layers: defaults below files below the environment below the program.
// What rules or a schema refuse is an error with errors.Is(err, ErrRejected), and changes nothing.
type Config struct{ handle }

// ConfigOptions is where a configuration comes from. The zero value means the defaults.
type ConfigOptions struct {
	Defaults      *JSON    // the lowest layer, an object
	Files         []string // JSON files, lowest first
	FilesOptional bool     // one that is missing says nothing
	Prefix        string   // variables PREFIX_A__B speak about /a/b
	Variables     *JSON    // {"APP_WORKERS": "/pool/workers"}
	Merge         *JSON    // {"/plugins": "append"}
	Secrets       *JSON    // ["/db/password"]: never shown
	Rules         *Rules   // judge every change
	Schema        *Schema  // judges every change
	Watch         bool     // files are read again when they change
	Debounce      time.Duration
	Poll          time.Duration
	History       int // generations kept; 0: 8
}

func (c *Config) own() *handle {
	if c == nil {
		return nil
	}
	return &c.handle
}

// NewConfig reads all layers.
func NewConfig(o ConfigOptions) (*Config, error) {
	var files strings.Builder
	for _, file := range o.Files {
		if strings.IndexByte(file, 0) >= 0 {
			return nil, invalid("a file's name with a zero byte inside")
		}
		files.WriteString(file)
		files.WriteByte(0)
	}
	var flags C.uint32_t
	if o.FilesOptional {
		flags |= C.WEIR_CONFIG_FILES_OPTIONAL
	}
	if o.Watch {
		flags |= C.WEIR_CONFIG_WATCH
	}
	var held [6]unsafe.Pointer
	for i, thing := range []*handle{o.Defaults.own(), o.Variables.own(), o.Merge.own(),
		o.Secrets.own(), o.Rules.own(), o.Schema.own()} {
		if thing == nil {
			continue
		}
		p, err := thing.use()
		if err != nil {
			return nil, err
		}
		defer thing.done()
		held[i] = p
	}
	r := C.wgo_config_create(flags, (*C.weir_json)(held[0]), files.String(), C.size_t(len(o.Files)),
		o.Prefix, (*C.weir_json)(held[1]), (*C.weir_json)(held[2]), (*C.weir_json)(held[3]),
		(*C.weir_rules)(held[4]), (*C.weir_schema)(held[5]), C.uint64_t(o.Debounce),
		C.uint64_t(o.Poll), C.uint32_t(o.History))
	if r.status != C.WEIR_OK {
		return nil, failed(r)
	}
	free := func(p unsafe.Pointer) { C.weir_config_free((*C.weir_config)(p)) }
	return net(&Config{newHandle("Config", r.handle, free)}), nil
}

// Close ends the configuration and its watching. Snapshots stay good.
func (c *Config) Close() error { return c.own().close() }

// Snapshot gives the configuration of now; it never changes.
func (c *Config) Snapshot() (*JSON, error) {
	p, err := c.own().use()
	if err != nil {
		return nil, err
	}
	defer c.done()
	return newJSON(C.wgo_config_snapshot((*C.weir_config)(p)))
}

// Generation is 1 at first and one more with each change; 0 for a closed configuration.
func (c *Config) Generation() uint64 {
	p, err := c.own().use()
	if err != nil {
		return 0
	}
	defer c.done()
	return uint64(C.weir_config_generation((*C.weir_config)(p)))
}

// Wait waits until a generation past seen is there, or the context is done.
func (c *Config) Wait(ctx context.Context, seen uint64) error {
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	for {
		r := C.wgo_config_wait((*C.weir_config)(p), C.uint64_t(seen), 20_000_000)
		if r.status != C.WEIR_AGAIN {
			return check(r)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// changed tells whether anything became different; a refusal is an error.
func changed(r C.wgo) (bool, error) {
	if r.status == C.WEIR_REJECTED {
		return false, failed(r)
	}
	return r.status == C.WEIR_OK, check(r)
}

// Update changes values in the program's layer: all of the object, or nothing.
func (c *Config) Update(values *JSON) (bool, error) {
	p, err := c.own().use()
	if err != nil {
		return false, err
	}
	defer c.done()
	v, err := values.own().use()
	if err != nil {
		return false, err
	}
	defer values.done()
	return changed(C.wgo_config_update((*C.weir_config)(p), (*C.weir_json)(v)))
}

// Reload reads files and environment again, at once.
func (c *Config) Reload() (bool, error) {
	p, err := c.own().use()
	if err != nil {
		return false, err
	}
	defer c.done()
	return changed(C.wgo_config_reload((*C.weir_config)(p)))
}

// Rollback goes back to a generation that is kept.
func (c *Config) Rollback(generation uint64) (bool, error) {
	p, err := c.own().use()
	if err != nil {
		return false, err
	}
	defer c.done()
	return changed(C.wgo_config_rollback((*C.weir_config)(p), C.uint64_t(generation)))
}

// Explain tells where the value at a pointer comes from, as JSON.
func (c *Config) Explain(pointer string) (string, error) {
	p, err := c.own().use()
	if err != nil {
		return "", err
	}
	defer c.done()
	return told(C.wgo_config_explain((*C.weir_config)(p), pointer))
}

// Summary tells how things stand, as JSON.
func (c *Config) Summary() (string, error) {
	p, err := c.own().use()
	if err != nil {
		return "", err
	}
	defer c.done()
	return told(C.wgo_config_summary((*C.weir_config)(p)))
}

// Save writes the configuration of now to a file; secrets only when they are asked for.
func (c *Config) Save(path string, secrets bool) error {
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	var flags C.uint32_t
	if secrets {
		flags = C.WEIR_CONFIG_SAVE_SECRETS
	}
	return check(C.wgo_config_save((*C.weir_config)(p), path, flags))
}
