// SPDX-License-Identifier: Apache-2.0
package org.weir;

import java.util.Optional;
import org.weir.low.weirJNI;

/** A level of detail: it chooses the features. */
public enum Lod implements Coded {
  /** {@link #LOD2}. */
  DEFAULT(0),
  /** MINIMAL and planarity, verticality, roughness. */
  LOD2(1),
  /** ASPRS and curvature, anisotropy. */
  LOD3(2),
  /** LOD2 and linearity, sphericity. */
  ASPRS(3),
  /** Height and density. */
  MINIMAL(4),
  /** Everything. */
  FULL(5);

  private final int code;

  Lod(int code) {
    this.code = code;
  }

  @Override
  public int code() {
    return code;
  }

  /**
   * Finds a level by the name that configurations use.
   *
   * @param name such as "LOD2"
   * @return the level; empty when there is none of that name
   */
  public static Optional<Lod> named(String name) {
    int code = weirJNI.lod_from_name(name);
    return code == 0 ? Optional.empty() : Optional.of(Coded.of(Lod.class, code));
  }
}
