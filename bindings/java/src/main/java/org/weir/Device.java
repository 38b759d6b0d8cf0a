// SPDX-License-Identifier: Apache-2.0
package org.weir;

/**
 * A device, also one that cannot be used.
 *
 * @param kind what it is
 * @param available whether it can be used
 * @param chosen whether this runtime uses it
 * @param memoryBytes in total; 0 when it is not available
 * @param name for people
 * @param reason why it is not available, and what would help; else empty
 */
public record Device(
    DeviceKind kind,
    boolean available,
    boolean chosen,
    long memoryBytes,
    String name,
    String reason) {
  Device(int kind, boolean available, boolean chosen, long memory, String name, String reason) {
    this(Coded.of(DeviceKind.class, kind), available, chosen, memory, name, reason);
  }
}
