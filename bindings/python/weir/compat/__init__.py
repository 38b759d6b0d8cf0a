# SPDX-License-Identifier: Apache-2.0
"""Weir under other libraries' names, so that code written for them runs with its imports changed."""
