package dev.skiff.controlplane.api.output;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One of the media ranges in an Accept header, see RFC 9110.
 *
 * @param type lower case, for example {@code application/json}
 * @param parameters by name, q included
 */
public record MediaRange(String type, Map<String, String> parameters) {

  /** The ranges of a header, by descending quality. */
  public static List<MediaRange> parse(String accept) {
    List<MediaRange> ranges = new ArrayList<>();
    for (String text : accept.split(",")) {
      String[] parts = text.split(";");
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        String[] parameter = parts[i].split("=", 2);
        if (parameter.length == 2) parameters.put(parameter[0].strip(), parameter[1].strip());
      }
      String type = parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT);
      ranges.add(new MediaRange(type, parameters));
    }
    ranges.sort(Comparator.comparingDouble(MediaRange::quality).reversed());
    return ranges;
  }

  /** A parameter's value; empty if it is not there. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  private double quality() {
    try {
      return Double.parseDouble(parameters.getOrDefault("q", "1"));
    } catch (NumberFormatException malformed) {
      return 1;
    }
  }
}
