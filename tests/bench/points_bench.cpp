// SPDX-License-Identifier: Apache-2.0
// Measures: the neighbour search beside nanoflann, on the same points in the same run, with the
// same answers. One JSON line per case; times are medians of kRounds.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#if __has_include(<nanoflann.hpp>)
#include <nanoflann.hpp>
#define HAS_NANOFLANN 1
#else
#define HAS_NANOFLANN 0
#endif

#include "base/clock.hpp"
#include "memory/budget.hpp"
#include "points/neighbours.hpp"
#include "points/tile.hpp"

namespace {

using namespace weir;

constexpr int kRounds = 5;
constexpr uint32_t kNearest = 16;

struct Result {
  double build_ms, query_ms;
  double total_ms() const { return build_ms + query_ms; }
};

template <class Run>
Result median(Run&& run) {
  std::vector<Result> results;
  for (int round = 0; round < kRounds; ++round) results.push_back(run());
  std::sort(results.begin(), results.end(),
            [](const Result& a, const Result& b) { return a.total_ms() < b.total_ms(); });
  return results[kRounds / 2];
}

double ms_since(uint64_t start) {
  return static_cast<double>(base::monotonic_ns() - start) / 1e6;
}

Result run_weir(const std::vector<double>& xyz, unsigned threads, std::vector<double>& distances) {
  // The caller works too: a pool of one more thread makes two.
  work::Pool pool(threads > 1 ? threads - 1 : 1);
  if (threads == 1) pool.stop();
  const auto budget = std::make_shared<memory::Budget>(~uint64_t{0});
  const points::Context context{pool, *budget};
  std::vector<uint64_t> indices(xyz.size() / 3 * kNearest);
  distances.resize(indices.size());
  const uint64_t start = base::monotonic_ns();
  const points::Neighbours tree(context, xyz.data(), xyz.size() / 3);
  const double build_ms = ms_since(start);
  const uint64_t built = base::monotonic_ns();
  tree.nearest(context, xyz.data(), xyz.size() / 3, kNearest, indices.data(), distances.data());
  return {build_ms, ms_since(built)};
}

#if HAS_NANOFLANN
struct Cloud {
  const std::vector<double>& xyz;
  size_t kdtree_get_point_count() const { return xyz.size() / 3; }
  double kdtree_get_pt(size_t i, size_t axis) const { return xyz[3 * i + axis]; }
  template <class Box>
  bool kdtree_get_bbox(Box&) const {
    return false;
  }
};

// nanoflann 1.4 builds in one thread; its queries are cut over as many threads as ours.
Result run_nanoflann(const std::vector<double>& xyz, unsigned threads,
                     std::vector<double>& distances) {
  using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, Cloud>,
                                                   Cloud, 3, uint32_t>;
  const size_t count = xyz.size() / 3;
  distances.resize(count * kNearest);
  const Cloud cloud{xyz};
  const uint64_t start = base::monotonic_ns();
  Tree tree(3, cloud, nanoflann::KDTreeSingleIndexAdaptorParams(10));
  tree.buildIndex();
  const double build_ms = ms_since(start);
  const uint64_t built = base::monotonic_ns();
  const auto part = [&](size_t begin, size_t end) {
    std::vector<uint32_t> indices(kNearest);
    for (size_t i = begin; i < end; ++i) {
      tree.knnSearch(&xyz[3 * i], kNearest, indices.data(), &distances[i * kNearest]);
      for (size_t j = 0; j < kNearest; ++j) {
        distances[i * kNearest + j] = std::sqrt(distances[i * kNearest + j]);
      }
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned t = 1; t < threads; ++t) {
    helpers.emplace_back(part, count * t / threads, count * (t + 1) / threads);
  }
  part(0, count / threads);
  for (auto& helper : helpers) helper.join();
  return {build_ms, ms_since(built)};
}
#endif

std::vector<double> random_points(size_t count) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> at(0, 1000);
  std::vector<double> xyz(3 * count);
  for (double& value : xyz) value = at(random);
  return xyz;
}

std::vector<double> tile_points(const char* path) {
  const points::Tile tile(std::make_shared<base::Life>(), path);
  const uint64_t count = tile.header().point_count;
  std::vector<double> xyz(3 * count);
  tile.read(points::Field::xyz, 0, count, xyz.data(), xyz.size() * sizeof(double));
  return xyz;
}

int compare(const char* name, const std::vector<double>& xyz) {
  for (const unsigned threads : {1u, 2u}) {
    std::vector<double> ours, theirs;
    const Result weir = median([&] { return run_weir(xyz, threads, ours); });
    std::printf(
        "{\"case\": \"neighbours\", \"points\": \"%s\", \"count\": %zu, \"k\": %u, "
        "\"threads\": %u, \"weir_build_ms\": %.2f, \"weir_query_ms\": %.2f",
        name, xyz.size() / 3, kNearest, threads, weir.build_ms, weir.query_ms);
#if HAS_NANOFLANN
    const Result flann = median([&] { return run_nanoflann(xyz, threads, theirs); });
    std::printf(
        ", \"nanoflann_build_ms\": %.2f, \"nanoflann_query_ms\": %.2f, "
        "\"same_distances\": %s, \"times_as_fast\": %.2f}\n",
        flann.build_ms, flann.query_ms, ours == theirs ? "true" : "false",
        flann.total_ms() / weir.total_ms());
    if (ours != theirs) return 1;
#else
    std::printf(", \"nanoflann\": \"its header is not installed\"}\n");
#endif
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const char* named = argc > 1 ? argv[1] : std::getenv("WEIR_LIDAR_TILE");
  const char* path = named != nullptr ? named : "../shared/data/lidar/autzen_trim.las";
  int wrong = compare("random", random_points(110000));
  if (std::FILE* there = std::fopen(path, "rb")) {
    std::fclose(there);
    wrong |= compare("tile", tile_points(path));
  } else {
    std::printf("{\"case\": \"neighbours\", \"skipped\": \"%s is not there\"}\n", path);
  }
  return wrong;
}
