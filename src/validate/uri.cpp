// SPDX-License-Identifier: Apache-2.0
#include "validate/uri.hpp"

#include <cctype>
#include <charconv>

namespace weir::validate {
namespace {

// RFC 3986 5.2.4, on a path.
std::string remove_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      path = path == "/.." ? std::string_view("/") : path.substr(3);
      const size_t slash = out.rfind('/');
      out.resize(slash == std::string::npos ? 0 : slash);
    } else if (path == "." || path == "..") {
      break;
    } else {
      const size_t slash = path.find('/', 1);
      out += path.substr(0, slash);
      path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
    }
  }
  return out;
}

std::string merge(const Uri& base, std::string_view path) {
  if (base.has_authority && base.path.empty()) return "/" + std::string(path);
  const size_t slash = base.path.rfind('/');
  if (slash == std::string_view::npos) return std::string(path);
  return std::string(base.path.substr(0, slash + 1)) + std::string(path);
}

}  // namespace

Uri split_uri(std::string_view text) {
  Uri uri;
  if (const size_t hash = text.find('#'); hash != std::string_view::npos) {
    uri.has_fragment = true;
    uri.fragment = text.substr(hash + 1);
    text = text.substr(0, hash);
  }
  size_t colon = 0;
  while (colon < text.size() && (std::isalnum(static_cast<unsigned char>(text[colon])) != 0 ||
                                 text[colon] == '+' || text[colon] == '-' || text[colon] == '.')) {
    ++colon;
  }
  if (colon > 0 && colon < text.size() && text[colon] == ':' &&
      std::isalpha(static_cast<unsigned char>(text[0])) != 0) {
    uri.has_scheme = true;
    uri.scheme = text.substr(0, colon);
    text = text.substr(colon + 1);
  }
  if (const size_t mark = text.find('?'); mark != std::string_view::npos) {
    uri.has_query = true;
    uri.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    uri.has_authority = true;
    uri.authority = text.substr(0, text.find('/'));
    text.remove_prefix(uri.authority.size());
  }
  uri.path = text;
  return uri;
}

std::string resolve_uri(std::string_view base_text, std::string_view reference) {
  const Uri base = split_uri(base_text);
  Uri ref = split_uri(reference);
  std::string path;
  if (ref.has_scheme) {
    path = ref.path.starts_with("/") ? remove_dots(ref.path) : std::string(ref.path);
  } else {
    ref.has_scheme = base.has_scheme;
    ref.scheme = base.scheme;
    if (ref.has_authority) {
      path = remove_dots(ref.path);
    } else {
      ref.has_authority = base.has_authority;
      ref.authority = base.authority;
      if (ref.path.empty()) {
        path = base.path;
        if (!ref.has_query) ref.has_query = base.has_query, ref.query = base.query;
      } else {
        path =
            remove_dots(ref.path.starts_with("/") ? std::string(ref.path) : merge(base, ref.path));
      }
    }
  }
  std::string text;
  if (ref.has_scheme) text.append(ref.scheme).append(":");
  if (ref.has_authority) text.append("//").append(ref.authority);
  text += path;
  if (ref.has_query) text.append("?").append(ref.query);
  if (ref.has_fragment) text.append("#").append(ref.fragment);
  return text;
}

bool percent_decode(std::string_view text, std::string& decoded) {
  decoded.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    unsigned byte = 0;
    if (text.size() - i < 3) return false;
    const char* const hex = text.data() + i + 1;
    const auto [end, error] = std::from_chars(hex, hex + 2, byte, 16);
    if (error != std::errc() || end != hex + 2) return false;
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return true;
}

}  // namespace weir::validate
