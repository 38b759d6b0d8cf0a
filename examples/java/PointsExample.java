// SPDX-License-Identifier: Apache-2.0
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.weir.Classifier;
import org.weir.Control;
import org.weir.Feature;
import org.weir.Features;
import org.weir.FeaturesOptions;
import org.weir.Lod;
import org.weir.Neighbors;
import org.weir.PointClass;
import org.weir.PointField;
import org.weir.Runtime;
import org.weir.Tile;

/** A tile in, a classified tile and its picture out. */
final class PointsExample {
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("weir_points");
    Path path = folder.resolve("tile.las");
    Path out = folder.resolve("classified.las");
    Path picture = folder.resolve("picture.png");
    Tile.writeSynthetic(path, 7, 20_000, 0, null);
    try (Runtime runtime = new Runtime();
        Control control = new Control();
        Tile tile = new Tile(runtime, path)) {
      control.onProgress((done, total) -> false); // true would cancel
      DoubleBuffer xyz = tile.xyz();
      FeaturesOptions options = FeaturesOptions.of(Lod.ASPRS).in(tile.info());
      try (Features features = Features.of(runtime, xyz, options, control);
          Neighbors neighbors = Neighbors.of(runtime, xyz, control)) {
        System.out.println("planarity " + features.column(Feature.PLANARITY).get().get(0));
        double[] query = {xyz.get(0), xyz.get(1), xyz.get(2)};
        System.out.println("nearest to point 0: " + neighbors.nearest(query, 2).indices()[1]);
        ByteBuffer classes = new Classifier().classify(features, control);
        tile.write(out, classes, control);
        Classifier.writePicture(runtime, picture, xyz, classes, 200, tile.info(), control);
        report(runtime, out, classes);
      }
    } finally {
      for (Path file : new Path[] {path, out, picture, folder}) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void report(Runtime runtime, Path out, ByteBuffer classes) {
    try (Tile tile = new Tile(runtime, out)) {
      if (!tile.read(PointField.CLASSIFICATION).orElseThrow().equals(classes)) {
        throw new AssertionError("the classes that were written are not those that are read");
      }
    }
    for (PointClass each : PointClass.values()) {
      int count = 0;
      for (int k = 0; k < classes.capacity(); k++) {
        count += classes.get(k) == each.code() ? 1 : 0;
      }
      System.out.println(each.label() + ": " + count);
    }
  }
}
