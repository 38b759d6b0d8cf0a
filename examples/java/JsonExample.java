// SPDX-License-Identifier: Apache-2.0
import org.weir.Json;
import org.weir.JsonStyle;
import org.weir.WeirException;

/** Reads a configuration strictly, and says where one is wrong. */
final class JsonExample {
  public static void main(String[] arguments) {
    try (Json config = Json.parse("{\"name\": \"tile\", \"sizes\": [1, 2.5]}")) {
      System.out.println(config.getString("/name", "unnamed"));
      System.out.println(config.getDouble("/sizes/1").orElseThrow());
      System.out.println(config.getLong("/threads", 4) + " threads, by default");
      System.out.println(config.write("", JsonStyle.CANONICAL));
    }
    try (Json wrong = Json.parse("{\"name\": \"tile\",}")) {
      throw new AssertionError("a trailing comma was read: " + wrong);
    } catch (WeirException error) {
      System.out.println(error.status() + ": " + error.getMessage());
    }
  }
}
