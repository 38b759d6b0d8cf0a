// SPDX-License-Identifier: Apache-2.0
#include "points/las_header.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>

#include "base/status.hpp"
#include "points/bytes.hpp"

namespace weir::points {
namespace {

using ull = unsigned long long;

constexpr PointLayout kLayouts[] = {
    {20, 15, 0, 0, 18, false},   {28, 15, 20, 0, 18, false}, {26, 15, 0, 20, 18, false},
    {34, 15, 20, 28, 18, false}, {57, 15, 20, 0, 18, false}, {63, 15, 20, 28, 18, false},
    {30, 16, 22, 0, 20, true},   {36, 16, 22, 30, 20, true}, {38, 16, 22, 30, 20, true},
    {59, 16, 22, 0, 20, true},   {67, 16, 22, 30, 20, true},
};
static_assert(std::size(kLayouts) == kMaxPointFormat + 1);

constexpr uint32_t kHeaderBytes[] = {227, 235, 375};  // of 1.2, 1.3, 1.4
constexpr uint32_t kMaxFormatOfVersion[] = {3, 5, 10};
constexpr size_t kLongestHeader = 375;

// The header's bytes, and the words for what is wrong with them.
class Reader {
 public:
  explicit Reader(const InputFile& file) : file_(file) {
    const auto there = static_cast<size_t>(std::min<uint64_t>(file.size(), kLongestHeader));
    file.read(0, bytes_, there);
  }

  template <class T>
  T at(size_t offset) const noexcept {
    return load<T>(bytes_ + offset);
  }
  const unsigned char* bytes() const noexcept { return bytes_; }

  void need(uint64_t size) const {
    if (file_.size() < size) {
      fail(Status::parse, "%s: ends at byte %llu, inside the LAS header, which takes %llu bytes",
           path(), static_cast<ull>(file_.size()), static_cast<ull>(size));
    }
  }

  double finite(const char* field, size_t offset) const {
    const double value = at<double>(offset);
    if (!std::isfinite(value)) {
      fail(Status::parse, "%s: %s at byte %zu is not a finite number", path(), field, offset);
    }
    return value;
  }

  [[noreturn]] void wrong(const char* field, size_t offset, ull value, const char* why) const {
    fail(Status::parse, "%s: %s at byte %zu is %llu: %s", path(), field, offset, value, why);
  }

  const char* path() const noexcept { return file_.path().c_str(); }

