// SPDX-License-Identifier: Apache-2.0
package org.weir.low;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Loads the native half: from a folder that is named, else from the jar. Not for users. */
final class NativeLibrary {
  private static final String FOLDER = "weir.library.path";
  private static final String NAME = "libweirjni.so";

  private NativeLibrary() {}

  static void load() {
    String folder = System.getProperty(FOLDER);
    if (folder != null) {
      fromFolder(Path.of(folder, NAME).toAbsolutePath());
      return;
    }
    String arch = System.getProperty("os.arch");
    String place =
        "/META-INF/native/"
            + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT)
            + "-"
            + (arch.equals("amd64") ? "x86_64" : arch)
            + "/";
    List<String> names = parts(place);
    if (names.isEmpty()) {
      fromSystem(place);
      return;
    }
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory("weir");
      fromJar(place, names, temporary);
    } catch (IOException error) {
      throw failure(
          "cannot unpack its native parts into "
              + (temporary == null ? System.getProperty("java.io.tmpdir") : temporary)
              + " (full, or not writable?)",
          error);
    } finally {
      remove(temporary, names);
    }
  }

  private static void fromFolder(Path file) {
    if (!Files.exists(file)) {
      throw failure("there is no " + file + ", where -D" + FOLDER + " points", null);
    }
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError error) {
      throw failure("cannot load " + file, error);
    }
  }

  /** A distribution's jar has no native parts: they lie where the system keeps them. */
  private static void fromSystem(String place) {
    try {
      System.loadLibrary("weirjni");
    } catch (UnsatisfiedLinkError error) {
      throw failure("this jar has no native part for this machine (" + place + ")", error);
    }
  }

  /** The native parts in the jar, in the order in which they have to be loaded; empty for none. */
  private static List<String> parts(String place) {
    List<String> names = new ArrayList<>();
    try (InputStream in = NativeLibrary.class.getResourceAsStream(place + "index")) {
      if (in == null) {
        return names;
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          names.add(line.strip());
        }
      }
    } catch (IOException error) {
      throw failure("cannot read its own jar", error);
    }
    return names;
  }

  private static void fromJar(String place, List<String> names, Path temporary)
      throws IOException {
    for (String name : names) {
      Path file = temporary.resolve(name);
      try (InputStream in = NativeLibrary.class.getResourceAsStream(place + name)) {
        if (in == null) {
          throw failure("its jar lacks " + place + name, null);
        }
        Files.copy(in, file);
      }
      try {
        System.load(file.toString());
      } catch (UnsatisfiedLinkError error) {
        throw failure("cannot load " + file + " (is that folder mounted noexec?)", error);
      }
    }
  }

  /** What is loaded stays loaded without its file, so nothing piles up in the folder. */
  private static void remove(Path temporary, List<String> names) {
    if (temporary == null) {
      return;
    }
    try {
      for (String name : names) {
        Files.deleteIfExists(temporary.resolve(name));
      }
      Files.deleteIfExists(temporary);
    } catch (IOException error) {
      temporary.toFile().deleteOnExit();
    }
  }

  private static UnsatisfiedLinkError failure(String what, Throwable cause) {
    UnsatisfiedLinkError error =
        new UnsatisfiedLinkError(
            "weir "
                + what
                + (cause == null ? "" : ": " + cause.getMessage())
                + ". -Djava.io.tmpdir=FOLDER unpacks elsewhere; -D"
                + FOLDER
                + "=FOLDER loads "
                + NAME
                + " from there and unpacks nothing.");
    error.initCause(cause);
    return error;
  }
}
