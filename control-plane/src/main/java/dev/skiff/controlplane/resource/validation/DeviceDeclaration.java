package dev.skiff.controlplane.resource.validation;

import dev.skiff.controlplane.resource.cel.Declaration;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a device before it is there: how long its names, and how many its attributes and
 * capacities are at most.
 *
 * @param maxElements elements, entries or characters
 * @param fields by name
 * @param ofKeys of a map; null for anything else
 * @param ofValues of a map; null for anything else
 * @param anyField whether a field that is not declared is one of the map's values
 */
record DeviceDeclaration(
    long maxElements,
    Map<String, DeviceDeclaration> fields,
    DeviceDeclaration ofKeys,
    DeviceDeclaration ofValues,
    boolean anyField)
    implements Declaration {
  private static final int DOMAIN = 63;
  private static final int NAME = 32;
  private static final int DRIVER = 63;
  private static final int ATTRIBUTE = 64;
  private static final int ENTRIES = 32;

  static final DeviceDeclaration DEVICE = device();

  private static DeviceDeclaration device() {
    DeviceDeclaration attributes = map(sized(NAME), sized(ATTRIBUTE), true);
    DeviceDeclaration capacities = map(sized(NAME), sized(0), false);
    Map<String, DeviceDeclaration> fields =
        Map.of(
            "driver", sized(DRIVER),
            "attributes", map(sized(DOMAIN), attributes, false),
            "capacity", map(sized(DOMAIN), capacities, false));
    return new DeviceDeclaration(0, fields, null, null, false);
  }

  private static DeviceDeclaration sized(int most) {
    return new DeviceDeclaration(most, Map.of(), null, null, false);
  }

  private static DeviceDeclaration map(
      DeviceDeclaration keys, DeviceDeclaration values, boolean anyField) {
    return new DeviceDeclaration(ENTRIES, Map.of(), keys, values, anyField);
  }

  @Override
  public Optional<DeviceDeclaration> field(String name) {
    DeviceDeclaration declared = fields.get(name);
    return declared == null && anyField ? elements() : Optional.ofNullable(declared);
  }

  @Override
  public Optional<DeviceDeclaration> elements() {
    return Optional.ofNullable(ofValues);
  }

  @Override
  public Optional<DeviceDeclaration> keys() {
    return Optional.ofNullable(ofKeys);
  }
}
