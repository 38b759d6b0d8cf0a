// SPDX-License-Identifier: Apache-2.0
#include "points/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/output_file.hpp"
#include "base/status.hpp"
#include "points/classify.hpp"
#include "points/grid.hpp"
#include "points/image.hpp"

namespace weir::points {
namespace {

constexpr Rgb kPaper{250, 250, 248}, kInk{40, 40, 44}, kNothing{226, 226, 222};
constexpr size_t kMargin = 16, kText = 2, kLine = 24;

Rgb colour_of(unsigned value) {
  switch (value) {
    case 0:
    case 1:
      return {150, 150, 158};
    case 2:
      return {196, 160, 112};
    case 3:
      return {190, 222, 120};
    case 4:
      return {112, 190, 80};
    case 5:
      return {24, 120, 52};
    case 6:
      return {214, 62, 44};
    case 7:
    case 18:
      return {220, 0, 220};
    case 9:
      return {60, 120, 220};
    default:
      return {90, 90, 160};
  }
}

// The highest point of every cell: what one would see from above.
struct Surface {
  Grid height;
  std::vector<uint8_t> top_class;
  std::vector<uint8_t> seen;  // 0: no point in or beside the cell
};

Surface look_down(const std::vector<double>& xyz, const uint8_t* classes, const Frame& frame) {
  Surface surface{Grid(frame), std::vector<uint8_t>(frame.size()),
                  std::vector<uint8_t>(frame.size())};
  for (size_t i = 0; i < xyz.size() / 3; ++i) {
    const size_t cell = frame.cell_of(xyz[3 * i], xyz[3 * i + 1]);
    const auto z = static_cast<float>(xyz[3 * i + 2]);
    if (surface.seen[cell] && surface.height.values[cell] >= z) continue;
    surface.height.values[cell] = z;
    surface.top_class[cell] = classes[i];
    surface.seen[cell] = 1;
  }
  fill_empty(surface.height);
  // Small gaps between scan lines take the class of a neighbour; twice, for gaps of two cells.
  for (int round = 0; round < 2; ++round) {
    const std::vector<uint8_t> before = surface.seen;
    for (size_t y = 0; y < frame.height; ++y) {
      for (size_t x = 0; x < frame.width; ++x) {
        const size_t cell = y * frame.width + x;
        if (before[cell]) continue;
        const std::array<size_t, 4> around = {
            x > 0 ? cell - 1 : cell, x + 1 < frame.width ? cell + 1 : cell,
            y > 0 ? cell - frame.width : cell, y + 1 < frame.height ? cell + frame.width : cell};
        for (const size_t next : around) {
          if (!before[next]) continue;
          surface.top_class[cell] = surface.top_class[next];
          surface.seen[cell] = 1;
          break;
        }
      }
    }
  }
  return surface;
}

// Light from the north-west, 45 degrees up, by the gradient of Horn 1981: 0 dark to 1 bright.
float shade(const Grid& height, size_t x, size_t y) {
  const size_t width = height.frame.width, rows = height.frame.height;
  const auto z = [&](size_t dx, size_t dy) {  // 0, 1, 2: the one before, itself, the one after
    const size_t column = std::clamp<size_t>(x + dx, 1, width) - 1;
    const size_t row = std::clamp<size_t>(y + dy, 1, rows) - 1;
    return height.values[row * width + column];
  };
  const auto reach = static_cast<float>(8 * height.frame.cell);
  const float east =
      ((z(2, 0) + 2 * z(2, 1) + z(2, 2)) - (z(0, 0) + 2 * z(0, 1) + z(0, 2))) / reach;
  const float north =
      ((z(0, 2) + 2 * z(1, 2) + z(2, 2)) - (z(0, 0) + 2 * z(1, 0) + z(2, 0))) / reach;
  const float length = std::sqrt(east * east + north * north + 1);
  return std::clamp((0.5f * east - 0.5f * north + 0.7071f) / length, 0.0f, 1.0f);
}

Rgb lit(Rgb colour, float light) {
  const auto channel = [&](uint8_t value) {
    return static_cast<uint8_t>(
        std::clamp(std::lround(static_cast<float>(value) * light), 0l, 255l));
  };
  return {channel(colour.red), channel(colour.green), channel(colour.blue)};
}

// Low to high: river green over straw to rock and snow.
Rgb tint(float part) {
  constexpr std::array<Rgb, 5> kRamp = {
      {{92, 140, 104}, {168, 190, 128}, {226, 206, 150}, {190, 146, 112}, {246, 242, 238}}};
  const float place = std::clamp(part, 0.0f, 1.0f) * (kRamp.size() - 1);
  const auto low = std::min(static_cast<size_t>(place), kRamp.size() - 2);
  const float share = place - static_cast<float>(low);
  const auto mix = [&](uint8_t a, uint8_t b) {
    return static_cast<uint8_t>(
        std::lround(static_cast<float>(a) * (1 - share) + static_cast<float>(b) * share));
  };
  return {mix(kRamp[low].red, kRamp[low + 1].red), mix(kRamp[low].green, kRamp[low + 1].green),
          mix(kRamp[low].blue, kRamp[low + 1].blue)};
}

struct Range {
  float low, high;
};

// Without the extreme hundredths, so that one bird does not darken the map.
Range usual_range(const Grid& height) {
  std::vector<float> sorted = height.values;
  const size_t cut = sorted.size() / 100;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<long>(cut), sorted.end());
  const float low = sorted[cut];
  std::nth_element(sorted.begin(), sorted.end() - 1 - static_cast<long>(cut), sorted.end());
  const float high = sorted[sorted.size() - 1 - cut];
  return {low, std::max(high, low + 1e-3f)};
}

void draw_maps(Image& image, const Surface& surface, size_t scale, size_t second_x,
               size_t second_y) {
  const Frame& frame = surface.height.frame;
  const Range range = usual_range(surface.height);
  for (size_t row = 0; row < frame.height; ++row) {
    const size_t y = kMargin + kLine + (frame.height - 1 - row) * scale;  // north is up
    for (size_t column = 0; column < frame.width; ++column) {
      const size_t cell = row * frame.width + column, x = kMargin + column * scale;
      const float light = shade(surface.height, column, row);
      const float part = (surface.height.values[cell] - range.low) / (range.high - range.low);
      const bool seen = surface.seen[cell] != 0;
      const Rgb of_class = colour_of(surface.top_class[cell]);
      image.box(x, y, scale, scale, seen ? lit(tint(part), 0.25f + 1.05f * light) : kNothing);
      image.box(x + second_x, y + second_y, scale, scale,
                seen ? lit(of_class, 0.62f + 0.5f * light) : kNothing);
    }
  }
}

// A bar of a round length, a fifth of the map or less.
void draw_scale(Image& image, size_t x, size_t y, double pixels_per_metre, double map_pixels) {
  double metres = 1;
  for (const double next : {2., 5., 10., 20., 50., 100., 200., 500., 1000., 2000., 5000.}) {
    if (next * pixels_per_metre <= map_pixels / 5) metres = next;
  }
  const auto length = static_cast<size_t>(std::lround(metres * pixels_per_metre));
  image.box(x, y + 10, length, 3, kInk);
  image.box(x, y + 5, 2, 8, kInk);
  image.box(x + length, y + 5, 2, 8, kInk);
  image.text(x + length + 10, y, kText, format_text("%g m", metres), kInk);
}

struct LegendEntry {
  Rgb colour;
  std::string text;
};

std::vector<LegendEntry> legend_of(const uint8_t* classes, uint64_t count) {
  std::array<uint64_t, 256> of_class{};
  for (uint64_t i = 0; i < count; ++i) ++of_class[classes[i]];
  std::vector<LegendEntry> entries;
  for (unsigned value = 0; value < of_class.size(); ++value) {
    if (of_class[value] == 0) continue;
    const double share = 100.0 * static_cast<double>(of_class[value]) / static_cast<double>(count);
    entries.push_back(
        {colour_of(value), format_text("%u %s %.1f%%", value, class_name(value), share)});
  }
  return entries;
}

size_t text_width(const std::string& text) {
  return text.size() * Image::kLetterAdvance * kText;
}

// Entries side by side, in as many lines as it takes; with no image, only counts the lines.
size_t draw_legend(Image* image, const std::vector<LegendEntry>& entries, size_t y, size_t width) {
  size_t x = kMargin, lines = 1;
  for (const LegendEntry& entry : entries) {
    const size_t needs = 20 + text_width(entry.text) + 24;
    if (x + needs > width && x > kMargin) {
      x = kMargin;
      y += kLine;
      ++lines;
    }
    if (image != nullptr) {
      image->box(x, y, 14, 14, entry.colour);
      image->text(x + 20, y, kText, entry.text, kInk);
    }
    x += needs;
  }
  return lines;
}

Image empty_picture() {
  Image image(400, 60, kPaper);
  image.text(kMargin, 22, kText, "this tile has no points", kInk);
  return image;
}

Image draw(const std::vector<double>& xyz, const uint8_t* classes, const PictureOptions& options) {
  const uint64_t count = xyz.size() / 3;
  // A cell holds about one point, if the picture can be as large as that.
  const Frame probe = frame_of(xyz.data(), count, 1, "a picture");
  const double longest = static_cast<double>(std::max(probe.width, probe.height));
  const double spacing = std::sqrt(static_cast<double>(probe.size()) / static_cast<double>(count));
  const double cell = std::max(longest / options.longest_side_px, std::max(spacing, 1e-3));
  const Frame frame = frame_of(xyz.data(), count, cell, "a picture");
  const size_t scale =
      std::max<size_t>(1, options.longest_side_px / std::max(frame.width, frame.height));
  const Surface surface = look_down(xyz, classes, frame);

  const size_t map_width = frame.width * scale, map_height = frame.height * scale;
  const bool beside = map_height > map_width;
  const size_t step_x = beside ? map_width + kMargin : 0;
  const size_t step_y = beside ? 0 : map_height + kLine + kMargin;
  const size_t width = std::max<size_t>(map_width + step_x + 2 * kMargin, 700);
  const auto entries = legend_of(classes, count);
  const size_t legend_y = kMargin + kLine + map_height + step_y + kMargin;
  const size_t lines = draw_legend(nullptr, entries, 0, width);
  Image image(width, legend_y + (lines + 1) * kLine + kMargin, kPaper);
  draw_maps(image, surface, scale, step_x, step_y);

  const Range range = usual_range(surface.height);
  image.text(kMargin, kMargin, kText, format_text("height %.0f to %.0f m", range.low, range.high),
             kInk);
  image.text(kMargin + step_x, kMargin + step_y, kText, "class", kInk);
  draw_legend(&image, entries, legend_y, width);
  draw_scale(image, kMargin, legend_y + lines * kLine, static_cast<double>(scale) / cell,
             static_cast<double>(map_width));
  return image;
}

}  // namespace

