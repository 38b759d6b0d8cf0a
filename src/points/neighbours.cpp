// SPDX-License-Identifier: Apache-2.0
#include "points/neighbours.hpp"

#include <algorithm>
#include <cmath>

#include "base/status.hpp"

namespace weir::points {
namespace {

using ull = unsigned long long;

constexpr uint32_t kLeafPoints = 16;  // at most, in a leaf
constexpr uint32_t kTaskLevel = 6;    // below it, a subtree is one task: 64 of them
constexpr uint64_t kQueryGrain = 512;
constexpr uint64_t kSortedQueries = 1024;  // fewer are not worth sorting

void check_finite(const Context& context, const double* xyz, uint64_t count, const char* what) {
  context.parallel(count, 1u << 15, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const double* p = xyz + 3 * i;
      // One sum finds all three: a NaN or an infinity does not leave a sum of differences.
      if (!((p[0] - p[0]) + (p[1] - p[1]) + (p[2] - p[2]) == 0)) {
        fail(Status::invalid, "%s %zu is (%g, %g, %g): coordinates have to be finite numbers", what,
             i, p[0], p[1], p[2]);
      }
    }
  });
}

// The k best so far, sorted.
class Best {
 public:
  Best(Neighbour* out, uint32_t k, double limit) noexcept : out_(out), k_(k), worst_(limit) {}

  uint32_t size() const noexcept { return size_; }

  bool admits(double squared, uint32_t least_index) const noexcept {
    return squared < worst_ || (squared == worst_ && least_index < worst_index_);
  }

  void insert(double squared, uint32_t index, uint32_t place) noexcept {
    uint32_t at = size_ < k_ ? size_++ : k_ - 1;
    for (; at > 0; --at) {
      const Neighbour& before = out_[at - 1];
      if (before.squared_distance < squared) break;
      if (before.squared_distance == squared && before.index < index) break;
      out_[at] = before;
    }
    out_[at] = {squared, index, place};
    if (size_ == k_) {
      worst_ = out_[k_ - 1].squared_distance;
      worst_index_ = out_[k_ - 1].index;
    }
  }

 private:
  Neighbour* const out_;
  const uint32_t k_;
  uint32_t size_ = 0;
  double worst_;
  uint32_t worst_index_ = std::numeric_limits<uint32_t>::max();
};

// Every third bit of the result, from the lowest on, is one of the ten bits of `value`.
uint32_t spread_bits(uint32_t value) noexcept {
  value = (value | value << 16) & 0x030000FFu;
  value = (value | value << 8) & 0x0300F00Fu;
  value = (value | value << 4) & 0x030C30C3u;
  return (value | value << 2) & 0x09249249u;
}

}  // namespace

Neighbours Neighbours::create(const Context& context, const double* xyz, uint64_t count) {
  context.begin(count);
  Neighbours made(context, xyz, count);
  context.advance(count);
  return made;
}

Neighbours::Neighbours(const Context& context, const double* xyz, uint64_t count) : count_(count) {
  if (count > kMaxPoints) {
    fail(Status::limit, "%llu points: an index takes at most %llu", static_cast<ull>(count),
         static_cast<ull>(kMaxPoints));
  }
  check_finite(context, xyz, count, "point");
  while ((count >> levels_) >= kLeafPoints) ++levels_;
  const uint64_t node_count = (uint64_t{2} << levels_) - 1;
  charge_ = context.charge(node_count * sizeof(Node) + count * (3 * sizeof(double) + 4),
                           "an index of neighbours");
  const memory::Charge building = context.charge(count * sizeof(Item), "building an index");

  std::vector<Item> items(count);
  for (auto& axis : axis_) axis.resize(count);
  index_.resize(count);
  nodes_.resize(node_count);
  context.parallel(count, 1u << 15, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      items[i] = {{xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]}, static_cast<uint32_t>(i)};
    }
  });
  build(context, items);
}

