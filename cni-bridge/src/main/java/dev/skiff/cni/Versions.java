package dev.skiff.cni;

import java.util.List;

/** The versions of the CNI specification that the plugin speaks. */
final class Versions {
  static final String NEWEST = "1.1.0";
  static final List<String> SUPPORTED = List.of("0.3.0", "0.3.1", "0.4.0", "1.0.0", NEWEST);

  private Versions() {}

  /** Before 1.0 each address of a result names its IP version. */
  static boolean namesAddressVersion(String version) {
    return version.startsWith("0.");
  }
}
