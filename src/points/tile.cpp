// SPDX-License-Identifier: Apache-2.0
#include "points/tile.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/status.hpp"
#include "points/bytes.hpp"

namespace weir::points {
namespace {

using ull = unsigned long long;

constexpr size_t kBlockBytes = 256u << 10;  // stays in the second-level cache

template <class T, class Get>
void decode(void* destination, uint64_t at, const unsigned char* record, uint64_t count,
            uint32_t stride, Get&& get) {
  T* to = static_cast<T*>(destination) + at;
  for (uint64_t i = 0; i < count; ++i, record += stride) to[i] = get(record);
}

}  // namespace

Tile::Tile(base::LifePtr life, std::string path, base::Log* log)
    : life_(std::move(life)),
      file_(std::move(path)),
      header_(read_header(file_)),
      units_(read_units(file_, header_)) {
  const std::string lost = precision_lost(header_);
  if (log != nullptr && !lost.empty()) {
    log->write(base::Level::warning, "%s: %s", file_.path().c_str(), lost.c_str());
  }
}

size_t Tile::value_bytes(Field field) noexcept {
  switch (field) {
    case Field::xyz:
      return 24;
    case Field::gps_time:
      return 8;
    case Field::colour:
      return 6;
    case Field::intensity:
    case Field::source_id:
      return 2;
    case Field::return_number:
    case Field::return_count:
    case Field::classification:
      return 1;
  }
  return 0;
}

void Tile::check_range(uint64_t first, uint64_t count) const {
  if (first > header_.point_count || count > header_.point_count - first) {
    fail(Status::invalid, "%s: %llu points from point %llu on were asked for, and it has %llu",
         file_.path().c_str(), static_cast<ull>(count), static_cast<ull>(first),
         static_cast<ull>(header_.point_count));
  }
}

void Tile::each_block(uint64_t first, uint64_t count, const Records& body) const {
  const uint32_t stride = header_.record_bytes;
  const uint64_t per_block = std::max<uint64_t>(1, kBlockBytes / stride);
  std::vector<unsigned char> block(static_cast<size_t>(std::min(per_block, count)) * stride);
  for (uint64_t at = 0; at < count; at += per_block) {
    const uint64_t now = std::min(per_block, count - at);
    file_.read(header_.points_offset + (first + at) * stride, block.data(),
               static_cast<size_t>(now) * stride);
    body(block.data(), at, now);
  }
}

Status Tile::read(Field field, uint64_t first, uint64_t count, void* destination,
                  size_t size) const {
  life_->check("tile");
  const size_t each = value_bytes(field);
  if (each == 0)
    fail(Status::invalid, "field %u is not a WEIR_POINT_*", static_cast<unsigned>(field));
  check_range(first, count);
  if (size / each < count) {
    fail(Status::too_small, "%llu values of %zu bytes take %llu bytes, and the destination has %zu",
         static_cast<ull>(count), each, static_cast<ull>(count * each), size);
  }
  const PointLayout& layout = point_layout(header_.point_format);
  if (field == Field::gps_time && layout.gps_time == 0) return Status::miss;
  if (field == Field::colour && layout.colour == 0) return Status::miss;

  const uint32_t stride = header_.record_bytes;
  using Bytes = const unsigned char*;
  each_block(first, count, [&](unsigned char* records, uint64_t at, uint64_t now) {
    switch (field) {
      case Field::xyz: {
        auto* to = static_cast<double*>(destination) + 3 * at;
        for (uint64_t i = 0; i < now; ++i, to += 3) {
          for (size_t axis = 0; axis < 3; ++axis) {
            to[axis] = load<int32_t>(records + i * stride + 4 * axis) * header_.scale[axis] +
                       header_.offset[axis];
          }
        }
        break;
      }
      case Field::intensity:
        decode<uint16_t>(destination, at, records, now, stride,
                         [](Bytes r) { return load<uint16_t>(r + 12); });
        break;
      case Field::return_number:
        decode<uint8_t>(destination, at, records, now, stride, [&](Bytes r) {
          return static_cast<uint8_t>(r[14] & (layout.extended ? 15u : 7u));
        });
        break;
      case Field::return_count:
        decode<uint8_t>(destination, at, records, now, stride, [&](Bytes r) {
          return static_cast<uint8_t>(layout.extended ? r[14] >> 4 : (r[14] >> 3) & 7u);
        });
        break;
      case Field::classification:
        decode<uint8_t>(destination, at, records, now, stride, [&](Bytes r) {
          const unsigned value = r[layout.classification];
          return static_cast<uint8_t>(layout.extended ? value : value & 31u);
        });
        break;
      case Field::source_id:
        decode<uint16_t>(destination, at, records, now, stride,
                         [&](Bytes r) { return load<uint16_t>(r + layout.source_id); });
        break;
      case Field::colour:
        for (uint64_t i = 0; i < now; ++i) {
          for (size_t band = 0; band < 3; ++band) {
            static_cast<uint16_t*>(destination)[3 * (at + i) + band] =
                load<uint16_t>(records + i * stride + layout.colour + 2 * band);
          }
        }
        break;
      case Field::gps_time:
        for (uint64_t i = 0; i < now; ++i) {
          const double time = load<double>(records + i * stride + layout.gps_time);
          if (!std::isfinite(time)) {
            const uint64_t point = first + at + i;
            fail(Status::parse,
                 "%s: the GPS time of point %llu at byte %llu is not a finite number",
                 file_.path().c_str(), static_cast<ull>(point),
                 static_cast<ull>(header_.points_offset + point * stride + layout.gps_time));
          }
          static_cast<double*>(destination)[at + i] = time;
        }
        break;
    }
  });
  return Status::ok;
}

}  // namespace weir::points
