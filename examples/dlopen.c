/* SPDX-License-Identifier: Apache-2.0 */
/* Loads the library by name, as an older program or a plugin host does: no link, no import. The
 * header is used for its types and numbers only.
 *   dlopen [PATH_OF_LIBWEIR]
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "weir.h"

/* What this program calls. Each pointer has the type of the function it is named after. */
static uint32_t (*abi_version)(void);
static const char* (*version)(void);
static const char* (*last_error)(void);
static weir_status (*buffer_copy)(const void* data, size_t size, weir_buffer** buffer_out);
static void* (*buffer_data)(const weir_buffer* buffer);
static void (*buffer_free)(weir_buffer* buffer);

/* ISO C has no cast from void* to a function; POSIX promises that their bytes agree. */
static int load(void* library, const char* name, void* function) {
  void* found = dlsym(library, name);
  if (found == NULL) {
    fprintf(stderr, "the library has no %s: %s\n", name, dlerror());
    return 0;
  }
  memcpy(function, &found, sizeof found);
  return 1;
}

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "libweir.so.1";
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  weir_buffer* buffer = NULL;

  if (library == NULL) {
    fprintf(stderr, "cannot load it: %s\n", dlerror());
    return 1;
  }
  /* Before anything else: do this library and the headers mean the same by each call? */
  if (!load(library, "weir_abi_version", &abi_version)) return 1;
  if (abi_version() != WEIR_ABI_VERSION) {
    fprintf(stderr, "ABI %u is there, and %u is needed\n", (unsigned)abi_version(),
            (unsigned)WEIR_ABI_VERSION);
    return 1;
  }
  if (!load(library, "weir_version", &version) || !load(library, "weir_last_error", &last_error) ||
      !load(library, "weir_buffer_copy", &buffer_copy) ||
      !load(library, "weir_buffer_data", &buffer_data) ||
      !load(library, "weir_buffer_free", &buffer_free)) {
    return 1;
  }

  /* From here on everything is as in a program that linked the library. */
  if (buffer_copy("bytes with an owner", 19, &buffer) != WEIR_OK) {
    fprintf(stderr, "%s\n", last_error());
    return 1;
  }
  printf("weir %s, ABI %u: %s\n", version(), (unsigned)abi_version(),
         (const char*)buffer_data(buffer));
  buffer_free(buffer);
  if (buffer_copy(NULL, 19, &buffer) != WEIR_E_INVALID) return 1;
  printf("and an error has its story: %s\n", last_error());

  /* The library stays loaded: it has threads and thread-locals that outlive dlclose(). */
  return dlclose(library) == 0 ? 0 : 1;
}
