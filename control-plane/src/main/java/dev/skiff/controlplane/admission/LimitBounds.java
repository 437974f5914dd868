package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;

/** Compares amounts with one item of a LimitRange. The words are upstream's. */
final class LimitBounds {
  private LimitBounds() {}

  /** Adds what is out of bounds to {@code problems}. */
  static void check(
      JsonNode limit,
      Map<String, Quantity> requests,
      Map<String, Quantity> limits,
      Set<String> problems) {
    String type = limit.path("type").asText();
    for (var bound : limit.path("min").properties()) {
      String resource = bound.getKey();
      Quantity min = Quantity.parse(bound.getValue().asText());
      Quantity request = requests.get(resource);
      Quantity most = limits.get(resource);
      String start = "minimum %s usage per %s is %s".formatted(resource, type, min);
      if (request == null) problems.add(start + ".  No request is specified");
      else if (request.compareTo(min) < 0) problems.add(start + ", but request is " + request);
      else if (most != null && most.compareTo(min) < 0)
        problems.add(start + ", but limit is " + most);
    }
    for (var bound : limit.path("max").properties()) {
      String resource = bound.getKey();
      Quantity max = Quantity.parse(bound.getValue().asText());
      Quantity request = requests.get(resource);
      Quantity most = limits.get(resource);
      String start = "maximum %s usage per %s is %s".formatted(resource, type, max);
      if (most == null) problems.add(start + ".  No limit is specified");
      else if (most.compareTo(max) > 0) problems.add(start + ", but limit is " + most);
      else if (request != null && request.compareTo(max) > 0) {
        problems.add(start + ", but request is " + request);
      }
    }
    for (var bound : limit.path("maxLimitRequestRatio").properties()) {
      ratio(type, bound, requests.get(bound.getKey()), limits.get(bound.getKey()), problems);
    }
  }

  /** For what has a request and no limit: storage. */
  static void checkRequest(
      JsonNode limit, String resource, Quantity request, Set<String> problems) {
    String type = limit.path("type").asText();
    JsonNode min = limit.path("min").path(resource);
    JsonNode max = limit.path("max").path(resource);
    if (min.isTextual() && request.compareTo(Quantity.parse(min.asText())) < 0) {
      problems.add(
          "minimum %s usage per %s is %s, but request is %s"
              .formatted(resource, type, Quantity.parse(min.asText()), request));
    }
    if (max.isTextual() && request.compareTo(Quantity.parse(max.asText())) > 0) {
      problems.add(
          "maximum %s usage per %s is %s, but request is %s"
              .formatted(resource, type, Quantity.parse(max.asText()), request));
    }
  }

  private static void ratio(
      String type,
      Map.Entry<String, JsonNode> bound,
      Quantity request,
      Quantity most,
      Set<String> problems) {
    Quantity max = Quantity.parse(bound.getValue().asText());
    String start =
        "%s max limit to request ratio per %s is %s".formatted(bound.getKey(), type, max);
    if (request == null || request.isZero()) {
      problems.add(start + ", but no request is specified or request is 0");
    } else if (most == null || most.isZero()) {
      problems.add(start + ", but no limit is specified or limit is 0");
    } else {
      var ratio = most.value().divide(request.value(), 6, RoundingMode.HALF_UP);
      if (ratio.compareTo(max.value()) > 0) {
        problems.add("%s, but provided ratio is %s".formatted(start, ratio.toPlainString()));
      }
    }
  }
}
