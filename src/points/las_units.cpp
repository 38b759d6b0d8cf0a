// SPDX-License-Identifier: Apache-2.0
// The variable-length records, of which only the coordinate system is read: GeoTIFF keys
// (GeoTIFF 1.1, OGC 19-008) or WKT (OGC 01-009, 18-010).
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "points/bytes.hpp"
#include "points/las_header.hpp"

namespace weir::points {
namespace {

using ull = unsigned long long;

constexpr double kFoot = 0.3048;
constexpr double kSurveyFoot = 1200.0 / 3937.0;
constexpr uint32_t kWktFlag = 1u << 4;  // of the global encoding: WKT is the one that counts
constexpr size_t kLongestRecord = 1u << 20;

struct Projection {
  std::vector<unsigned char> keys, doubles;
  std::string wkt;
};

void keep(const InputFile& file, uint32_t id, uint64_t at, uint64_t size, Projection& projection) {
  if ((id != 34735 && id != 34736 && id != 2112) || size > kLongestRecord) return;
  std::vector<unsigned char> bytes(static_cast<size_t>(size));
  file.read(at, bytes.data(), bytes.size());
  if (id == 34735)
    projection.keys = std::move(bytes);
  else if (id == 34736)
    projection.doubles = std::move(bytes);
  else
    projection.wkt.assign(bytes.begin(), bytes.end());
}

// Both kinds of records: a header of 54 bytes with a 16-bit length, or of 60 with a 64-bit one.
void walk(const InputFile& file, bool extended, uint32_t count, uint64_t at, uint64_t limit,
          Projection& projection) {
  const uint64_t head_bytes = extended ? 60 : 54;
  const char* kind = extended ? "extended variable-length record" : "variable-length record";
  for (uint32_t index = 0; index < count; ++index) {
    unsigned char head[60];
    if (limit - at < head_bytes) {
      fail(Status::parse, "%s: %s %u of %u at byte %llu does not fit before byte %llu",
           file.path().c_str(), kind, index + 1, count, static_cast<ull>(at),
           static_cast<ull>(limit));
    }
    file.read(at, head, static_cast<size_t>(head_bytes));
    const uint64_t size = extended ? load<uint64_t>(head + 20) : load<uint16_t>(head + 20);
    if (size > limit - at - head_bytes) {
      fail(Status::parse,
           "%s: %s %u of %u says at byte %llu that it holds %llu bytes: that is past byte %llu, "
           "where it has to end",
           file.path().c_str(), kind, index + 1, count, static_cast<ull>(at + 20),
           static_cast<ull>(size), static_cast<ull>(limit));
    }
    if (std::memcmp(head + 2, "LASF_Projection", 16) == 0) {
      keep(file, load<uint16_t>(head + 18), at + head_bytes, size, projection);
    }
    at += head_bytes + size;
  }
}

double metres_of_code(uint32_t code) noexcept {
  switch (code) {
    case 9001:
      return 1;
    case 9002:
      return kFoot;
    case 9003:
      return kSurveyFoot;
    default:
      return 0;
  }
}

double double_param(const Projection& projection, uint32_t index) noexcept {
  if ((uint64_t{index} + 1) * 8 > projection.doubles.size()) return 0;
  return load<double>(projection.doubles.data() + 8 * index);
}

bool plausible(double metres) noexcept {
  return metres > 1e-6 && metres < 1e6;
}

bool units_of_keys(const Projection& projection, Units& units) {
  constexpr uint32_t kModelType = 1024, kLinear = 3076, kLinearSize = 3077, kVertical = 4099;
  double metres = 0, vertical = 0;
  bool angular = false;
  for (size_t at = 8; at + 8 <= projection.keys.size(); at += 8) {
    const unsigned char* entry = projection.keys.data() + at;
    const uint32_t key = load<uint16_t>(entry), place = load<uint16_t>(entry + 2);
    const uint32_t value = load<uint16_t>(entry + 6);
    if (key == kModelType && place == 0) angular = value == 2;
    if (key == kLinear && place == 0 && value != 32767) metres = metres_of_code(value);
    if (key == kLinearSize && place == 34736) metres = double_param(projection, value);
    if (key == kVertical && place == 0) vertical = metres_of_code(value);
  }
  if (angular) {
    units = {UnitSource::angular, 0, plausible(vertical) ? 1 / vertical : 1};
    return true;
  }
  if (!plausible(metres)) return false;
  units = {UnitSource::geo_keys, 1 / metres, 1 / (plausible(vertical) ? vertical : metres)};
  return true;
}

// The metres of the UNIT (or LENGTHUNIT) that belongs to the node itself, not to one inside it.
double unit_of_node(std::string_view wkt, size_t node) {
  int depth = 0;
  double metres = 0;
  for (size_t at = wkt.find('[', node); at < wkt.size(); ++at) {
    const char c = wkt[at];
    if (c == '"') {
      at = wkt.find('"', at + 1);
      if (at == std::string_view::npos) break;
    } else if (c == '[') {
      ++depth;
    } else if (c == ']') {
      if (--depth == 0) break;
    } else if (depth == 1 &&
               (wkt.substr(at, 5) == "UNIT[" || wkt.substr(at, 11) == "LENGTHUNIT[")) {
      const size_t quote = wkt.find('"', wkt.find('"', at) + 1);
      const size_t comma = wkt.find(',', quote);
      if (quote != std::string_view::npos && comma != std::string_view::npos) {
        metres = std::strtod(std::string(wkt.substr(comma + 1, 40)).c_str(), nullptr);
      }
      at = wkt.find('[', at) - 1;
    }
  }
  return metres;
}

size_t find_node(std::string_view wkt, std::string_view old_name, std::string_view new_name) {
  const size_t at = wkt.find(old_name);
  return at != std::string_view::npos ? at : wkt.find(new_name);
}

bool units_of_wkt(const Projection& projection, Units& units) {
  const std::string_view wkt = projection.wkt;
  const size_t projected = find_node(wkt, "PROJCS[", "PROJCRS[");
  const size_t vertical_node = find_node(wkt, "VERT_CS[", "VERTCRS[");
  const double vertical =
      vertical_node == std::string_view::npos ? 0 : unit_of_node(wkt, vertical_node);
  if (projected == std::string_view::npos) {
    if (find_node(wkt, "GEOGCS[", "GEOGCRS[") == std::string_view::npos) return false;
    units = {UnitSource::angular, 0, plausible(vertical) ? 1 / vertical : 1};
    return true;
  }
  const double metres = unit_of_node(wkt, projected);
  if (!plausible(metres)) return false;
  units = {UnitSource::wkt, 1 / metres, 1 / (plausible(vertical) ? vertical : metres)};
  return true;
}

}  // namespace

Units read_units(const InputFile& file, const LasHeader& header) {
  Projection projection;
  walk(file, false, header.vlr_count, header.header_bytes, header.points_offset, projection);
  walk(file, true, header.evlr_count, header.evlr_offset, file.size(), projection);
  Units units;
  if ((header.global_encoding & kWktFlag) != 0 && units_of_wkt(projection, units)) return units;
  if (units_of_keys(projection, units)) return units;
  units_of_wkt(projection, units);
  return units;
}

}  // namespace weir::points
