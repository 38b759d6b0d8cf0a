// SPDX-License-Identifier: Apache-2.0
// The place: rolling ground, cut into lots of kLot metres; on each a house, some trees, or bushes.
// Everything about a lot follows from the seed and the lot's number, so the scene has no size.
#pragma once

#include <cstdint>
#include <vector>

namespace weir::points {

// splitmix64 (Steele, Lea and Flood 2014): the same numbers everywhere, unlike std distributions.
class Random {
 public:
  explicit Random(uint64_t seed) noexcept : state_(seed) {}
  uint64_t next() noexcept;
  double between(double low, double high) noexcept {
    return low + (high - low) * static_cast<double>(next() >> 11) * 0x1p-53;
  }
  bool chance(double share) noexcept { return between(0, 1) < share; }
  double noise(double spread) noexcept;  // about normal: the sum of four uniform numbers

 private:
  uint64_t state_;
};

class Scene {
 public:
  static constexpr double kLot = 32;

  explicit Scene(uint64_t seed) noexcept : seed_(seed) {}

  struct Return {
    double z;
    uint8_t point_class;
  };

  // What a pulse from above brings back at this place: 1 to 3 returns, the highest first. `random`
  // decides how deep it gets.
  int look(double x, double y, Random& random, Return out[3]);

  double ground(double x, double y) const noexcept;

 private:
  struct House {
    double x, y, half_width, half_length, wall, ridge, cosine, sine;
  };
  struct Tree {
    double x, y, radius, trunk, crown;  // trunk: where the crown begins
  };
  struct Lot {
    bool known = false;
    int64_t column = 0, row = 0;
    std::vector<House> houses;
    std::vector<Tree> trees;
  };

  const Lot& lot_at(double x, double y);
  void furnish(Lot& lot) const;
  static bool roof(const House& house, double x, double y, double& above) noexcept;

  const uint64_t seed_;
  std::vector<Lot> row_;  // the lots of the rows that were looked at last
};

}  // namespace weir::points
