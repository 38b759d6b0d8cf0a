// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace weir::cli {
namespace {

constexpr uint64_t kRedrawNs = 100'000'000;

uint64_t now_ns() {
  return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

bool stderr_is_live() {
  const char* kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::strcmp(kind, "dumb") != 0;
}

size_t columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string seconds_text(double seconds) {
  char text[32];
  if (seconds < 60) {
    std::snprintf(text, sizeof text, "%.1f s", seconds);
  } else {
    std::snprintf(text, sizeof text, "%d:%02d min", static_cast<int>(seconds) / 60,
                  static_cast<int>(seconds) % 60);
  }
  return text;
}

}  // namespace

Terminal::Terminal(bool quiet) : quiet_(quiet), live_(!quiet && stderr_is_live()) {}

Terminal::~Terminal() {
  clear_line();
}

void Terminal::begin(const std::string& title) {
  title_ = title;
  begun_ns_ = now_ns();
  step("");
}

void Terminal::step(const std::string& name) {
  step_ = name;
  step_ns_ = now_ns();
  drawn_ns_ = 0;
  if (live_) draw(0);
}

void Terminal::progress(uint64_t done, uint64_t total) {
  if (!live_ || total == 0) return;
  const uint64_t now = now_ns();
  if (now - drawn_ns_ < kRedrawNs) return;
  drawn_ns_ = now;
  draw(std::min(1.0, static_cast<double>(done) / static_cast<double>(total)));
}

void Terminal::draw(double fraction) {
  const double seconds = static_cast<double>(now_ns() - step_ns_) / 1e9;
  std::string right;
  if (fraction > 0) {
    char percent[16];
    std::snprintf(percent, sizeof percent, " %3d %%", static_cast<int>(fraction * 100));
    right = percent;
    if (seconds > 1) {
      right += ", " + seconds_text(seconds * (1 - fraction) / fraction) + " left";
    }
  }
  const size_t width = columns();
  std::string line = title_ + (step_.empty() ? " " : ": " + step_ + " ");
  if (line.size() + right.size() + 14 < width) {
    const size_t bar = std::min<size_t>(30, width - line.size() - right.size() - 4);
    const auto full = static_cast<size_t>(fraction * static_cast<double>(bar));
    line += "[" + std::string(full, '=') + std::string(bar - full, ' ') + "]";
  }
  line += right;
  if (line.size() >= width) line.resize(width - 1);
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Terminal::clear_line() {
  if (!drawn_) return;
  std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

void Terminal::done(const std::string& outcome) {
  if (quiet_) return;
  clear_line();
  const double seconds = static_cast<double>(now_ns() - begun_ns_) / 1e9;
  std::fprintf(stderr, "%s: %s (%s)\n", title_.c_str(), outcome.c_str(),
               seconds_text(seconds).c_str());
}

void Terminal::failed(const std::string& why) {
  const bool named = why.compare(0, title_.size() + 2, title_ + ": ") == 0;
  note(title_ + ": failed: " + (named ? why.substr(title_.size() + 2) : why));
}

void Terminal::note(const std::string& line) {
  clear_line();
  std::fprintf(stderr, "%s\n", line.c_str());
}

}  // namespace weir::cli
