// SPDX-License-Identifier: Apache-2.0
// Proves: the index finds what was inserted and nothing else, whatever the order of insertions and
// erasures, also when all hashes collide; the sketch forgets by halves and the ghost by age.
#include "cache/table.hpp"

#include <gtest/gtest.h>

#include <random>
#include <unordered_set>
#include <vector>

#include "cache/sketch.hpp"

namespace weir::cache {
namespace {

struct Node {
  uint64_t hash = 0;
};

void churn(uint64_t hash_mask, uint32_t seed) {
  std::vector<Node> nodes(300);
  std::mt19937_64 random(seed);
  for (Node& node : nodes) node.hash = random() & hash_mask;
  Table<Node> table;
  std::unordered_set<Node*> model;
  for (int step = 0; step < 20'000; ++step) {
    Node* const node = &nodes[random() % nodes.size()];
    if (model.insert(node).second) {
      table.reserve_one();
      table.insert(node);
    } else {
      model.erase(node);
      table.erase(node);
    }
    ASSERT_EQ(table.count(), model.size());
    Node* const asked = &nodes[random() % nodes.size()];
    Node* const found = table.find(asked->hash, [&](const Node& other) { return &other == asked; });
    ASSERT_EQ(found, model.count(asked) != 0 ? asked : nullptr) << "step " << step;
  }
  size_t seen = 0;
  for (size_t word = 0; word < table.word_count(); ++word) seen += table.at(word) != nullptr;
  EXPECT_EQ(seen, model.size());
}

TEST(Table, AgreesWithASet) {
  churn(UINT64_MAX, 1);
}

TEST(Table, CollisionsChangeNothing) {
  churn(uint64_t{0xF} << 60, 2);  // one place for all
  churn(0x3F, 3);                 // clusters that run into one another
}

TEST(Table, AMissIsToldWithoutTheNode) {
  Table<Node> table;
  EXPECT_EQ(table.find(7, [](const Node&) { return true; }), nullptr);
  Node node{7};
  table.reserve_one();
  table.insert(&node);
  EXPECT_EQ(table.find(7 | uint64_t{1} << 63, [](const Node&) { return true; }), nullptr);
  EXPECT_EQ(table.find(7, [](const Node&) { return true; }), &node);
}

TEST(Sketch, CountsAndKeepsItsCountsWhenItGrows) {
  Sketch sketch;
  EXPECT_EQ(sketch.estimate(5), 0u);
  sketch.grow(16);
  for (int i = 0; i < 5; ++i) sketch.add(5);
  EXPECT_EQ(sketch.estimate(5), 5u);
  sketch.grow(4096);
  EXPECT_EQ(sketch.estimate(5), 5u);
  for (int i = 0; i < 40; ++i) sketch.add(5);
  EXPECT_EQ(sketch.estimate(5), 15u) << "four bits";
}

TEST(Sketch, HalvesInTime) {
  Sketch sketch;
  sketch.grow(8);
  std::mt19937_64 random(4);
  const uint64_t once_frequent = random();
  for (int i = 0; i < 15; ++i) sketch.add(once_frequent);
  uint32_t least = 15;
  for (int i = 0; i < 200; ++i) {
    sketch.add(random());
    least = std::min(least, sketch.estimate(once_frequent));
  }
  EXPECT_LT(least, 15u);
}

TEST(Ghost, RemembersTheLastOnesOnce) {
  Ghost ghost;
  EXPECT_FALSE(ghost.take(1));
  ghost.resize(64);
  std::mt19937_64 random(5);
  std::vector<uint64_t> keys(2000);
  for (uint64_t& key : keys) ghost.add(key = random());
  EXPECT_TRUE(ghost.take(keys.back()));
  EXPECT_FALSE(ghost.take(keys.back())) << "once";
  size_t early = 0;
  for (size_t i = 0; i < 1000; ++i) early += ghost.take(keys[i]);
  EXPECT_EQ(early, 0u);
}

}  // namespace
}  // namespace weir::cache