void Neighbours::build(const Context& context, std::vector<Item>& items) {
  nodes_[0].begin = 0;
  nodes_[0].end = static_cast<uint32_t>(count_);
  const uint32_t shared_levels = std::min(kTaskLevel, levels_);
  for (uint32_t level = 0; level < shared_levels; ++level) {
    const size_t first = (size_t{1} << level) - 1;
    context.parallel(first + 1, 1, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) split(items, first + i, level);
    });
  }
  const size_t first = (size_t{1} << shared_levels) - 1;
  context.parallel(first + 1, 1, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      size_t from = first + i, to = from;  // the subtree, level by level
      for (uint32_t level = shared_levels; level <= levels_; ++level) {
        for (size_t node = from; node <= to; ++node) split(items, node, level);
        from = 2 * from + 1;
        to = 2 * to + 2;
      }
    }
  });
}

// Sets the node's box, and either hands its points on to its children or, on the last level, puts
// them where they stay.
void Neighbours::split(std::vector<Item>& items, size_t at, uint32_t level) {
  Node& node = nodes_[at];
  for (int axis = 0; axis < 3; ++axis) {
    node.low[axis] = std::numeric_limits<double>::infinity();
    node.high[axis] = -std::numeric_limits<double>::infinity();
  }
  node.least_index = std::numeric_limits<uint32_t>::max();
  for (uint32_t i = node.begin; i < node.end; ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      node.low[axis] = std::min(node.low[axis], items[i].at[axis]);
      node.high[axis] = std::max(node.high[axis], items[i].at[axis]);
    }
    node.least_index = std::min(node.least_index, items[i].index);
  }
  if (level == levels_) {
    for (uint32_t i = node.begin; i < node.end; ++i) {
      for (int axis = 0; axis < 3; ++axis) axis_[axis][i] = items[i].at[axis];
      index_[i] = items[i].index;
    }
    return;
  }
  int widest = 0;
  for (int axis = 1; axis < 3; ++axis) {
    if (node.high[axis] - node.low[axis] > node.high[widest] - node.low[widest]) widest = axis;
  }
  const uint32_t middle = node.begin + (node.end - node.begin) / 2;
  const auto from = items.begin();
  std::nth_element(
      from + node.begin, from + middle, from + node.end, [widest](const Item& a, const Item& b) {
        return a.at[widest] != b.at[widest] ? a.at[widest] < b.at[widest] : a.index < b.index;
      });
  nodes_[2 * at + 1].begin = node.begin;
  nodes_[2 * at + 1].end = middle;
  nodes_[2 * at + 2].begin = middle;
  nodes_[2 * at + 2].end = node.end;
}

double Neighbours::box_distance(const Node& node, const double query[3]) noexcept {
  double squared = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double away =
        std::max(std::max(node.low[axis] - query[axis], query[axis] - node.high[axis]), 0.0);
    squared += away * away;
  }
  return squared;
}

double Neighbours::limit_by(const double query[3], uint32_t k,
                            const Neighbour* answer) const noexcept {
  double limit = 0;
  for (uint32_t i = 0; i < k; ++i) {
    const double dx = axis_[0][answer[i].place] - query[0];
    const double dy = axis_[1][answer[i].place] - query[1];
    const double dz = axis_[2][answer[i].place] - query[2];
    limit = std::max(limit, dx * dx + dy * dy + dz * dz);
  }
  return limit;
}

