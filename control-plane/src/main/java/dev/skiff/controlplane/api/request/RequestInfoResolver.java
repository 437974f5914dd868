package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.ApiRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Reads a request's path and method as upstream's {@code RequestInfoFactory} does. */
public final class RequestInfoResolver {
  private RequestInfoResolver() {}

  /** Never fails: what is not a resource request is one for a path. */
  public static RequestInfo resolve(ApiRequest request) {
    return resolve(request.method(), request.path(), request::parameter);
  }

  /**
   * As {@link #resolve(ApiRequest)}.
   *
   * @param path decoded
   * @param parameter gives the first value of a query parameter, decoded; null if there is none
   */
  public static RequestInfo resolve(String method, String path, UnaryOperator<String> parameter) {
    List<String> parts = segments(path);
    boolean grouped = !parts.isEmpty() && parts.getFirst().equals("apis");
    boolean core = !parts.isEmpty() && parts.getFirst().equals("api");
    int leading = grouped ? 3 : 2;
    if (!(grouped || core) || parts.size() <= leading) return nonResource(method, path);
    String group = grouped ? parts.get(1) : "";
    String version = parts.get(leading - 1);
    parts = parts.subList(leading, parts.size());

    String verb = verb(method);
    boolean watchPath = parts.getFirst().equals("watch") && parts.size() > 1;
    if (watchPath) {
      verb = "watch";
      parts = parts.subList(1, parts.size());
    }
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
      namespace = parts.get(1);
      boolean ofNamespace =
          parts.size() == 2 || parts.get(2).equals("status") || parts.get(2).equals("finalize");
      if (!ofNamespace) parts = parts.subList(2, parts.size());
    }
    String resource = parts.getFirst();
    String name = parts.size() > 1 ? parts.get(1) : "";
    String subresource = parts.size() > 2 ? parts.get(2) : "";
    boolean collection = name.isEmpty();
    if (collection && verb.equals("get")) {
      verb = isTrue(parameter.apply("watch")) ? "watch" : "list";
    }
    if (collection && verb.equals("delete")) verb = "deletecollection";
    if (collection && (verb.equals("list") || verb.equals("watch"))) {
      name = FieldSelector.exactName(parameter.apply("fieldSelector"));
    }
    return new RequestInfo(
        true,
        verb,
        group,
        version,
        namespace,
        resource,
        subresource,
        name,
        collection,
        rest(path, parts),
        path);
  }

  /** The truth of a query parameter: upstream takes everything but "0" and "false" for true. */
  public static boolean isTrue(String parameter) {
    return parameter != null
        && !parameter.equals("0")
        && !parameter.toLowerCase(Locale.ROOT).equals("false");
  }

  private static RequestInfo nonResource(String method, String path) {
    String verb = method.toLowerCase(Locale.ROOT);
    return new RequestInfo(false, verb, "", "", "", "", "", "", false, "", path);
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "GET", "HEAD" -> "get";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  private static String rest(String path, List<String> parts) {
    if (parts.size() <= 3) return "";
    String rest = String.join("/", parts.subList(3, parts.size()));
    return path.endsWith("/") ? rest + "/" : rest;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) segments.add(segment);
    }
    return segments;
  }
}