 private:
  const InputFile& file_;
  unsigned char bytes_[kLongestHeader] = {};
};

void read_version(const Reader& in, LasHeader& header) {
  in.need(kHeaderBytes[0]);
  if (std::memcmp(in.bytes(), "LASF", 4) != 0) {
    fail(Status::parse, "%s: the signature at byte 0 is not \"LASF\": this is no LAS file",
         in.path());
  }
  const uint32_t major = in.at<uint8_t>(24);
  header.version_minor = in.at<uint8_t>(25);
  if (major != 1 || header.version_minor < 2 || header.version_minor > 4) {
    fail(Status::unsupported, "%s: the version at byte 24 is %u.%u: LAS 1.2 to 1.4 can be read",
         in.path(), major, header.version_minor);
  }
  in.need(kHeaderBytes[header.version_minor - 2]);
}

void read_format(const Reader& in, LasHeader& header) {
  const uint32_t format = in.at<uint8_t>(104);
  if ((format & 0xC0u) != 0) {
    fail(Status::unsupported,
         "%s: the point format at byte 104 is %u: the points are compressed (LAZ); decompress them "
         "to LAS first, for example with `laszip` or `pdal translate`",
         in.path(), format);
  }
  if (format > kMaxFormatOfVersion[header.version_minor - 2]) {
    fail(format > kMaxPointFormat ? Status::unsupported : Status::parse,
         "%s: the point format at byte 104 is %u: LAS 1.%u has formats 0 to %u", in.path(), format,
         header.version_minor, kMaxFormatOfVersion[header.version_minor - 2]);
  }
  header.point_format = format;
  header.record_bytes = in.at<uint16_t>(105);
  if (header.record_bytes < kLayouts[format].record_bytes) {
    fail(Status::parse,
         "%s: the record length at byte 105 is %u: a point of format %u takes at least %u bytes",
         in.path(), header.record_bytes, format, kLayouts[format].record_bytes);
  }
}

void read_counts(const Reader& in, LasHeader& header) {
  const uint32_t legacy = in.at<uint32_t>(107);
  header.point_count = legacy;
  header.evlr_offset = 0;
  header.evlr_count = 0;
  if (header.version_minor < 4) return;
  header.point_count = in.at<uint64_t>(247);
  if (legacy != 0 && legacy != header.point_count) {
    fail(
        Status::parse,
        "%s: the legacy point count at byte 107 is %u and the count at byte 247 is %llu: they have "
        "to agree",
        in.path(), legacy, static_cast<ull>(header.point_count));
  }
  header.evlr_count = in.at<uint32_t>(243);
  if (header.evlr_count != 0) header.evlr_offset = in.at<uint64_t>(235);
}

void check_sizes(const Reader& in, const LasHeader& header, uint64_t file_size) {
  if (header.header_bytes < kHeaderBytes[header.version_minor - 2]) {
    in.wrong("the header size", 94, header.header_bytes, "too small for this version of LAS");
  }
  if (header.points_offset < header.header_bytes) {
    in.wrong("the offset to the points", 96, header.points_offset, "that is inside the header");
  }
  if (header.points_offset > file_size) {
    in.wrong("the offset to the points", 96, header.points_offset,
             "that is past the end of the file: it was cut short");
  }
  const uint64_t room = (file_size - header.points_offset) / header.record_bytes;
  if (header.point_count > room) {
    fail(
        Status::parse,
        "%s: the point count at byte %d is %llu, but the file ends at byte %llu, after %llu points "
        "of %u bytes: it was cut short",
        in.path(), header.version_minor < 4 ? 107 : 247, static_cast<ull>(header.point_count),
        static_cast<ull>(file_size), static_cast<ull>(room), header.record_bytes);
  }
  if (header.evlr_count != 0 &&
      (header.evlr_offset < header.points_end() || header.evlr_offset > file_size)) {
    in.wrong("the offset to the extended records", 235, header.evlr_offset,
             "that is not between the last point and the end of the file");
  }
}

void read_coordinates(const Reader& in, LasHeader& header) {
  static const char* const kScale[] = {"the X scale", "the Y scale", "the Z scale"};
  static const char* const kOffset[] = {"the X offset", "the Y offset", "the Z offset"};
  static const char* const kMinimum[] = {"the least X", "the least Y", "the least Z"};
  static const char* const kMaximum[] = {"the greatest X", "the greatest Y", "the greatest Z"};
  for (size_t axis = 0; axis < 3; ++axis) {
    header.scale[axis] = in.finite(kScale[axis], 131 + 8 * axis);
    header.offset[axis] = in.finite(kOffset[axis], 155 + 8 * axis);
    if (header.point_count != 0) {  // of no points, the extremes may say anything
      header.maximum[axis] = in.finite(kMaximum[axis], 179 + 16 * axis);
      header.minimum[axis] = in.finite(kMinimum[axis], 187 + 16 * axis);
    }
    if (header.scale[axis] == 0) {
      in.wrong(kScale[axis], 131 + 8 * axis, 0, "every point would be at one place");
    }
    // So that no coordinate can be infinite: records hold 32-bit integers.
    if (!std::isfinite(std::abs(header.scale[axis]) * 0x1p31 + std::abs(header.offset[axis]))) {
      fail(Status::parse, "%s: %s at byte %zu is %g: coordinates would pass every number",
           in.path(), kScale[axis], 131 + 8 * axis, header.scale[axis]);
    }
  }
}

}  // namespace

const PointLayout& point_layout(uint32_t point_format) noexcept {
  return kLayouts[point_format];
}

LasHeader read_header(const InputFile& file) {
  const Reader in(file);
  LasHeader header{};
  read_version(in, header);
  header.global_encoding = in.at<uint16_t>(6);
  header.header_bytes = in.at<uint16_t>(94);
  header.points_offset = in.at<uint32_t>(96);
  header.vlr_count = in.at<uint32_t>(100);
  read_format(in, header);
  read_counts(in, header);
  check_sizes(in, header, file.size());
  read_coordinates(in, header);
  return header;
}

std::string precision_lost(const LasHeader& header) {
  for (size_t axis = 0; axis < 3; ++axis) {
    const double offset = std::abs(header.offset[axis]), scale = std::abs(header.scale[axis]);
    const double apart = std::nextafter(offset, INFINITY) - offset;
    if (apart <= scale) continue;
    return format_text(
        "the %c offset is %g, where numbers are %.2g apart: steps of its scale, %g, are lost, and "
        "points that differ may be read as one",
        "XYZ"[axis], header.offset[axis], apart, scale);
  }
  return {};
}

}  // namespace weir::points
