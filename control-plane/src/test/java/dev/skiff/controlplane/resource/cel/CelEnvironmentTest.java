package dev.skiff.controlplane.resource.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.types.SimpleType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CelEnvironmentTest {
  private static final CelEnvironment ENVIRONMENT =
      CelEnvironment.of(Map.of("object", SimpleType.DYN), Map.of());
  private static final String OBJECT =
      """
      {"metadata": {"name": "web", "labels": {"app": "x"}},
       "spec": {"replicas": 3, "ratio": 0.5, "ports": [{"port": 80}, {"port": 443}],
                "paused": false, "empty": null, "names": ["b", "a"]}}
      """;

  private static Object evaluate(String expression) {
    try {
      Object object = JsonValues.of(new ObjectMapper().readTree(OBJECT));
      return ENVIRONMENT
          .check(expression)
          .program()
          .evaluate(Variables.of(Map.of("object", object)))
          .value();
    } catch (JsonProcessingException | CelCompileException e) {
      throw new AssertionError(expression + ": " + e.getMessage(), e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "object.metadata.name == 'web' && object.spec.replicas > 2",
        "object.spec.ports.all(p, p.port > 0) && object.spec.ports.exists_one(p, p.port == 80)",
        "object.spec.ports.map(p, p.port) == [80, 443]",
        "object.spec.ports.filter(p, p.port > 100).size() == 1",
        "has(object.spec.paused) && !has(object.spec.absent)",
        "object.spec.replicas == 3.0 && object.spec.ratio < 1",
        "object.spec.empty == null && !has(object.spec.empty.field)",
        "'app' in object.metadata.labels && 'a' in object.spec.names",
        "object.?spec.?absent.orValue(7) == 7",
        "object.?spec.replicas.optMap(r, r + 1).value() == 4",
        "object[?'nothing'].hasValue() == false",
        "false && object.absent.field || true",
        "object.absent.field || true",
        "[0, 1].exists(x, 1 / x == 1)",
        "object.spec.ports.transformList(i, p, p.port + i) == [80, 444]",
        "{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}",
        "{'a': 1, 'b': 2}.all(k, v, v > 0)",
        "type(1) == int && type('a') == string && type([]) == list",
        "int('12') + 1 == 13 && string(1.5) == '1.5' && double('2') == 2.0",
        "timestamp('2024-01-02T03:04:05Z').getFullYear() == 2024",
        "timestamp('2024-01-02T03:04:05Z') + duration('1h30m') > timestamp('2024-01-02T04:00:00Z')",
        "duration('1h').getMinutes() == 60 && string(duration('1m')) == '60s'",
        "'hello world'.matches('^h.*d$') && 'a-b'.contains('-')",
        "'abc'.charAt(1) == 'b' && 'abcabc'.lastIndexOf('b') == 4 && 'A'.lowerAscii() == 'a'",
        "'a,b,c'.split(',') == ['a', 'b', 'c'] && ['x', 'y'].join('-') == 'x-y'",
        "'aXbX'.replace('X', 'Y', 1) == 'aYbX' && 'hello'.substring(1, 3) == 'el'",
        "'%s is %d and %.2f'.format(['a', 3, 1.5]) == 'a is 3 and 1.50'",
        "[1, 2, 3].sum() == 6 && [3, 1].max() == 3 && [1, 2].isSorted() && [1, 2].indexOf(2) == 1",
        "[[1], [2]].flatten() == [1, 2] && [1, 1].distinct() == [1] && [2, 1].sort() == [1, 2]",
        "sets.contains([1, 2], [2]) && sets.equivalent([1, 2], [2, 1]) && !sets.intersects([1], [2])",
        "'abc 123'.find('[0-9]+') == '123' && '1a2'.findAll('[0-9]') == ['1', '2']",
        "quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1.5').add(quantity('500m')).asInteger() == 2",
        "isQuantity('50Mi') && !isQuantity('50mi') && quantity('1000m') == quantity('1')",
        "url('https://a.b:80/p?x=1').getHost() == 'a.b:80' && url('/p').getEscapedPath() == '/p'",
        "url('https://[::1]:80/').getHostname() == '::1' && !isURL('not a url')",
        "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && ip.isCanonical('2001:db8::1')",
        "!ip.isCanonical('2001:DB8::1') && !isIP('1.2.3') && !isIP('::ffff:1.2.3.4')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsCIDR('11.0.0.0/9')",
        "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && string(cidr('::/0').ip()) == '::'",
        "format.dns1123Label().validate('a-b').hasValue() == false",
        "format.named('uuid').value().validate('x').value() == ['does not match the UUID format']",
        "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.2', true) && !isSemver('1.2')",
        "semver('1.0.0-alpha').compareTo(semver('1.0.0')) == -1 && semver('1.2.3').minor() == 2",
        "b'abc'.size() == 3 && string(b'abc') == 'abc'",
        "{'a': 1}.a == 1 && {1: 2}[1] == 2 && dyn(1) == 1u"
      })
  void holds(String expression) {
    assertEquals(true, evaluate(expression), expression);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "object.absent | no such key: absent",
        "object.spec.ports[5].port | index out of bounds: 5",
        "1 / 0 | division by zero",
        "9223372036854775807 + 1 | integer overflow",
        "object.metadata.name > 1 | no such overload",
        "object.spec.empty.field | no such key: field",
        "object.spec.names['x'] | unsupported index type 'string' in list",
        "quantity('x') | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        "[].max() == 1 | max called on empty list",
        "optional.none().value() | optional.none() dereference"
      })
  void fails(String expression, String message) {
    CelException failed = assertThrows(CelException.class, () -> evaluate(expression));
    assertEquals(message, failed.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 'a'].size() == 2 | ERROR: <input>:1:5: expected type 'int' but found 'string'",
        "foo == 1 | ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')",
        "'a'.startsWith(1) | ERROR: <input>:1:15: found no matching overload for 'startsWith' applied to 'string.(int)'",
        "duration('1s') + 1 == 1 | ERROR: <input>:1:16: found no matching overload for '_+_' applied to '(duration, int)'",
        "foo.google.protobuf.Duration | ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')",
        "object == google.protobuf.Durations | ERROR: <input>:1:11: undeclared reference to 'google' (in container '')",
        "duration('x') == duration('1s') | ERROR: <input>:1:10: invalid duration argument",
        "'a'.matches('[') | ERROR: <input>:1:13: invalid matches argument"
      })
  void doesNotCompile(String expression, String firstLine) {
    CelCompileException failed =
        assertThrows(CelCompileException.class, () -> ENVIRONMENT.check(expression));
    assertEquals(firstLine, failed.getMessage().lines().findFirst().orElse(""));
  }

  @Test
  void stopsWhenTheLimitIsReached() {
    String nested = "[1,2,3,4,5,6,7,8,9,10]";
    String expression =
        "%1$s.all(a, %1$s.all(b, %1$s.all(c, %1$s.all(d, %1$s.all(e, %1$s.all(f, a+b+c+d+e+f > 0))))))"
            .formatted(nested);
    CelCostException stopped = assertThrows(CelCostException.class, () -> evaluate(expression));
    assertTrue(stopped.getMessage().contains("actual cost limit exceeded"));
  }
}
