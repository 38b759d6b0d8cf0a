// SPDX-License-Identifier: Apache-2.0
// Pixels, boxes and small capitals: all a picture of a tile needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace weir::points {

struct Rgb {
  uint8_t red, green, blue;
};

class Image {
 public:
  static constexpr size_t kLetterHeight = 7, kLetterAdvance = 6;  // of the font, times the scale

  Image(size_t width, size_t height, Rgb background);

  size_t width() const noexcept { return width_; }
  size_t height() const noexcept { return height_; }
  const std::vector<uint8_t>& bytes() const noexcept { return bytes_; }

  // What falls outside is not drawn.
  void set(size_t x, size_t y, Rgb colour) noexcept;
  void box(size_t x, size_t y, size_t width, size_t height, Rgb colour) noexcept;
  // A to Z, digits, and ". % - :"; lower case is drawn as capitals, anything else as a gap.
  void text(size_t x, size_t y, size_t scale, const std::string& text, Rgb colour) noexcept;

 private:
  const size_t width_, height_;
  std::vector<uint8_t> bytes_;
};

// The image as a PNG file's bytes. Error(unsupported) in a build without libpng.
std::vector<uint8_t> encode_png(const Image& image);

}  // namespace weir::points
