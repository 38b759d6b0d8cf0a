// SPDX-License-Identifier: Apache-2.0
// Proves: a change of a watched file is seen however it is made: by an atomic rename, in place, by
// the swap of a link that a Kubernetes volume makes, and without any events by polling; a file that
// is bad or gone leaves the snapshot; readers never wait for a writer nor see half a change.
//
// A wait ends when what it waits for has happened; its minute is for a machine that has stopped.
#include "config/watch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace {

using namespace weir;
using namespace weir::config;
namespace fs = std::filesystem;

constexpr uint64_t kMinute = 60'000'000'000;

class Watching : public ::testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/weir_watch_XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    if (watcher_ != nullptr) watcher_->stop();
    fs::remove_all(folder_);
  }

  static void put(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  void put_whole(const std::string& name, const std::string& text) const {
    put(folder_ / (name + ".new"), text);
    fs::rename(folder_ / (name + ".new"), folder_ / name);
  }

  void start(const std::string& name, bool events = true) {
    Config::Options options;
    options.files = {(folder_ / name).string()};
    Outcome outcome;
    config_ = Config::create(std::move(options), outcome);
    ASSERT_EQ(outcome.status, Status::ok);
    Watcher::Options watching;
    watching.debounce_ns = 1'000'000;
    watching.poll_ns = events ? kMinute * 60 : 1'000'000;
    watching.events = events;
    watcher_ = Watcher::start(config_, watching);
  }
  void make(const char* defaults) {
    Config::Options options;
    options.defaults = defaults;
    Outcome outcome;
    config_ = Config::create(std::move(options), outcome);
  }
  int64_t n() const { return *config_->snapshot()->merged->find("/n").int64(); }
  // Until n is `wanted`, generation by generation.
  void reach(int64_t wanted) const {
    while (n() != wanted) {
      const uint64_t seen = config_->generation();
      if (n() == wanted) return;
      ASSERT_TRUE(config_->wait_past(seen, kMinute)) << "n stayed " << n();
    }
  }

  fs::path folder_;
  std::shared_ptr<Config> config_;
  std::shared_ptr<Watcher> watcher_;
};

TEST_F(Watching, AFileThatNeverRestsIsReadAllTheSame) {
  put(folder_ / "a.json", R"({"n": 0})");
  start("a.json");
  watcher_->stop();
  Watcher::Options impatient;
  impatient.debounce_ns = 60 * kMinute;
  impatient.patience_ns = 1'000'000;
  impatient.poll_ns = 60 * kMinute;
  watcher_ = Watcher::start(config_, impatient);
  while (!watcher_->wait_for_reads(1, 2'000'000)) put(folder_ / "a.json", R"({"n": 1})");
}

TEST_F(Watching, AnAtomicRenameAgainAndAgain) {
  put(folder_ / "a.json", R"({"n": 0})");
  start("a.json");
  for (int64_t n = 1; n <= 5; ++n) {
    put_whole("a.json", "{\"n\": " + std::to_string(n) + "}");
    reach(n);
  }
}

TEST_F(Watching, AWriteInPlace) {
  put(folder_ / "a.json", R"({"n": 0})");
  start("a.json");
  put(folder_ / "a.json", R"({"n": 1})");
  reach(1);
}

TEST_F(Watching, TheLinkSwapOfAKubernetesVolume) {
  fs::create_directory(folder_ / "..v1");
  put(folder_ / "..v1" / "a.json", R"({"n": 1})");
  fs::create_directory_symlink("..v1", folder_ / "..data");
  fs::create_symlink("..data/a.json", folder_ / "a.json");
  const auto directories = directories_on_the_way((folder_ / "a.json").string());
  EXPECT_TRUE(directories.contains(folder_.string()));
  EXPECT_TRUE(directories.contains((folder_ / "..v1").string()));
  start("a.json");
  for (int64_t n = 2; n <= 4; ++n) {
    const std::string version = "..v" + std::to_string(n);
    fs::create_directory(folder_ / version);
    put(folder_ / version / "a.json", "{\"n\": " + std::to_string(n) + "}");
    fs::create_directory_symlink(version, folder_ / "..data_tmp");
    fs::rename(folder_ / "..data_tmp", folder_ / "..data");
    reach(n);
    fs::remove_all(folder_ / ("..v" + std::to_string(n - 1)));
  }
}

TEST_F(Watching, WithoutEventsByPolling) {
  put(folder_ / "a.json", R"({"n": 0})");
  start("a.json", false);
  put_whole("a.json", R"({"n": 12})");
  reach(12);
}

TEST_F(Watching, ABadFileOrNoneLeavesWhatWas) {
  put(folder_ / "a.json", R"({"n": 3})");
  start("a.json");
  put_whole("a.json", R"({"n": )");
  ASSERT_TRUE(watcher_->wait_for_reads(1, kMinute));
  EXPECT_EQ(n(), 3);
  EXPECT_EQ(config_->generation(), 1u);
  EXPECT_NE(config_->summary().find("a.json: line 1"), std::string::npos);
  fs::remove(folder_ / "a.json");
  ASSERT_TRUE(watcher_->wait_for_reads(2, kMinute));
  EXPECT_EQ(n(), 3);
  put_whole("a.json", R"({"n": 4})");
  reach(4);
  EXPECT_NE(config_->summary().find("\"last_error\": null"), std::string::npos);
}

TEST_F(Watching, ALoopOfLinksEnds) {
  fs::create_symlink("b", folder_ / "a");
  fs::create_symlink("a", folder_ / "b");
  EXPECT_TRUE(directories_on_the_way((folder_ / "a").string()).contains(folder_.string()));
  EXPECT_TRUE(
      directories_on_the_way((folder_ / "none" / "x.json").string()).contains(folder_.string()));
}

TEST_F(Watching, ReadersSeeWholeChangesOnly) {
  make(R"({"n": 0, "m": 0})");
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      uint64_t last = 0;
      while (!done.load()) {
        const SnapshotPtr now = config_->snapshot();
        EXPECT_EQ(*now->merged->find("/n").int64(), *now->merged->find("/m").int64());
        EXPECT_GE(now->generation, last);
        last = now->generation;
      }
    });
  }
  for (int n = 1; n <= 200; ++n) {
    const std::string text = std::to_string(n);
    ASSERT_EQ(config_->update("{\"n\": " + text + ", \"m\": " + text + "}").status, Status::ok);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(n(), 200);
}

TEST_F(Watching, AListenerMayNotChangeWhatItHears) {
  make(R"({"n": 0})");
  Status refused = Status::ok;
  config_->add_listener([&](Stage, const Snapshot&, const Snapshot&, const std::string&) {
    try {
      config_->update(R"({"n": 2})");
    } catch (const Error& error) {
      refused = error.status();
    }
    return true;
  });
  EXPECT_EQ(config_->update(R"({"n": 1})").status, Status::ok);
  EXPECT_EQ(refused, Status::invalid);
  EXPECT_EQ(n(), 1);
}

}  // namespace
