package dev.skiff.controlplane.resource.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What kube-apiserver v1.35.4 says about the same selectors. */
class DeviceSelectorsTest {
  private static List<String> problems(String expression) {
    ArrayNode selectors = JsonNodeFactory.instance.arrayNode();
    selectors.addObject().putObject("cel").put("expression", expression);
    FieldErrors errors = new FieldErrors();
    DeviceSelectors.check("s", selectors, errors);
    return errors.all().stream().map(FieldError::toString).toList();
  }

  @Test
  void valuesMayHaveNames() {
    assertEquals(
        List.of(), problems("cel.bind(a, device.attributes['e.com'], a.x == 1 && a.y == 2)"));
  }

  @Test
  void whatCanCostTooMuchIsRefused() {
    assertEquals(List.of(), problems("device.attributes.all(a, device.capacity.all(b, a == b))"));
    assertEquals(
        List.of("s[0].cel.expression: Forbidden: too complex, exceeds cost limit"),
        problems(
            "device.attributes.all(a, device.attributes.all(b, device.attributes.all(c,"
                + " a.matches(b + c))))"));
  }

  @Test
  void quantitiesHaveATypeAndAttributesHaveAny() {
    assertEquals(List.of(), problems("device.capacity['a'].b.compareTo(quantity('1Gi')) >= 0"));
    assertEquals(List.of(), problems("device.attributes['a'].b > 1"));
    assertEquals(List.of(), problems("device.attributes['a'].b"));
    assertEquals(
        List.of(
            "s[0].cel.expression: Invalid value: \"dyn(true)\": must evaluate to bool or the"
                + " unknown type, not dyn"),
        problems("dyn(true)"));
    assertEquals(
        List.of(
            "s[0].cel.expression: Invalid value: \"device.capacity['a'].b > 1\": compilation"
                + " failed: ERROR: <input>:1:24: found no matching overload for '_>_' applied to"
                + " '(kubernetes.Quantity, int)'\n | device.capacity['a'].b > 1\n"
                + " | .......................^"),
        problems("device.capacity['a'].b > 1"));
  }
}
