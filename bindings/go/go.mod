// SPDX-License-Identifier: Apache-2.0
module weir

go 1.18
