package dev.skiff.agent.image;

/**
 * An image name as users write it, taken apart.
 *
 * @param registry the host, docker.io if none is written
 * @param repository the path on the registry
 * @param full with a tag (latest if neither tag nor digest is written), as the runtime is asked
 * @param suffix tag and digest of {@code full}, with their signs
 */
public record ImageName(String registry, String repository, String full, String suffix) {

  /** With everything that a user may leave out, as the runtime tells it. */
  public String canonical() {
    return registry + "/" + repository + suffix;
  }

  /**
   * Takes a name apart.
   *
   * @throws IllegalArgumentException when it is not a name
   */
  public static ImageName parse(String image) {
    if (image.isBlank() || image.chars().anyMatch(c -> c <= ' ') || image.startsWith("/")) {
      throw new IllegalArgumentException(
          "couldn't parse image name \"" + image + "\": invalid reference format");
    }
    String name = image;
    int at = name.indexOf('@');
    if (at >= 0) {
      name = name.substring(0, at);
    }
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    if (tagged) {
      name = name.substring(0, colon);
    }
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    String path = host ? name.substring(slash + 1) : name;
    if (path.isEmpty() || !path.equals(path.toLowerCase(java.util.Locale.ROOT))) {
      throw new IllegalArgumentException(
          "couldn't parse image name \"%s\": invalid reference format: repository name (%s) must be lowercase"
              .formatted(image, path));
    }
    if (!host && slash < 0) {
      path = "library/" + path;
    }
    String suffix = tagged || at >= 0 ? image.substring(name.length()) : ":latest";
    return new ImageName(host ? first : "docker.io", path, name + suffix, suffix);
  }
}
