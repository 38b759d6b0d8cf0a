// SPDX-License-Identifier: Apache-2.0
// Builds LAS files byte by byte, so that tests can build any of them, wrong ones included. It
// shares no code with the library: the offsets below are read off the specification a second time.
#pragma once

#include <glob.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

namespace weir::test {

struct LasPoint {
  int32_t x = 0, y = 0, z = 0;
  uint16_t intensity = 0;
  uint8_t return_number = 1, return_count = 1;
  uint8_t classification = 0;
  uint8_t class_flags = 0;  // formats 0-5: the upper three bits of the class byte
  uint16_t source_id = 0;
  double gps_time = 0;
  uint16_t red = 0, green = 0, blue = 0;
};

struct LasRecord {  // a variable-length record
  std::string user;
  uint16_t id = 0;
  std::string bytes;
};

class LasMaker {
 public:
  unsigned minor = 2, format = 0, extra_bytes = 0;
  double scale = 0.01, offset = 0;
  uint16_t global_encoding = 0;
  std::vector<LasPoint> points;
  std::vector<LasRecord> records, extended_records;

  static constexpr unsigned kBytes[11] = {20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67};
  unsigned record_bytes() const { return kBytes[format] + extra_bytes; }
  unsigned header_bytes() const { return minor == 4 ? 375 : minor == 3 ? 235 : 227; }

  std::string bytes() const {
    std::string out(header_bytes(), '\0');
    std::memcpy(out.data(), "LASF", 4);
    put<uint16_t>(out, 6, global_encoding);
    put<uint8_t>(out, 24, 1);
    put<uint8_t>(out, 25, static_cast<uint8_t>(minor));
    put<uint16_t>(out, 94, static_cast<uint16_t>(header_bytes()));
    put<uint32_t>(out, 100, static_cast<uint32_t>(records.size()));
    put<uint8_t>(out, 104, static_cast<uint8_t>(format));
    put<uint16_t>(out, 105, static_cast<uint16_t>(record_bytes()));
    if (format < 6) put<uint32_t>(out, 107, static_cast<uint32_t>(points.size()));
    for (size_t axis = 0; axis < 3; ++axis) {
      put<double>(out, 131 + 8 * axis, scale);
      put<double>(out, 155 + 8 * axis, offset);
      put<double>(out, 179 + 16 * axis, 1000);
      put<double>(out, 187 + 16 * axis, -1000);
    }
    for (const LasRecord& record : records) out += head<uint16_t>(record, 54) + record.bytes;
    put<uint32_t>(out, 96, static_cast<uint32_t>(out.size()));
    for (const LasPoint& point : points) out += point_bytes(point);
    if (minor == 4) {
      put<uint64_t>(out, 247, points.size());
      put<uint32_t>(out, 243, static_cast<uint32_t>(extended_records.size()));
      if (!extended_records.empty()) put<uint64_t>(out, 235, out.size());
      for (const LasRecord& record : extended_records) {
        out += head<uint64_t>(record, 60) + record.bytes;
      }
    }
    return out;
  }

  std::string point_bytes(const LasPoint& p) const {
    std::string out(record_bytes(), '\xA5');  // what nobody sets must survive a copy
    put(out, 0, p.x);
    put(out, 4, p.y);
    put(out, 8, p.z);
    put(out, 12, p.intensity);
    const bool extended = format >= 6;
    put<uint8_t>(out, 14,
                 static_cast<uint8_t>(p.return_number | p.return_count << (extended ? 4 : 3)));
    if (extended)
      put(out, 16, p.classification);
    else
      put<uint8_t>(out, 15, static_cast<uint8_t>(p.classification | p.class_flags << 5));
    put(out, extended ? 20 : 18, p.source_id);
    if (extended)
      put(out, 22, p.gps_time);
    else if (format != 0 && format != 2)
      put(out, 20, p.gps_time);
    if (const size_t colour = colour_at(); colour != 0) {
      put(out, colour, p.red);
      put(out, colour + 2, p.green);
      put(out, colour + 4, p.blue);
    }
    return out;
  }

  size_t colour_at() const {
    switch (format) {
      case 2:
        return 20;
      case 3:
      case 5:
        return 28;
      case 7:
      case 8:
      case 10:
        return 30;
      default:
        return 0;
    }
  }

  template <class T>
  static void put(std::string& out, size_t at, T value) {
    std::memcpy(out.data() + at, &value, sizeof value);  // the tests' machines are little-endian
  }

 private:
  template <class Length>
  static std::string head(const LasRecord& record, size_t size) {
    std::string out(size, '\0');
    std::memcpy(out.data() + 2, record.user.data(), record.user.size());
    put(out, 18, record.id);
    put(out, 20, static_cast<Length>(record.bytes.size()));
    return out;
  }
};

// How many paths match.
inline size_t count_files(const std::string& pattern) {
  glob_t found;
  const size_t count = glob(pattern.c_str(), 0, nullptr, &found) == 0 ? found.gl_pathc : 0;
  globfree(&found);
  return count;
}

// The tile that WEIR_LIDAR_TILE names, or the one beside the sources; empty when it is not there.
inline std::string surveyed_tile() {
  const char* named = std::getenv("WEIR_LIDAR_TILE");
  const std::string beside = "shared/data/lidar/autzen_trim.las";
  for (const std::string& path :
       {std::string(named != nullptr ? named : ""), "../" + beside, "../../" + beside}) {
    if (!path.empty() && access(path.c_str(), R_OK) == 0) return path;
  }
  return "";
}

// A file of the given bytes, gone when this ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& bytes = "", const char* suffix = ".las") {
    static unsigned counter = 0;
    const char* folder = std::getenv("TMPDIR");
    path_ = std::string(folder != nullptr ? folder : "/tmp") + "/weir-points-" +
            std::to_string(getpid()) + "-" + std::to_string(counter++) + suffix;
    write(bytes);
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }
  void write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }
  std::string read() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::string path_;
};

}  // namespace weir::test
