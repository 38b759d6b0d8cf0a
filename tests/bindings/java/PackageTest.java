// SPDX-License-Identifier: Apache-2.0
import org.junit.Test;

/** For Maven: the same programs that the main build runs, as tests that surefire finds. */
public class PackageTest {
  private static final String ROOT = System.getProperty("weir.root");
  private static final String NATIVE = System.getProperty("weir.native");
  private static final String CLASSPATH = System.getProperty("java.class.path");

  @Test
  public void scenario() throws Exception {
    Scenario.main(new String[] {ROOT, NATIVE, CLASSPATH});
  }

  @Test
  public void lifetimes() throws Exception {
    Lifetimes.main(new String[] {ROOT, NATIVE, CLASSPATH});
  }

  @Test
  public void complete() throws Exception {
    Complete.main(new String[] {ROOT, NATIVE, CLASSPATH});
  }

  @Test
  public void exits() throws Exception {
    Exits.main(new String[] {ROOT, NATIVE, CLASSPATH});
  }
}
