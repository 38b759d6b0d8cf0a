#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fails when gofmt ($1) would write a file in another way.
found=$("$1" -l "$(dirname "$0")") && [ -z "$found" ] || { echo "run gofmt -w on: $found"; exit 1; }
