/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/base.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_base[];

PROMISE(WEIR_OK == 0);
PROMISE(WEIR_MISS == 1);
PROMISE(WEIR_AGAIN == 2);
PROMISE(WEIR_END == 3);
PROMISE(WEIR_REJECTED == 4);
PROMISE(WEIR_E_INVALID == -1);
PROMISE(WEIR_E_NO_MEMORY == -2);
PROMISE(WEIR_E_CLOSED == -3);
PROMISE(WEIR_E_UNSUPPORTED == -4);
PROMISE(WEIR_E_IO == -5);
PROMISE(WEIR_E_PARSE == -6);
PROMISE(WEIR_E_NOT_FOUND == -7);
PROMISE(WEIR_E_TOO_SMALL == -8);
PROMISE(WEIR_E_CANCELLED == -9);
PROMISE(WEIR_E_CALLBACK == -10);
PROMISE(WEIR_E_DEVICE == -11);
PROMISE(WEIR_E_LIMIT == -12);
PROMISE(WEIR_E_PARTIAL == -13);
PROMISE(WEIR_E_INTERNAL == -14);
PROMISE(WEIR_LEVEL_DEBUG == 1);
PROMISE(WEIR_LEVEL_INFO == 2);
PROMISE(WEIR_LEVEL_WARNING == 3);
PROMISE(WEIR_LEVEL_ERROR == 4);
PROMISE(WEIR_ABI_VERSION == 1);
PROMISE(sizeof(weir_status) == 4);
PROMISE(sizeof(WEIR_FOREVER) == 8);

typedef void (*weir_user_free)(void* user);

const char* weir_status_name(weir_status status);
const char* weir_last_error(void);
uint32_t weir_abi_version(void);
const char* weir_version(void);

const promise_fn promise_base[] = {
    (promise_fn)weir_status_name,
    (promise_fn)weir_last_error,
    (promise_fn)weir_abi_version,
    (promise_fn)weir_version,
};
