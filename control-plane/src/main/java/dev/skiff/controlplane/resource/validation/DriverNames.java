package dev.skiff.controlplane.resource.validation;

import java.util.Locale;

/** Names of drivers of volumes and devices: subdomains in which capital letters are tolerated. */
public final class DriverNames {
  private static final int LONGEST = 63;

  private DriverNames() {}

  public static void check(String field, String name, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    if (GoText.bytes(name) > LONGEST) errors.tooLong(field, LONGEST);
    Names.subdomain(name.toLowerCase(Locale.ROOT))
        .forEach(wrong -> errors.invalid(field, name, wrong));
  }
}
