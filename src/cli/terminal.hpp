// SPDX-License-Identifier: Apache-2.0
// What a person sees while work is running: one live line on a terminal, plain lines when the
// output goes to a file or a pipe, nothing at all when asked to be quiet. Results go to stdout;
// progress and complaints go to stderr, so that `weir ... --json | jq` always works.
#pragma once

#include <cstdint>
#include <string>

namespace weir::cli {

class Terminal {
 public:
  explicit Terminal(bool quiet);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // What is being worked on: "autzen.las".
  void begin(const std::string& title);
  // The part of it that is running now: "features".
  void step(const std::string& name);
  // How far it is. Redraws at most ten times a second. Called from one thread at a time.
  void progress(uint64_t done, uint64_t total);
  // It is over; `outcome` and the time it took stand where the bar stood.
  void done(const std::string& outcome);
  // It failed. Complaints are told even when quiet, and name it once.
  void failed(const std::string& why);
  // A line for the person, whatever else is being drawn.
  void note(const std::string& line);

 private:
  void draw(double fraction);
  void clear_line();

  bool quiet_;
  bool live_;  // stderr is a terminal that understands carriage returns
  bool drawn_ = false;
  std::string title_;
  std::string step_;
  uint64_t begun_ns_ = 0;
  uint64_t step_ns_ = 0;
  uint64_t drawn_ns_ = 0;
};

}  // namespace weir::cli
