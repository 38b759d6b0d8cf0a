// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.weir.Config;
import org.weir.ConfigOptions;
import org.weir.Json;
import org.weir.Schema;
import org.weir.Status;
import org.weir.WeirException;

/** One configuration out of defaults, a file and the program; the file is watched. */
final class ConfigExample {
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("weir");
    Path file = Files.writeString(folder.resolve("app.json"), "{\"workers\": 6}");
    try (Schema schema = Schema.compile("{\"properties\": {\"workers\": {\"maximum\": 16}}}");
        Config config =
            Config.create(
                new ConfigOptions()
                    .defaults("{\"workers\": 4, \"mode\": \"balanced\"}")
                    .file(file)
                    .schema(schema)
                    .watch(Duration.ofMillis(1), Duration.ZERO))) {
      System.out.println(config.explain("/workers"));
      try (Json values = Json.parse("{\"workers\": 99, \"mode\": \"best\"}")) {
        config.update(values);
        throw new AssertionError("99 workers were taken");
      } catch (WeirException error) {
        System.out.println(error.getMessage());
        if (error.status() != Status.REJECTED) {
          throw error;
        }
      }
      long seen = config.generation();
      Path beside = Files.writeString(folder.resolve("new.json"), "{\"workers\": 8}");
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      if (!config.await(seen, Duration.ofMinutes(1))) {
        throw new AssertionError("the file was not read again");
      }
      config.save(folder.resolve("saved.json"), false);
      try (Json now = config.snapshot()) {
        if (now.getLong("/workers", 0) != 8) {
          throw new AssertionError(config.summary());
        }
      }
      config.rollback(seen);
      config.reload();
    }
    for (String name : new String[] {"app.json", "saved.json"}) {
      Files.delete(folder.resolve(name));
    }
    Files.delete(folder);
  }
}
