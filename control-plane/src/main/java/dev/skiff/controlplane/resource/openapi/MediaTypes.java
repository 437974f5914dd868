package dev.skiff.controlplane.resource.openapi;

import java.util.List;

/** What requests and answers are written in. */
final class MediaTypes {
  static final List<String> ANY = List.of("*/*");
  static final List<String> JSON = List.of("application/json");
  static final List<String> JSON_YAML = List.of("application/json", "application/yaml");
  static final List<String> OBJECTS =
      List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
  static final List<String> LISTS =
      List.of(
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf",
          "application/json;stream=watch",
          "application/vnd.kubernetes.protobuf;stream=watch");
  static final List<String> LOGS =
      List.of(
          "text/plain",
          "application/json",
          "application/yaml",
          "application/vnd.kubernetes.protobuf");
  static final List<String> PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json",
          "application/apply-patch+yaml");
  static final List<String> CUSTOM_PATCHES =
      List.of(
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/apply-patch+yaml");

  private MediaTypes() {}
}
