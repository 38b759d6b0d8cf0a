// SPDX-License-Identifier: Apache-2.0
package org.weir;

/** Which device a runtime uses, or what a device is. */
public enum DeviceKind implements Coded {
  /** What WEIR_DEVICE in the environment says; else CUDA where there is one, else the host. */
  AUTO(0),
  /** The processor. */
  HOST(1),
  /** An NVIDIA GPU. */
  CUDA(2);

  private final int code;

  DeviceKind(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }
}
