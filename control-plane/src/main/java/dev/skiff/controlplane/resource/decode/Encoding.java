package dev.skiff.controlplane.resource.decode;

/** How a request body is written. */
public enum Encoding {
  JSON,
  YAML
}