std::vector<uint8_t> make_picture(const Context& context, const double* xyz, const uint8_t* classes,
                                  uint64_t count, const PictureOptions& options) {
  if (options.longest_side_px < 16 || options.longest_side_px > 16384) {
    fail(Status::invalid, "longest_side_px is %u: 16 to 16384 pixels", options.longest_side_px);
  }
  if (!(options.units_per_metre > 0) || !(options.z_units_per_metre > 0)) {
    fail(Status::invalid, "units_per_metre and z_units_per_metre have to be above 0");
  }
  // Three steps: the points are in metres, the maps are drawn, the file has its form.
  context.begin(3);
  const auto end_step = [&] {
    context.advance(1);
    context.check();
  };
  if (count == 0) {
    const std::vector<uint8_t> bytes = encode_png(empty_picture());
    context.advance(3);
    return bytes;
  }
  const uint64_t pixels = uint64_t{options.longest_side_px} * options.longest_side_px;
  const memory::Charge charge = context.charge(count * 24 + pixels * 16, "a picture");
  std::vector<double> metres(3 * count);
  for (uint64_t i = 0; i < 3 * count; ++i) {
    if (!std::isfinite(xyz[i])) {
      fail(Status::invalid, "coordinate %llu of point %llu is %g: it has to be a finite number",
           static_cast<unsigned long long>(i % 3), static_cast<unsigned long long>(i / 3), xyz[i]);
    }
    metres[i] = xyz[i] / (i % 3 == 2 ? options.z_units_per_metre : options.units_per_metre);
  }
  end_step();
  const Image image = draw(metres, classes, options);
  end_step();
  std::vector<uint8_t> bytes = encode_png(image);
  context.advance(1);
  return bytes;
}

void write_picture(const Context& context, const std::string& path, const double* xyz,
                   const uint8_t* classes, uint64_t count, const PictureOptions& options) {
  const std::vector<uint8_t> bytes = make_picture(context, xyz, classes, count, options);
  base::OutputFile out(path);
  out.write(bytes.data(), bytes.size());
  out.finish();
}

}  // namespace weir::points
