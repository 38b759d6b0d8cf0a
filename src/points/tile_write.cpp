// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include "base/output_file.hpp"
#include "base/status.hpp"
#include "points/tile.hpp"

namespace weir::points {
namespace {

using ull = unsigned long long;

constexpr size_t kBlockBytes = 256u << 10;

void copy(const InputFile& from, uint64_t begin, uint64_t end, base::OutputFile& to) {
  std::vector<unsigned char> block(
      static_cast<size_t>(std::min<uint64_t>(kBlockBytes, end - begin)));
  while (begin < end) {
    const auto now = static_cast<size_t>(std::min<uint64_t>(block.size(), end - begin));
    from.read(begin, block.data(), now);
    to.write(block.data(), now);
    begin += now;
  }
}

}  // namespace

void Tile::write(const std::string& path, const uint8_t* classes, uint64_t count,
                 work::Control* control) const {
  life_->check("tile");
  if (count != header_.point_count) {
    fail(Status::invalid, "%llu classes were given for the %llu points of %s",
         static_cast<ull>(count), static_cast<ull>(header_.point_count), file_.path().c_str());
  }
  const PointLayout& layout = point_layout(header_.point_format);
  const unsigned greatest = max_class();
  const uint8_t* wrong =
      std::find_if(classes, classes + count, [&](uint8_t value) { return value > greatest; });
  if (wrong != classes + count) {
    fail(Status::invalid, "the class of point %llu is %u: point format %u has classes 0 to %u",
         static_cast<ull>(wrong - classes), *wrong, header_.point_format, greatest);
  }
  if (control != nullptr) control->begin(count);

  base::OutputFile out(path);
  copy(file_, 0, header_.points_offset, out);
  const uint32_t stride = header_.record_bytes;
  each_block(0, count, [&](unsigned char* records, uint64_t first, uint64_t now) {
    if (control != nullptr) control->check();
    for (uint64_t i = 0; i < now; ++i) {
      unsigned char& byte = records[i * stride + layout.classification];
      const unsigned flags = layout.extended ? 0u : byte & 0xE0u;  // synthetic, key, withheld
      byte = static_cast<unsigned char>(flags | classes[first + i]);
    }
    out.write(records, static_cast<size_t>(now) * stride);
    if (control != nullptr) control->advance(now);
  });
  copy(file_, header_.points_end(), file_.size(), out);
  out.finish();
}

}  // namespace weir::points
