// SPDX-License-Identifier: Apache-2.0
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.weir.DType;
import org.weir.NdArray;
import org.weir.Runtime;
import org.weir.StreamPool;
import org.weir.Weir;

/**
 * Proves: a program may end with transfers and callbacks in flight; where the native part cannot be
 * loaded, the error says why and what to do; what is unpacked does not pile up.
 */
final class Exits {
  private static String classpath;
  private static String native_;

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1) {
      child(arguments[0]);
      return;
    }
    native_ = arguments[1];
    classpath = arguments[2];
    for (int round = 0; round < 2; round++) {
      Check.equal(0, run("exit").status());
      Check.equal(0, run("return").status());
      Check.equal(3, run("halt").status());
    }
    loading();
  }

  private record Ended(int status, String text) {}

  private static Ended run(String what, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classpath, "Exits", what));
    Path out = Files.createTempFile("weir_exits", ".txt");
    try {
      Process process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(what + " does not end");
      }
      String text = Files.readString(out);
      if (process.exitValue() > 128) {
        throw new AssertionError(what + " died: " + text);
      }
      return new Ended(process.exitValue(), text);
    } finally {
      Files.delete(out);
    }
  }

  private static void child(String what) throws Exception {
    if (what.equals("version")) {
      System.out.println("version " + Weir.version());
      return;
    }
    Runtime runtime = new Runtime();
    StreamPool pool = runtime.streamPool();
    NdArray src = NdArray.allocate(DType.F64, 4 << 20);
    NdArray dst = NdArray.allocate(DType.F64, 4 << 20);
    for (int k = 0; k < 40; k++) {
      pool.transfer(src, dst).onDone(status -> Thread.yield());
    }
    if (what.equals("exit")) {
      System.exit(0);
    } else if (what.equals("halt")) {
      java.lang.Runtime.getRuntime().halt(3);
    }
  }

  private static void loading() throws Exception {
    Path folder = Files.createTempDirectory("weir_loading");
    try {
      String temporary = "-Djava.io.tmpdir=" + folder;
      Check.contains(run("version", temporary).text(), "version " + Weir.version());
      try (java.util.stream.Stream<Path> left = Files.list(folder)) {
        List<String> names =
            left.map(path -> path.getFileName().toString())
                .filter(name -> name.startsWith("weir"))
                .toList();
        Check.equal(List.of(), names);
      }
      Ended missing = run("version", "-Djava.io.tmpdir=" + folder + "/missing");
      Check.that(missing.status() != 0, "it unpacked into a folder that is not there");
      Check.contains(missing.text(), folder + "/missing");
      Check.contains(missing.text(), "-Djava.io.tmpdir=FOLDER");
      Ended wrong = run("version", "-Dweir.library.path=" + folder);
      Check.that(wrong.status() != 0, "it loaded from an empty folder");
      Check.contains(wrong.text(), "there is no " + folder);
      Path parent = Path.of(native_).toAbsolutePath().getParent();
      Check.equal(0, run("version", "-Dweir.library.path=" + parent).status());
      full(folder);
    } finally {
      remove(folder);
    }
  }

  /** A file too large for the limit that is set is as good as a full disk. */
  private static void full(Path folder) throws Exception {
    Path script = folder.resolve("limited.sh");
    Files.writeString(
        script,
        "ulimit -f 8; trap '' XFSZ; exec \"$@\" -XX:-UsePerfData -Xshare:off"
            + " -Djava.io.tmpdir=" + folder + " -cp \"" + classpath + "\" Exits version\n");
    Process process =
        new ProcessBuilder("sh", script.toString(), System.getProperty("java.home") + "/bin/java")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes());
    Check.that(process.waitFor() != 0, "it unpacked without room: " + text);
    Check.contains(text, "weir cannot unpack");
  }

  private static void remove(Path folder) throws Exception {
    try (java.util.stream.Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
