// SPDX-License-Identifier: Apache-2.0
// The 128-bit product of two 64-bit numbers, under a name that pedantic compilers accept.
#pragma once

namespace weir::base {

__extension__ typedef unsigned __int128 Wide;

}  // namespace weir::base
