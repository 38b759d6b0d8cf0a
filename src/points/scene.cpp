// SPDX-License-Identifier: Apache-2.0
#include "points/scene.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "points/classify.hpp"

namespace weir::points {
namespace {

constexpr size_t kLotsKept = 1024;
constexpr double kEdge = 2;  // between a lot's things and its border

uint8_t number(Class value) noexcept {
  return static_cast<uint8_t>(value);
}

uint8_t vegetation(double above) noexcept {
  const ClassifyOptions usual;
  if (above < usual.medium_from) return number(Class::low_vegetation);
  return number(above < usual.high_from ? Class::medium_vegetation : Class::high_vegetation);
}

}  // namespace

uint64_t Random::next() noexcept {
  uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

double Random::noise(double spread) noexcept {
  double sum = 0;
  for (int i = 0; i < 4; ++i) sum += between(-1, 1);
  return sum * spread * 0.866;  // four of variance 1/3
}

double Scene::ground(double x, double y) const noexcept {
  const double shift = static_cast<double>(seed_ % 1000);
  return 100 + 6 * std::sin((x + shift) / 90) * std::cos((y - shift) / 70) +
         1.5 * std::sin((x + 2 * y) / 31 + shift) + 0.02 * x;
}

void Scene::furnish(Lot& lot) const {
  Random random(seed_ ^ static_cast<uint64_t>(lot.column) * 0x9E3779B97F4A7C15u ^
                static_cast<uint64_t>(lot.row) * 0xC2B2AE3D27D4EB4Fu);
  const double left = static_cast<double>(lot.column) * kLot;
  const double low = static_cast<double>(lot.row) * kLot;
  lot.houses.clear();
  lot.trees.clear();
  const double what = random.between(0, 1);
  if (what < 0.4) {
    const double turn = random.between(0, std::numbers::pi);
    const double wall = random.between(2.8, 8);
    lot.houses.push_back({left + kLot / 2, low + kLot / 2, random.between(3.5, 6),
                          random.between(5, 9), wall,
                          wall + (random.chance(0.3) ? 0 : random.between(1.5, 3.5)),
                          std::cos(turn), std::sin(turn)});
    return;
  }
  if (what > 0.9) return;  // a meadow
  const bool bushes = what > 0.75;
  const int count = static_cast<int>(random.between(2, bushes ? 9 : 6));
  for (int i = 0; i < count; ++i) {
    const double radius = bushes ? random.between(0.6, 1.5) : random.between(1.8, 4.5);
    const double reach = kEdge + radius;
    const double height = bushes ? random.between(0.9, 1.45) : radius * random.between(2, 3.2);
    lot.trees.push_back({left + random.between(reach, kLot - reach),
                         low + random.between(reach, kLot - reach), radius,
                         bushes ? 0.1 : height * 0.3, height});
  }
}

const Scene::Lot& Scene::lot_at(double x, double y) {
  const auto column = static_cast<int64_t>(std::floor(x / kLot));
  const auto row = static_cast<int64_t>(std::floor(y / kLot));
  if (row_.empty()) row_.resize(kLotsKept);
  Lot& lot = row_[(static_cast<uint64_t>(column) * 31 + static_cast<uint64_t>(row)) % kLotsKept];
  if (!lot.known || lot.column != column || lot.row != row) {
    lot.known = true;
    lot.column = column;
    lot.row = row;
    furnish(lot);
  }
  return lot;
}

bool Scene::roof(const House& house, double x, double y, double& above) noexcept {
  const double dx = x - house.x, dy = y - house.y;
  const double across = std::abs(dx * house.cosine + dy * house.sine);
  const double along = std::abs(dy * house.cosine - dx * house.sine);
  if (across > house.half_width || along > house.half_length) return false;
  above = house.ridge - (house.ridge - house.wall) * across / house.half_width;
  return true;
}

int Scene::look(double x, double y, Random& random, Return out[3]) {
  const Lot& lot = lot_at(x, y);
  const double floor = ground(x, y) + random.noise(0.03);
  for (const House& house : lot.houses) {
    double above;
    if (!roof(house, x, y, above)) continue;
    // The walls stand on the ground at the house's middle, whatever the ground does around it.
    out[0] = {ground(house.x, house.y) + above + random.noise(0.03), number(Class::building)};
    return 1;
  }
  int count = 0;
  for (const Tree& tree : lot.trees) {
    const double away = std::hypot(x - tree.x, y - tree.y) / tree.radius;
    if (away >= 1 || count == 2) continue;
    const double half = (tree.crown - tree.trunk) / 2 * std::sqrt(1 - away * away);
    const double middle = (tree.crown + tree.trunk) / 2;
    const double highest = middle + half;
    double above = highest - 2 * half * std::pow(random.between(0, 1), 2.0);
    if (!random.chance(0.9) || above < 0.1) continue;  // through a gap
    out[count++] = {floor + above, vegetation(above)};
    if (count < 2 && random.chance(0.35)) {
      above = std::max(0.1, above - random.between(0.8, 2.5));
      out[count++] = {floor + above, vegetation(above)};
    }
  }
  if (count == 0 || random.chance(0.35)) out[count++] = {floor, number(Class::ground)};
  std::sort(out, out + count, [](const Return& a, const Return& b) { return a.z > b.z; });
  return count;
}

}  // namespace weir::points
