// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/status.hpp"
#include "validate/checks.hpp"
#include "validate/place_check.hpp"

namespace weir::validate {
namespace {

namespace fs = std::filesystem;

// The directory a path's last part stands in.
fs::path parent_of(const char* path) {
  fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

bool is_missing(int error) {
  return error == ENOENT || error == ENOTDIR;
}

bool may(const char* path, int mode) {
  return faccessat(AT_FDCWD, path, mode, AT_EACCESS) == 0;
}

class Path final : public PlaceCheck {
 public:
  Path(JsonPointer place, PathWish wish) : PlaceCheck(std::move(place)), wish_(wish) {}
  bool is_pure() const noexcept override { return false; }

 private:
  bool holds(JsonValue value, Complaint& complaint) const override {
    if (!value.is(JsonType::string) || value.string().empty()) {
      complaint.message = brief(value) + " is not a path";
      return false;
    }
    const char* const path = value.string().data();
    std::string trouble = look(path);
    if (trouble.empty()) return true;
    complaint.message = brief(value) + trouble;
    if (path[0] != '/') {
      std::error_code unknown;
      complaint.hint =
          "the path starts at the current directory, " + fs::current_path(unknown).string();
    }
    return false;
  }

  // What is wrong, or nothing.
  std::string look(const char* path) const {
    struct stat info;
    int error = stat(path, &info) == 0 ? 0 : errno;
    if (is_missing(error) && wish_.create) {
      if (const int refused = make(path)) return words(" cannot be made", refused);
      error = stat(path, &info) == 0 ? 0 : errno;
    }
    if (is_missing(error)) {
      if (wish_.exists) return " does not exist";
      const bool room = !wish_.writable || may(parent_of(path).c_str(), W_OK | X_OK);
      return room ? "" : words(" cannot be made there", errno);
    }
    if (error != 0) return wish_any() ? words(" cannot be looked at", error) : "";
    if (wish_.file && !S_ISREG(info.st_mode)) return " is not a file";
    if (wish_.directory && !S_ISDIR(info.st_mode)) return " is not a directory";
    if (wish_.writable && !may(path, W_OK)) return words(" cannot be written", errno);
    return {};
  }

  // Makes the missing directories; 0 or an errno value.
  int make(const char* path) const {
    std::error_code error;
    fs::create_directories(wish_.file ? parent_of(path) : fs::path(path), error);
    return error.value();
  }

  static std::string words(const char* what, int error) {
    return what + (": " + std::error_code(error, std::generic_category()).message());
  }

  bool wish_any() const {
    return wish_.exists || wish_.file || wish_.directory || wish_.create || wish_.writable;
  }

  PathWish wish_;
};

}  // namespace

CheckPtr path(JsonPointer place, PathWish wish) {
  if (wish.file && wish.directory) {
    fail(Status::invalid, "a path cannot be both a file and a directory: give one");
  }
  if (wish.create && !wish.file) wish.directory = true;
  return std::make_unique<Path>(std::move(place), wish);
}

}  // namespace weir::validate
