// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * How a managed buffer is now.
 *
 * @param place where its bytes are
 * @param sizeBytes as it was made
 * @param storedBytes what it takes where it is
 * @param pinCount how many have it pinned
 */
public record ManagedState(ManagedPlace place, long sizeBytes, long storedBytes, int pinCount) {
  ManagedState(int place, long sizeBytes, long storedBytes, int pinCount) {
    this(Coded.of(ManagedPlace.class, place), sizeBytes, storedBytes, pinCount);
  }
}
