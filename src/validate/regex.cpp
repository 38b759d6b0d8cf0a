// SPDX-License-Identifier: Apache-2.0
#include "validate/regex.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>

#include "base/status.hpp"

namespace weir::validate {
namespace {

// What \s is in ECMA-262: RE2's is ASCII only.
constexpr std::string_view kSpaces =
    "\\t\\n\\x0B\\f\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}"
    "\\x{3000}\\x{FEFF}";
constexpr std::string_view kNotSpaces =
    "\\x00-\\x08\\x0E-\\x1F!-\\x{9F}\\x{A1}-\\x{167F}\\x{1681}-\\x{1FFF}\\x{200B}-\\x{2027}"
    "\\x{202A}-\\x{202E}\\x{2030}-\\x{205E}\\x{2060}-\\x{2FFF}\\x{3001}-\\x{FEFE}"
    "\\x{FF00}-\\x{10FFFF}";

struct Property {
  std::string_view name, short_name;
};
constexpr Property kProperties[] = {
    {"Letter", "L"},
    {"Cased_Letter", "L"},
    {"Uppercase_Letter", "Lu"},
    {"Lowercase_Letter", "Ll"},
    {"Titlecase_Letter", "Lt"},
    {"Modifier_Letter", "Lm"},
    {"Other_Letter", "Lo"},
    {"Mark", "M"},
    {"Number", "N"},
    {"digit", "Nd"},
    {"Decimal_Number", "Nd"},
    {"Letter_Number", "Nl"},
    {"Other_Number", "No"},
    {"Punctuation", "P"},
    {"punct", "P"},
    {"Symbol", "S"},
    {"Math_Symbol", "Sm"},
    {"Currency_Symbol", "Sc"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Other", "C"},
    {"Control", "Cc"},
};

class Rewriter {
 public:
  explicit Rewriter(std::string_view pattern) : in_(pattern) {}

  std::string run() {
    while (at_ < in_.size()) {
      const char c = in_[at_];
      if (c == '\\') {
        escape();
      } else if (in_class_) {
        if (c == ']') in_class_ = false;
        if (c == '[') out_ += '\\';  // plain in ECMA-262, the begin of [:alpha:] in RE2
        out_ += c, ++at_;
      } else if (c == '[') {
        open_class();
      } else if (c == '.') {
        out_ += "[^\\n\\r\\x{2028}\\x{2029}]", ++at_;
      } else {
        if (c == '(' && in_.substr(at_).starts_with("(?<") && at_ + 3 < in_.size() &&
            in_[at_ + 3] != '=' && in_[at_ + 3] != '!') {
          out_ += "(?P<", at_ += 3;  // a named group
          continue;
        }
        out_ += c, ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void open_class() {
    if (in_.substr(at_).starts_with("[^]")) {
      out_ += "[\\x00-\\x{10FFFF}]", at_ += 3;  // anything at all
    } else if (in_.substr(at_).starts_with("[]")) {
      out_ += "[^\\x00-\\x{10FFFF}]", at_ += 2;  // nothing at all
    } else {
      in_class_ = true;
      out_ += '[', ++at_;
      if (at_ < in_.size() && in_[at_] == '^') out_ += '^', ++at_;
    }
  }

  void escape() {
    if (at_ + 1 == in_.size()) fail(Status::invalid, "it ends in a \\");
    const char c = in_[at_ + 1];
    at_ += 2;
    switch (c) {
      case 's':
        out_ += in_class_ ? std::string(kSpaces) : "[" + std::string(kSpaces) + "]";
        return;
      case 'S':
        out_ += in_class_ ? std::string(kNotSpaces) : "[" + std::string(kNotSpaces) + "]";
        return;
      case 'c':
        if (at_ == in_.size() || std::isalpha(static_cast<unsigned char>(in_[at_])) == 0) {
          fail(Status::invalid, "\\c needs a letter");
        }
        code(static_cast<unsigned>(in_[at_++]) % 32);
        return;
      case 'u':
        return unicode();
      case 'p':
      case 'P':
        return property(c);
      case 'b':
        if (in_class_) return code(8);
        break;
      case '0':
        return code(0);
      case 'a':
      case 'A':
      case 'C':
      case 'E':
      case 'Q':
      case 'z':
      case 'Z':
        fail(Status::invalid, "\\%c is not an escape of ECMA-262", c);
      default:
        break;
    }
    if (c == '/' || (c == '-' && !in_class_)) {
      out_ += c;
      return;
    }
    out_ += '\\';
    out_ += c;
  }

  void code(unsigned point) { out_ += format_text("\\x{%X}", point); }

  bool read_hex(size_t count, unsigned& value) {
    if (in_.size() - at_ < count) return false;
    value = 0;
    for (size_t i = 0; i < count; ++i) {
      const auto c = static_cast<unsigned char>(in_[at_ + i]);
      if (std::isxdigit(c) == 0) return false;
      value = value * 16 + (std::isdigit(c) != 0 ? c - '0' : (c | 32u) - 'a' + 10);
    }
    at_ += count;
    return true;
  }

  void unicode() {
    unsigned value = 0, low = 0;
    if (at_ < in_.size() && in_[at_] == '{') {
      const size_t close = in_.find('}', at_);
      if (close == std::string_view::npos) fail(Status::invalid, "\\u{ has no }");
      ++at_;
      if (close - at_ > 6 || !read_hex(close - at_, value)) fail(Status::invalid, "\\u{ needs hex");
      ++at_;
    } else if (!read_hex(4, value)) {
      fail(Status::invalid, "\\u needs four hexadecimal digits");
    }
    if (value >= 0xD800 && value < 0xDC00 && in_.substr(at_).starts_with("\\u")) {
      at_ += 2;
      if (read_hex(4, low)) value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
    }
    code(value);
  }

  void property(char p) {
    out_ += '\\';
    out_ += p;
    if (at_ == in_.size() || in_[at_] != '{') return;
    const size_t close = in_.find('}', at_);
    if (close == std::string_view::npos) return;
    std::string_view name = in_.substr(at_ + 1, close - at_ - 1);
    at_ = close + 1;
    for (const std::string_view prefix : {"Script=", "sc=", "General_Category=", "gc="}) {
      if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    }
    for (const Property& known : kProperties) {
      if (name == known.name) name = known.short_name;
    }
    out_.append("{").append(name).append("}");
  }

  std::string_view in_;
  size_t at_ = 0;
  bool in_class_ = false;
  std::string out_;
};

bool is_plain(std::string_view text) {
  return text.find_first_of("\\^$.|?*+()[]{}") == std::string_view::npos;
}

}  // namespace

Regex::Regex(std::string_view pattern) : pattern_(pattern) {
  std::string_view rest = pattern;
  if (rest.empty() || rest == "^" || rest == "$") {
    kind_ = Kind::anything;
    return;
  }
  if (rest.starts_with("^") && rest.ends_with("$") && rest.size() > 1 &&
      is_plain(rest.substr(1, rest.size() - 2))) {
    kind_ = Kind::whole;
    literal_ = rest.substr(1, rest.size() - 2);
    return;
  }
  if (rest.starts_with("^") && is_plain(rest.substr(1))) {
    kind_ = Kind::prefix;
    literal_ = rest.substr(1);
    return;
  }
  std::string rewritten;
  try {
    rewritten = Rewriter(pattern).run();
  } catch (const Error& error) {
    fail(Status::invalid, "the pattern \"%s\" is not one: %s", pattern_.c_str(), error.what());
  }
  RE2::Options options;
  options.set_log_errors(false);  // a library does not write to the terminal
  engine_ = std::make_unique<re2::RE2>(rewritten, options);
  if (engine_->ok()) return;
  const bool ahead =
      engine_->error_code() == RE2::ErrorBadPerlOp || engine_->error_code() == RE2::ErrorBadEscape;
  fail(Status::invalid, "the pattern \"%s\" is not one: %s%s", pattern_.c_str(),
       engine_->error().c_str(),
       ahead ? "; look-around and back-references are not known here, because they can take "
               "exponential time: write the pattern without"
             : "");
}

Regex::~Regex() = default;

bool Regex::found_in(std::string_view text) const {
  switch (kind_) {
    case Kind::anything:
      return true;
    case Kind::prefix:
      return text.starts_with(literal_);
    case Kind::whole:
      return text == literal_;
    case Kind::engine:
      break;
  }
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *engine_);
}

}  // namespace weir::validate
