package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final String MANY_LABELS = "a.".repeat(50_000);

  @Test
  void subdomains() {
    assertEquals(List.of(), Names.subdomain("a-b.c0.example"));
    for (String wrong : List.of("", "a..b", "a.-b", "a.b-", ".a", "a.", "A.b")) {
      assertEquals(1, Names.subdomain(wrong).size(), wrong);
    }
  }

  @Test
  void labelsHaveNoDots() {
    assertEquals(List.of("must not contain dots"), Names.label("a.b"));
    assertEquals(List.of("must not be '..'"), Names.configKey(".."));
  }

  @Test
  void longerThanTheStackIsDeep() {
    assertEquals(
        List.of("must be no more than 253 characters"), Names.subdomain(MANY_LABELS + "a"));
    assertEquals(2, Names.subdomain(MANY_LABELS).size());
    assertEquals(1, HostNames.certificate("*." + MANY_LABELS).size());
  }

  @Test
  void versionsOfDevices() {
    assertEquals(List.of(), version("1.2.3-0a.01b.7+build.01"));
    assertEquals(1, version("1.2.3-01").size());
  }

  private static List<FieldError> version(String version) {
    FieldErrors errors = new FieldErrors();
    DeviceNames.attribute(
        "a", JsonNodeFactory.instance.objectNode().put("version", version), errors);
    return errors.all();
  }
}
