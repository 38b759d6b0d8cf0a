// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Texts that have to be good before something else is given away with them. */
final class Texts {
  private Texts() {}

  /** What host.hpp makes of a throwable, whose words may be no text at all. */
  static String shown(Throwable thrown) {
    return String.valueOf(thrown)
        .codePoints()
        .map(c -> c == 0 || c >= 0xD800 && c < 0xE000 ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  static void require(String what, String text) {
    if (text == null) {
      throw WeirException.invalid(what + " is null");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isLowSurrogate(c)) {
        throw WeirException.invalid(what + " has no UTF-8 form without NUL, at index " + i);
      }
      if (Character.isHighSurrogate(c)
          && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
        throw WeirException.invalid(what + " has half a surrogate pair, at index " + (i - 1));
      }
    }
  }
}