uint32_t Neighbours::search(const double query[3], uint32_t k, Neighbour* out,
                            double limit) const noexcept {
  Best best(out, k, limit);
  struct Step {
    size_t node;
    double squared;
  };
  Step stack[34];  // one far child per level
  size_t depth = 0;
  const size_t first_leaf = (size_t{1} << levels_) - 1;
  Step now{0, box_distance(nodes_[0], query)};
  for (;;) {
    while (now.node < first_leaf) {
      const size_t left = 2 * now.node + 1;
      const double to_left = box_distance(nodes_[left], query);
      const double to_right = box_distance(nodes_[left + 1], query);
      if (to_left <= to_right) {
        stack[depth++] = {left + 1, to_right};
        now = {left, to_left};
      } else {
        stack[depth++] = {left, to_left};
        now = {left + 1, to_right};
      }
    }
    const Node& leaf = nodes_[now.node];
    const uint32_t size = leaf.end - leaf.begin;
    double squared[kLeafPoints];
    for (uint32_t i = 0; i < size; ++i) {
      const double dx = axis_[0][leaf.begin + i] - query[0];
      const double dy = axis_[1][leaf.begin + i] - query[1];
      const double dz = axis_[2][leaf.begin + i] - query[2];
      squared[i] = dx * dx + dy * dy + dz * dz;
    }
    for (uint32_t i = 0; i < size; ++i) {
      const uint32_t index = index_[leaf.begin + i];
      if (best.admits(squared[i], index)) best.insert(squared[i], index, leaf.begin + i);
    }
    do {
      if (depth == 0) return best.size();
      now = stack[--depth];
    } while (!best.admits(now.squared, nodes_[now.node].least_index));
  }
}

void Neighbours::nearest(const Context& context, const double* queries, uint64_t query_count,
                         uint32_t k, uint64_t* indices, double* distances) const {
  if (k == 0 || k > kMaxNearest) {
    fail(Status::invalid, "k is %u: 1 to %u neighbours can be asked for", k, kMaxNearest);
  }
  check_finite(context, queries, query_count, "query");
  const memory::Charge sorting = context.charge(query_count * 16, "sorting queries");
  const std::vector<uint32_t> order = order_of(queries, query_count);
  context.begin(query_count);
  context.parallel(query_count, kQueryGrain, [&](size_t begin, size_t end) {
    std::vector<Neighbour> best(k);
    uint32_t found = 0;
    for (size_t at = begin; at < end; ++at) {
      const size_t i = order.empty() ? at : order[at];
      const double* query = queries + 3 * i;
      found = found < k ? search(query, k, best.data())
                        : search(query, k, best.data(), limit_by(query, k, best.data()));
      for (uint32_t j = 0; j < k; ++j) {
        indices[i * k + j] = j < found ? best[j].index : kNone;
        if (distances == nullptr) continue;
        distances[i * k + j] = j < found ? std::sqrt(best[j].squared_distance)
                                         : std::numeric_limits<double>::infinity();
      }
    }
    context.advance(end - begin);
  });
}

// Along a Morton curve through the points' box, so that each query follows a near one. Empty: as
// they come.
std::vector<uint32_t> Neighbours::order_of(const double* queries, uint64_t query_count) const {
  if (query_count < kSortedQueries || query_count > kMaxPoints || count_ == 0) return {};
  const double* low = nodes_[0].low;
  double extent = 0;
  for (int axis = 0; axis < 3; ++axis) extent = std::max(extent, nodes_[0].high[axis] - low[axis]);
  const double cells_per_unit = extent > 0 ? 1023 / extent : 0;
  std::vector<uint32_t> keys(query_count), order(query_count), next(query_count);
  for (size_t i = 0; i < query_count; ++i) {
    for (int axis = 0; axis < 3; ++axis) {
      const double cell = (queries[3 * i + static_cast<size_t>(axis)] - low[axis]) * cells_per_unit;
      const auto inside = static_cast<uint32_t>(std::clamp(cell, 0.0, 1023.0));
      keys[i] |= spread_bits(inside) << axis;
    }
    order[i] = static_cast<uint32_t>(i);
  }
  for (const uint32_t shift : {0u, 10u, 20u}) {  // a radix sort, ten bits at a time
    std::vector<uint32_t> starts(1025);
    for (const uint32_t key : keys) ++starts[(key >> shift & 1023u) + 1];
    for (size_t digit = 1; digit < starts.size(); ++digit) starts[digit] += starts[digit - 1];
    for (const uint32_t i : order) next[starts[keys[i] >> shift & 1023u]++] = i;
    order.swap(next);
  }
  return order;
}

}  // namespace weir::points
