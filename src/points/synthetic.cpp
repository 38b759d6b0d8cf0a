// SPDX-License-Identifier: Apache-2.0
#include "points/synthetic.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/output_file.hpp"
#include "base/status.hpp"
#include "points/bytes.hpp"
#include "points/classify.hpp"
#include "points/las_header.hpp"
#include "points/scene.hpp"

namespace weir::points {
namespace {

constexpr uint32_t kHeaderBytes = 375, kRecordHeadBytes = 54, kFormat = 6;
constexpr double kScale = 0.01, kOffset[3] = {500000, 4500000, 0};
constexpr double kReturnsPerPulse = 1.15;  // measured over many seeds; it only shapes the tile
constexpr double kStrayShare = 5e-4;
constexpr char kWkt[] =
    "PROJCS[\"WGS 84 / UTM zone 31N\",GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS "
    "84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]],"
    "PROJECTION[\"Transverse_Mercator\"],UNIT[\"metre\",1]]";

struct Extent {
  double low[3] = {INFINITY, INFINITY, INFINITY}, high[3] = {-INFINITY, -INFINITY, -INFINITY};
};

class Writer {
 public:
  Writer(uint64_t count, work::Control* control) : count_(count), control_(control) {
    bytes_.reserve(count * record_bytes());
    if (control_ != nullptr) control_->begin(count);
  }

  bool full() const { return written_ == count_; }

  void add(const double xyz[3], uint8_t point_class, int number, int of, uint64_t pulse) {
    if (full()) return;
    bytes_.resize(bytes_.size() + record_bytes());
    unsigned char* record = bytes_.data() + bytes_.size() - record_bytes();
    for (size_t axis = 0; axis < 3; ++axis) {
      const auto steps = static_cast<int32_t>(std::lround(xyz[axis] / kScale));
      store(record + 4 * axis, steps);
      const double value = steps * kScale + kOffset[axis];
      extent_.low[axis] = std::min(extent_.low[axis], value);
      extent_.high[axis] = std::max(extent_.high[axis], value);
    }
    store<uint16_t>(record + 12, point_class == static_cast<uint8_t>(Class::building) ? 900 : 400);
    record[14] = static_cast<unsigned char>(number | of << 4);
    record[16] = point_class;
    store<uint16_t>(record + 20, 1);
    store(record + 22, 300'000'000 + static_cast<double>(pulse) * 1e-5);
    ++by_return_[static_cast<size_t>(number - 1)];
    ++written_;
    if (control_ != nullptr && written_ % kStep == 0 && !full()) {
      control_->check();
      control_->advance(kStep);
      told_ += kStep;
    }
  }

  // When all is where it belongs.
  void tell_the_rest() const {
    if (control_ != nullptr) control_->advance(count_ - told_);
  }

  void write_to(base::OutputFile& out) const {
    std::vector<unsigned char> head(kHeaderBytes + kRecordHeadBytes + sizeof kWkt);
    std::memcpy(head.data(), "LASF", 4);
    store<uint16_t>(&head[6], 1u | 1u << 4);  // GPS standard time; the WKT is the one that counts
    head[24] = 1;
    head[25] = 4;
    std::memcpy(&head[26], "weir", 4);
    std::memcpy(&head[58], "weir, a synthetic tile", 22);
    store<uint16_t>(&head[94], kHeaderBytes);
    store(&head[96], static_cast<uint32_t>(head.size()));
    store<uint32_t>(&head[100], 1);
    head[104] = kFormat;
    store(&head[105], static_cast<uint16_t>(record_bytes()));
    for (size_t axis = 0; axis < 3; ++axis) {
      store(&head[131 + 8 * axis], kScale);
      store(&head[155 + 8 * axis], kOffset[axis]);
      store(&head[179 + 16 * axis], extent_.high[axis]);
      store(&head[187 + 16 * axis], extent_.low[axis]);
    }
    store(&head[247], written_);
    for (size_t i = 0; i < 3; ++i) store(&head[255 + 8 * i], by_return_[i]);
    unsigned char* record = &head[kHeaderBytes];
    std::memcpy(record + 2, "LASF_Projection", 15);
    store<uint16_t>(record + 18, 2112);
    store(record + 20, static_cast<uint16_t>(sizeof kWkt));
    std::memcpy(record + kRecordHeadBytes, kWkt, sizeof kWkt);
    out.write(head.data(), head.size());
    out.write(bytes_.data(), bytes_.size());
  }

 private:
  static constexpr uint64_t kStep = 65536;
  static size_t record_bytes() { return point_layout(kFormat).record_bytes; }

  const uint64_t count_;
  work::Control* const control_;
  std::vector<unsigned char> bytes_;
  Extent extent_;
  uint64_t written_ = 0;
  uint64_t told_ = 0;
  uint64_t by_return_[3] = {0, 0, 0};
};

}  // namespace

void write_synthetic(const std::string& path, const SyntheticOptions& options,
                     work::Control* control) {
  if (options.point_count < 1 || options.point_count > 100'000'000) {
    fail(Status::invalid, "point_count is %llu: 1 to 100 million points can be made",
         static_cast<unsigned long long>(options.point_count));
  }
  if (!(options.density >= 0.01 && options.density <= 1000)) {
    fail(Status::invalid, "density_per_m2 is %g: 0.01 to 1000 points", options.density);
  }
  const double side = std::sqrt(static_cast<double>(options.point_count) / options.density);
  const double step = std::sqrt(kReturnsPerPulse / options.density);
  Scene scene(options.seed);
  Random random(options.seed * 2 + 1);
  Writer writer(options.point_count, control);
  uint64_t pulse = 0;
  for (uint64_t line = 0; !writer.full(); ++line) {  // to and fro, as a mirror sweeps
    const auto per_line = static_cast<uint64_t>(std::max(1.0, side / step));
    for (uint64_t i = 0; i < per_line && !writer.full(); ++i, ++pulse) {
      const double along = (static_cast<double>(line % 2 == 0 ? i : per_line - 1 - i) + 0.5) * step;
      const double x = along + random.noise(step * 0.1);
      const double y = static_cast<double>(line) * step + along * 0.01 + random.noise(step * 0.1);
      if (random.chance(kStrayShare)) {
        const double away = random.chance(0.5) ? random.between(35, 70) : random.between(-25, -6);
        const double stray[3] = {x, y, scene.ground(x, y) + away};
        writer.add(stray, static_cast<uint8_t>(Class::noise), 1, 1, pulse);
        continue;
      }
      Scene::Return returns[3];
      const int count = scene.look(x, y, random, returns);
      for (int n = 0; n < count; ++n) {
        const double at[3] = {x, y, returns[n].z};
        writer.add(at, returns[n].point_class, n + 1, count, pulse);
      }
    }
  }
  if (control != nullptr) control->check();
  base::OutputFile out(path);
  writer.write_to(out);
  out.finish();
  writer.tell_the_rest();
}

}  // namespace weir::points
