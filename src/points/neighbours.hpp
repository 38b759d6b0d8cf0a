// SPDX-License-Identifier: Apache-2.0
// Exact nearest neighbours on a balanced k-d tree (Bentley 1975; Friedman, Bentley and Finkel 1977)
// whose nodes carry the tight box of their points.
//
// Promises: of the points at equal distance the one of the lower index is nearer, so the answer is
// one and the same for any thread count and any machine order; a node is passed over only when no
// point in it could enter the answer, which the boxes decide without rounding against us: each of
// their distances is summed in the same order as a point's, and rounding keeps order.
//
// Shape: a complete binary tree laid out like a heap (children of i are 2i+1 and 2i+2), every leaf
// on the last level, points stored leaf by leaf in three arrays. Nothing points to anything.
//
// Threads: Frozen once made.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "points/context.hpp"

namespace weir::points {

struct Neighbour {
  double squared_distance;
  uint32_t index;
  uint32_t place;  // in the order of the leaves
};

class Neighbours {
 public:
  static constexpr uint32_t kMaxNearest = 4096;
  static constexpr uint64_t kNone = std::numeric_limits<uint64_t>::max();
  static constexpr uint64_t kMaxPoints = std::numeric_limits<uint32_t>::max() - 1;

  // `xyz` is copied. Error(invalid) names the first point that is not finite.
  // As a piece of work of its own, which tells its progress; the constructor is a part of another.
  static Neighbours create(const Context& context, const double* xyz, uint64_t count);
  Neighbours(const Context& context, const double* xyz, uint64_t count);

  uint64_t size() const noexcept { return count_; }

  // The k nearest points of every query, nearest first, k per query. Where the tree has fewer, the
  // index is kNone and the distance infinite. `distances` may be NULL.
  void nearest(const Context& context, const double* queries, uint64_t query_count, uint32_t k,
               uint64_t* indices, double* distances) const;

  // One query, for callers that go on working with the answer at once: `best` has room for k.
  // Returns how many were found. `limit` is a squared distance that is known to hold k points, see
  // limit_by(); it saves time and changes nothing.
  uint32_t search(const double query[3], uint32_t k, Neighbour* best,
                  double limit = std::numeric_limits<double>::infinity()) const noexcept;

  // The squared distance that holds all k points of another query's answer: a short way to start
  // when that query was near.
  double limit_by(const double query[3], uint32_t k, const Neighbour* answer) const noexcept;

  // The points in the order of the leaves: near in this order means near in space.
  uint32_t index_at(uint64_t place) const noexcept { return index_[place]; }
  void point_at(uint64_t place, double out[3]) const noexcept {
    for (int axis = 0; axis < 3; ++axis) out[axis] = axis_[axis][place];
  }

 private:
  struct alignas(64) Node {
    double low[3], high[3];
    uint32_t begin, end;
    uint32_t least_index;
  };
  struct Item {
    double at[3];
    uint32_t index;
  };

  void build(const Context& context, std::vector<Item>& items);
  void split(std::vector<Item>& items, size_t node, uint32_t level);
  static double box_distance(const Node& node, const double query[3]) noexcept;
  std::vector<uint32_t> order_of(const double* queries, uint64_t query_count) const;

  uint64_t count_;
  uint32_t levels_ = 0;  // of splits; the leaves are on this level
  memory::Charge charge_;
  std::vector<Node> nodes_;
  std::vector<double> axis_[3];
  std::vector<uint32_t> index_;
};

}  // namespace weir::points
