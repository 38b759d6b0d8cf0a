// SPDX-License-Identifier: Apache-2.0
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.weir.Status;
import org.weir.Weir;

/**
 * Proves: every public C function is reached by the native half, but for those listed with a reason;
 * every method of the native half is used by org.weir; the enums have the headers' numbers.
 */
final class Complete {
  /** C functions that Java has no use for, and why. */
  private static final Map<String, String> NOT_USED =
      Map.of(
          "weir_cache_get_or_compute", "its pull twin keeps Java's own exceptions",
          "weir_config_listen", "Config.await() is its twin, and rules may refuse a change",
          "weir_device_pool_get_stats", "DevicePool.statsJson() has the same numbers",
          "weir_memory_pool_get", "a bare address has no owner: MemoryPool.block() gives a Buffer",
          "weir_memory_pool_put", "as above: blocks go back by themselves",
          "weir_memory_pool_get_stats", "MemoryPool.statsJson() has the same numbers",
          "weir_runtime_managed_stats", "Managed.statsJson() has the same numbers",
          "weir_pressure_get_stats", "Pressure.statsJson() has the same numbers");

  /** Methods of the native half that org.weir has no use for, and why. */
  private static final Map<String, String> NOT_CALLED =
      Map.of(
          "Buffer_text", "Buffer.text() decodes the bytes it lends",
          "delete_JsonView", "a view is lent, never owned",
          "delete_FindingSink", "as above");

  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(arguments[0]);
    functions(root, Path.of(arguments[1]));
    methods(root);
    enums(root);
  }

  private static void functions(Path root, Path library) throws Exception {
    Set<String> exported = new TreeSet<>();
    Matcher names =
        Pattern.compile("^\\s*(weir_\\w+);", Pattern.MULTILINE)
            .matcher(Files.readString(root.resolve("src/weir.map")));
    while (names.find()) {
      exported.add(names.group(1));
    }
    Check.that(exported.size() > 100, "the map was not read rightly: " + exported);
    // What the linker has to find for the native half is what its wrappers call.
    Process process =
        new ProcessBuilder("readelf", "-W", "--dyn-syms", library.toString())
            .redirectErrorStream(true)
            .start();
    String symbols = new String(process.getInputStream().readAllBytes());
    Check.equal(0, process.waitFor());
    Set<String> used = new TreeSet<>();
    Matcher needed = Pattern.compile("UND (weir_\\w+)").matcher(symbols);
    while (needed.find()) {
      used.add(needed.group(1));
    }
    Set<String> missing = new TreeSet<>(exported);
    missing.removeAll(used);
    missing.removeAll(NOT_USED.keySet());
    Check.that(missing.isEmpty(), "neither reached nor listed with a reason: " + missing);
    Set<String> needless = new TreeSet<>(NOT_USED.keySet());
    needless.removeIf(name -> exported.contains(name) && !used.contains(name));
    Check.that(needless.isEmpty(), "listed, but reached or gone: " + needless);
  }

  private static void methods(Path root) throws Exception {
    String sources;
    try (java.util.stream.Stream<Path> files =
        Files.list(root.resolve("bindings/java/src/main/java/org/weir"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
      sources = all.toString();
    }
    Set<String> called = new TreeSet<>();
    Matcher words = Pattern.compile("weirJNI(?:\\.|::)(\\w+)").matcher(sources);
    while (words.find()) {
      called.add(words.group(1));
    }
    Set<String> missing = new TreeSet<>();
    for (Method method : Class.forName("org.weir.low.weirJNI").getDeclaredMethods()) {
      String name = method.getName();
      // Constants of the headers, and what the callbacks' proxies use.
      if (!Modifier.isNative(method.getModifiers())
          || name.startsWith("WEIR_")
          || name.contains("Callback_")
          || name.endsWith("Callback")
          || name.equals("swig_module_init")) {
        continue;
      }
      if (!called.contains(name) && !NOT_CALLED.containsKey(name)) {
        missing.add(name);
      }
    }
    Check.that(missing.isEmpty(), "neither called nor listed with a reason: " + missing);
    Set<String> needless = new TreeSet<>(NOT_CALLED.keySet());
    needless.retainAll(called);
    Check.that(needless.isEmpty(), "listed, but called: " + needless);
  }

  private static void enums(Path root) throws Exception {
    Map<String, Integer> constants = new TreeMap<>();
    try (java.util.stream.Stream<Path> files = Files.list(root.resolve("include/weir"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".h")).toList()) {
        Matcher each =
            Pattern.compile("\\b(WEIR_[A-Z0-9_]+) = (-?\\d+)").matcher(Files.readString(file));
        while (each.find()) {
          constants.put(each.group(1), Integer.valueOf(each.group(2)));
        }
      }
    }
    Map<String, String> prefixes =
        Map.ofEntries(
            Map.entry("Level", "WEIR_LEVEL_"),
            Map.entry("JsonType", "WEIR_JSON_"),
            Map.entry("JsonStyle", "WEIR_JSON_"),
            Map.entry("DeviceKind", "WEIR_DEVICE_"),
            Map.entry("ValidateLevel", "WEIR_VALIDATE_"),
            Map.entry("Allow", "WEIR_ALLOW_"),
            Map.entry("PathCheck", "WEIR_PATH_"),
            Map.entry("DType", "WEIR_"),
            Map.entry("PointField", "WEIR_POINT_"),
            Map.entry("Feature", "WEIR_FEATURE_"),
            Map.entry("PointClass", "WEIR_CLASS_"),
            Map.entry("Lod", "WEIR_LOD_"),
            Map.entry("ManagedPlace", "WEIR_MANAGED_"),
            Map.entry("PressureLevel", "WEIR_PRESSURE_"),
            Map.entry("Priority", "WEIR_PRIORITY_"),
            Map.entry("ReportStyle", "WEIR_REPORT_STYLE_"),
            Map.entry("SchemaDraft", "WEIR_SCHEMA_"));
    for (Map.Entry<String, String> entry : prefixes.entrySet()) {
      Set<String> seen = new TreeSet<>();
      for (Object constant : Class.forName("org.weir." + entry.getKey()).getEnumConstants()) {
        String name = entry.getValue() + constant;
        Method code = constant.getClass().getMethod("code");
        if (!name.equals("WEIR_JSON_COMPACT")) {
          Check.equal(name + "=" + constants.get(name), name + "=" + code.invoke(constant));
        }
        seen.add(name);
      }
      // No constant of the headers is missing; several enums share these prefixes.
      if (!Set.of("WEIR_JSON_", "WEIR_", "WEIR_SCHEMA_", "WEIR_MANAGED_", "WEIR_PRESSURE_")
          .contains(entry.getValue())) {
        Set<String> missing =
            constants.keySet().stream()
                .filter(name -> name.startsWith(entry.getValue()) && !seen.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        Check.that(missing.isEmpty(), entry.getKey() + " lacks " + missing);
      }
    }
    for (Status status : Status.values()) {
      if (status != Status.UNKNOWN) {
        String name = "WEIR_" + (status.isError() ? "E_" : "") + status;
        Check.equal(name, Weir.statusName(status.code()));
      }
    }
    Check.equal(constants.get("WEIR_ABI_VERSION"), Weir.abiVersion());
  }
}
