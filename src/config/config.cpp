// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <chrono>
#include <utility>

#include "base/file.hpp"

namespace weir::config {
namespace {

// Clears the writer's mark whatever happens.
class Writing {
 public:
  Writing(std::mutex& mutex, std::atomic<std::thread::id>& mark) : mark_(mark) {
    if (mark_.load(std::memory_order_relaxed) == std::this_thread::get_id()) {
      fail(Status::invalid, "a listener may not change the configuration it is told about");
    }
    lock_ = std::unique_lock(mutex);
    mark_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  }
  ~Writing() { mark_.store(std::thread::id(), std::memory_order_relaxed); }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  std::unique_lock<std::mutex> lock_;
  std::atomic<std::thread::id>& mark_;
};

}  // namespace

std::shared_ptr<Config> Config::create(Options options, Outcome& outcome) {
  std::shared_ptr<Config> config(new Config(std::move(options)));
  config->defaults_ = Layer::read(LayerKind::defaults, "", config->options_.defaults);
  config->program_ = Layer::read(LayerKind::program, "", "{}");
  if (const std::string& shape = config->options_.shape; shape.starts_with('{')) {
    config->shape_ = Layer::read(LayerKind::defaults, "", shape);
  }
  const Writing writing(config->writer_, config->writing_);
  outcome = config->publish(config->read_files(), config->program_);
  return config;
}

std::vector<LayerPtr> Config::read_files() const {
  std::vector<LayerPtr> files;
  for (const std::string& path : options_.files) {
    std::string text;
    try {
      text = base::read_whole_file(path.c_str(), base::Json::kMaxBytes);
    } catch (const Error& error) {
      if (error.status() == Status::not_found && options_.files_optional) continue;
      throw;
    }
    files.push_back(Layer::read(LayerKind::file, path, std::move(text)));
  }
  return files;
}

Outcome Config::publish(std::vector<LayerPtr> files, LayerPtr program) {
  auto next = std::make_shared<Snapshot>();
  next->layers.push_back(defaults_);
  next->layers.insert(next->layers.end(), files.begin(), files.end());
  if (!options_.prefix.empty() || !options_.variables.empty()) {
    std::vector<LayerPtr> below = next->layers;
    if (shape_ != nullptr) below.insert(below.begin(), shape_);
    const LayerPtr environment = environment_layer(options_.environment(), options_.prefix,
                                                   options_.variables, below, next->notes);
    if (environment != nullptr) next->layers.push_back(environment);
  }
  next->layers.push_back(program);
  next->text = merge_layers(next->layers, options_.rules);
  next->merged = base::Json::parse(next->text);
  const Outcome outcome = publish_snapshot(std::move(next));
  if (outcome.status >= Status::ok && outcome.status != Status::rejected) {
    files_ = std::move(files);
    program_ = std::move(program);
  }
  return outcome;
}

// Asked first, published then, told last; `writer_` is held.
Outcome Config::publish_snapshot(std::shared_ptr<Snapshot> next) {
  const SnapshotPtr before = snapshot();
  if (before != nullptr && before->text == next->text) {
    // Nothing anyone could read is different; where it comes from may be.
    next->generation = before->generation;
    const std::lock_guard lock(mutex_);
    current_ = std::move(next);
    last_failure_.clear();
    return {Status::miss, ""};
  }
  if (options_.check) {
    if (std::string why = options_.check(*next->merged); !why.empty()) {
      return {Status::rejected, std::move(why)};
    }
  }
  std::vector<std::shared_ptr<const Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    listeners = listeners_;
  }
  next->generation = before == nullptr ? 1 : generation_.load() + 1;
  std::string changes;
  if (before != nullptr && !listeners.empty()) changes = difference(before->text, next->text);
  if (before != nullptr) {
    for (const auto& listener : listeners) {
      if (!(*listener)(Stage::prepare, *before, *next, changes)) {
        return {Status::rejected, "a listener does not want this change"};
      }
    }
  }
  const SnapshotPtr after = std::move(next);
  {
    const std::lock_guard lock(mutex_);
    current_ = after;
    history_.push_back(after);
    while (history_.size() > options_.history) history_.pop_front();
    last_failure_.clear();
    generation_.store(after->generation, std::memory_order_release);
  }
  published_.notify_all();
  if (before != nullptr) {
    for (const auto& listener : listeners) (*listener)(Stage::publish, *before, *after, changes);
  }
  return {};
}

SnapshotPtr Config::snapshot() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Outcome Config::update(const std::string& patch) {
  const Writing writing(writer_, writing_);
  const LayerPtr more = Layer::read(LayerKind::program, "", patch);
  return publish(files_, Layer::read(LayerKind::program, "",
                                     merge_layers({program_, more}, options_.rules, true)));
}

Outcome Config::reload() {
  const Writing writing(writer_, writing_);
  try {
    Outcome outcome = publish(read_files(), program_);
    if (outcome.status == Status::rejected) note_failure(outcome.why);
    return outcome;
  } catch (const Error& error) {
    note_failure(error.what());
    throw;
  }
}

Outcome Config::rollback(uint64_t generation) {
  const Writing writing(writer_, writing_);
  SnapshotPtr wanted;
  {
    const std::lock_guard lock(mutex_);
    for (const SnapshotPtr& one : history_) {
      if (one->generation == generation) wanted = one;
    }
  }
  if (wanted == nullptr) {
    fail(Status::not_found, "generation %llu is not among the last %zu that are kept",
         static_cast<unsigned long long>(generation), options_.history);
  }
  auto next = std::make_shared<Snapshot>(*wanted);
  const Outcome outcome = publish_snapshot(std::move(next));
  if (outcome.status == Status::rejected) return outcome;
  files_.clear();
  for (const LayerPtr& layer : wanted->layers) {
    if (layer->kind == LayerKind::file) files_.push_back(layer);
    if (layer->kind == LayerKind::program) program_ = layer;
  }
  return outcome;
}

void Config::add_listener(Listener listener) {
  auto shared = std::make_shared<const Listener>(std::move(listener));
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(shared));
}

void Config::note_failure(const std::string& why) {
  const std::lock_guard lock(mutex_);
  last_failure_ = why;
}

bool Config::wait_past(uint64_t seen, uint64_t timeout_ns) const {
  std::unique_lock lock(mutex_);
  const auto there = [&] { return generation_.load(std::memory_order_relaxed) > seen; };
  if (timeout_ns == UINT64_MAX) {
    published_.wait(lock, there);
    return true;
  }
  // A wait of centuries would overflow the clock; a day at a time is the same to the caller.
  constexpr uint64_t day = uint64_t{86'400} * 1'000'000'000;
  while (timeout_ns > day && !there()) {
    published_.wait_for(lock, std::chrono::nanoseconds(day), there);
    timeout_ns -= day;
  }
  return published_.wait_for(lock, std::chrono::nanoseconds(timeout_ns), there);
}

}  // namespace weir::config
