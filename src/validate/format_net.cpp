// SPDX-License-Identifier: Apache-2.0
// Addresses and names of the network: RFC 3986, 3987, 6570, 5321, 1123.
#include <cstring>

#include "validate/format.hpp"
#include "validate/uri.hpp"

namespace weir::validate {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Only these, letters, digits and whole %XX; bytes past ASCII when `wide`.
bool only(std::string_view text, std::string_view more, bool wide) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3 || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) return false;
      i += 2;
      continue;
    }
    const bool past_ascii = (static_cast<unsigned char>(c) & 0x80u) != 0;
    if (past_ascii ? !wide
                   : !is_alpha(c) && !is_digit(c) && more.find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_authority(std::string_view text, bool wide) {
  if (const size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (!only(text.substr(0, at), "-._~!$&'()*+,;=:", wide)) return false;
    text.remove_prefix(at + 1);
  }
  if (text.starts_with("[")) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos || !is_ipv6(text.substr(1, close - 1))) return false;
    text.remove_prefix(close + 1);
    if (!text.empty() && text[0] != ':') return false;
  } else {
    const size_t colon = text.find(':');
    if (!only(text.substr(0, colon), "-._~!$&'()*+,;=", wide)) return false;
    text = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  for (size_t i = 1; i < text.size(); ++i) {
    if (!is_digit(text[i])) return false;
  }
  return true;
}

bool is_reference(std::string_view text, bool wide, bool absolute) {
  const Uri uri = split_uri(text);
  constexpr std::string_view path = "-._~!$&'()*+,;=:@/";
  constexpr std::string_view query = "-._~!$&'()*+,;=:@/?";
  if (absolute && !uri.has_scheme) return false;
  if (!uri.has_scheme && !uri.has_authority &&
      uri.path.substr(0, uri.path.find('/')).find(':') != std::string_view::npos) {
    return false;
  }
  return (!uri.has_authority || is_authority(uri.authority, wide)) && only(uri.path, path, wide) &&
         only(uri.query, query, wide) && only(uri.fragment, query, wide);
}

bool is_mail(std::string_view text, bool wide) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  if (local.size() >= 2 && local.front() == '"' && local.back() == '"') {
    for (size_t i = 1; i + 1 < local.size(); ++i) {
      if (local[i] == '\\') {
        if (++i + 1 >= local.size()) return false;
      } else if (local[i] == '"') {
        return false;
      }
    }
  } else if (local.front() == '.' || local.back() == '.' ||
             local.find("..") != std::string_view::npos || local.find('%') == 0 ||
             !only(local, "!#$&'*+-/=?^_`{|}~.%", wide)) {
    return false;
  }
  if (domain.starts_with("[") && domain.ends_with("]")) {
    const std::string_view address = domain.substr(1, domain.size() - 2);
    return address.starts_with("IPv6:") ? is_ipv6(address.substr(5)) : is_ipv4(address);
  }
  return wide ? !domain.empty() && only(domain, "-.", true) : is_hostname(domain);
}

}  // namespace

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    int value = 0;
    size_t digits = 0;
    while (digits < text.size() && digits < 3 && is_digit(text[digits])) {
      value = value * 10 + (text[digits++] - '0');
    }
    if (digits == 0 || value > 255 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
    if (part == 3) break;
    if (!text.starts_with(".")) return false;
    text.remove_prefix(1);
  }
  return text.empty();
}

bool is_ipv6(std::string_view text) {
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  } else if (text.starts_with(":")) {
    return false;
  }
  while (!text.empty()) {
    if (text.find(':') == std::string_view::npos && text.find('.') != std::string_view::npos) {
      if (!is_ipv4(text)) return false;
      groups += 2;
      text = {};
      break;
    }
    size_t digits = 0;
    while (digits < text.size() && is_hex(text[digits])) ++digits;
    if (digits == 0 || digits > 4) return false;
    ++groups;
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (text.starts_with("::")) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(2);
    } else if (text.starts_with(":") && text.size() > 1) {
      text.remove_prefix(1);
    } else {
      return false;
    }
  }
  return gap ? groups < 8 : groups == 8;
}

bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (const char c : label) {
      if (!is_alpha(c) && !is_digit(c) && c != '-') return false;
    }
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_uri(std::string_view text) {
  return is_reference(text, false, true);
}
bool is_uri_reference(std::string_view text) {
  return is_reference(text, false, false);
}
bool is_iri(std::string_view text) {
  return is_reference(text, true, true);
}
bool is_iri_reference(std::string_view text) {
  return is_reference(text, true, false);
}
bool is_email(std::string_view text) {
  return is_mail(text, false);
}
bool is_idn_email(std::string_view text) {
  return is_mail(text, true);
}

bool is_uri_template(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '}' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' || c == '|' ||
        c == '"' || c == '\'' || c == ' ') {
      return false;
    }
    if (c != '{') continue;
    const size_t close = text.find('}', i);
    if (close == std::string_view::npos) return false;
    std::string_view inside = text.substr(i + 1, close - i - 1);
    if (!inside.empty() && std::strchr("+#./;?&=,!@|", inside[0]) != nullptr) {
      inside.remove_prefix(1);
    }
    if (inside.empty() || !only(inside, "_.,:*", false)) return false;
    i = close;
  }
  return true;
}

}  // namespace weir::validate
