// SPDX-License-Identifier: Apache-2.0
// The only file that sees libpng, through its simplified interface, which does not longjmp() over
// C++ frames. The same pixels give the same bytes: no time and no text is written.
#include "base/status.hpp"
#include "points/image.hpp"

#ifdef WEIR_HAS_PNG
#include <png.h>

#include <cstring>
#endif

namespace weir::points {

#ifdef WEIR_HAS_PNG

std::vector<uint8_t> encode_png(const Image& image) {
  png_image png;
  std::memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width());
  png.height = static_cast<png_uint_32>(image.height());
  png.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::vector<uint8_t> bytes(size);
  if (png_image_write_to_memory(&png, bytes.data(), &size, 0, image.bytes().data(), 0, nullptr) ==
      0) {
    fail(Status::internal, "libpng cannot encode the picture: %s", png.message);
  }
  bytes.resize(size);
  return bytes;
}

#else

std::vector<uint8_t> encode_png(const Image&) {
  fail(Status::unsupported,
       "this build makes no pictures: install libpng-dev and configure with -Dpng=enabled");
}

#endif

}  // namespace weir::points
