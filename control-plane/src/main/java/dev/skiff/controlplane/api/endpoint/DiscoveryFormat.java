package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.MediaRange;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;

/**
 * How a client wants discovery.
 *
 * @param aggregated whether it understands all groups in one document
 */
record DiscoveryFormat(Encoding encoding, boolean aggregated) {
  private static final String KIND = "APIGroupDiscoveryList";
  private static final String GROUP = "apidiscovery.k8s.io";

  /**
   * Chooses the first media range that can be served.
   *
   * @param root whether it is about the root of all groups, whose refusal is worded differently
   * @throws dev.skiff.controlplane.api.StatusException 406 if none can
   */
  static DiscoveryFormat negotiate(String accept, boolean root) {
    if (accept == null || accept.isBlank()) return new DiscoveryFormat(Encoding.JSON, false);
    for (MediaRange range : MediaRange.parse(accept)) {
      Encoding encoding = Encoding.of(range);
      if (encoding == null) continue;
      String as = range.parameter("as");
      if (as.isEmpty()) return new DiscoveryFormat(encoding, false);
      boolean aggregated =
          as.equals(KIND)
              && range.parameter("g").equals(GROUP)
              && range.parameter("v").equals("v2");
      if (aggregated) return new DiscoveryFormat(encoding, true);
    }
    throw root
        ? Statuses.notAcceptable(OutputFormat.ACCEPTED)
        : Statuses.nothingAcceptable(OutputFormat.ACCEPTED);
  }

  /** The content type of an aggregated document. */
  String mediaType() {
    return encoding.mediaType() + ";g=" + GROUP + ";v=v2;as=" + KIND;
  }
}
