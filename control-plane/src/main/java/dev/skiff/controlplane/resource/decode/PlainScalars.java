package dev.skiff.controlplane.resource.decode;

import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** Leaves open what a plain scalar without a tag means. */
final class PlainScalars extends Resolver {
  static final Tag PLAIN = new Tag("!plain");

  @Override
  public Tag resolve(NodeId kind, String value, boolean implicit) {
    if (kind == NodeId.scalar) return implicit ? PLAIN : Tag.STR;
    return super.resolve(kind, value, implicit);
  }
}
