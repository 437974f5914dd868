package dev.skiff.controlplane.resource.custom.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StringFormatsTest {
  private static final String ALL =
      "bsonobjectid byte cidr creditcard date date-time duration email hexcolor hostname ipv4 ipv6"
          + " isbn isbn10 isbn13 k8s-long-name k8s-short-name mac rgbcolor ssn uri uuid uuid3 uuid4"
          + " uuid5";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "bsonobjectid | 507f1f77bcf86cd799439011 | 507f1f77bcf86cd79943901 | zz7f1f77bcf86cd799439011",
        "byte         | ZWxpemFiZXRocG9zZXk= | ZWxpemFiZXRocG9zZXk | `` | A=== | a-b_ | Zg=",
        "cidr         | 192.168.254.1/24 | 198.168.254.2 | 1.2.3.4/33 | ::/129 | 1.2.3.4/ | 1.2.3.4/-1",
        "creditcard   | 4111-1111-1111-1111 | 9999-9999-9999-999 | 4111-1111-1111-1112",
        "date         | 2024-02-29 | 2023-02-29 | 2023-13-01 | +2023-01-01 | 2023-1-1 | 2023-01-01T",
        "date-time    | 2014-12-15T19:30:20.000Z | 2014-12-15 | 2014-12-15T24:00:00Z"
            + " | 2014-12-15T19:30:20 | 2014-12-15T19:60:20Z | 2014-02-30T00:00:00Z",
        "duration     | 1h30m | 5 lightyears | `` | soon | 5",
        "email        | somebody@somewhere.com | somebody@somewhere@com | @a.b | a.@b | `` | a@b,c@d",
        "hexcolor     | #FFFFFF | #fffffffz | #ffff | ##fff",
        "hostname     | www.詹姆斯.org | www.詹姆斯.x | _www.example.org | -xyz | xyz- | a.b.c.d | ab-c",
        "ipv4         | 192.168.254.1 | 198.168.254.2.2 | 256.1.1.1 | 1.2.3 | ::1 | 1.2.3.4.",
        "ipv6         | ::1 | 127.0.0.1 | 1::2::3 | fe80::1%eth0 | 00001:: | ::1.2.3.04 | 1: | :::",
        "isbn         | 0321751043 | 836217463 | 978-0321751042",
        "isbn10       | 080442957X | 0804429571 | 978-0321751041",
        "isbn13       | 978-0321751041 | 978-0321751042 | 0321751043",
        "k8s-long-name  | a.b-c.example | A.b | a..b | -a.b",
        "k8s-short-name | a-b-9 | a.b | A | a-",
        "mac          | 01:02:03:04:05:06 | 01:02:03:04:05 | 01:02-03:04:05:06 | 0102.0304",
        "rgbcolor     | rgb(0, 99,255) | rgb(300,0,0) | rgb(01,0,0) | rgb(0,0) | RGB(0,0,0)",
        "ssn          | 111-11-1111 | 999 99 999 | 111111111 | 111-111111",
        "uri          | http://u:p@host:80/a%20b?q#%zz | a/b | `` | http://[::1 | http://a b/ | /%zz"
            + " | http://a:b/ | http://[1.2.3.4]/ | :a",
        "uuid         | A8098C1A-f86e-11da-bd1a-00112444be1e | a8098c1a-f86e-11da-bd1a-00112444be1"
            + " | a8098c1a--f86e-11da-bd1a-00112444be1e | not-a-uuid",
        "uuid3        | bcd02e22-68f0-3046-a512-327cca9def8f | bcd02e22-68f0-4046-a512-327cca9def8f",
        "uuid4        | 025b0d74-00a2-4048-bf57-227c5111bb34 | 025b0d74-00a2-4048-7f57-227c5111bb34",
        "uuid5        | 886313e1-3b8a-5372-9b90-0c9aee199e5d | 886313e1-3b8a-5372-0b90-0c9aee199e5d"
      })
  void theFirstValueIsTheOnlyValidOne(ArgumentsAccessor row) {
    String format = row.getString(0);
    for (int i = 1; i < row.size(); i++) assertValid(i == 1, format, row.getString(i));
  }

  private static void assertValid(boolean expected, String format, String text) {
    assertEquals(expected, StringFormats.of(format).test(text), format + ": " + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cidr       | 192.0.02.1/24    | 2001:db8:a0b:12f0::1/32 | ::ffff:1.2.3.4/128 | 1.2.3.4/008"
            + " | 00001.2.3.4/24 | 000001::/64",
        "creditcard | 378282246310005  | 4012888888881881        | 5555-5555-5555-4444",
        "date-time  | 2014-12-15t19:30:20z | 2014-12-15T19:30:20+99:99 | 2014-12-15T19:30:20,5Z",
        "datetime   | 2014-12-15T19:30:20Z | 2014-12-15T19:30:20-01:00Tea",
        "duration   | -1.5s            | 5 days                  | 1 Week and 2 hours | 0"
            + " | 300 hours 9223372036854775807 w",
        "email      | Ann <ann@b.c>    | \"a b\"@c               | a@[127.0.0.1] | a@[::1] | a@b (c (d))"
            + " | =?utf-8?q?J=C3=B6rg?= <a@b> | Ann =?koi8-r?q?a?= <a@b> | =?koi8-r?q?=?= <a@b>"
            + " | g: a@b; | \"A, B\" c.d <a@b> | jürgen@bücher.example | a@ b",
        "hexcolor   | abc              | #AbC012",
        "hostname   | x-y              | 1.2.3.4.com             | ☁→❄→☃→☀→☺→☂→☹→✝.ws | ex=ample.com",
        "ipv4       | 192.168.1.01     | ::ffff:1.2.3.4 | 00001.2.3.0000255 | ::ffff:0001.2.3.4",
        "ipv6       | ::               | 1:2:3:4:5:6:7::         | ::ffff:1.2.3.4 | FE80::1",
        "mac        | 01-02-03-04-05-06-07-08 | 0123.4567.89ab   | 0123.4567.89ab.cdef",
        "password   | secret           | anything",
        "uri        | mailto:a         | /                       | * | //a b | http://[fe80::1%25en0]:80/"
            + " | a:? | x://a:b:1/ | http://%e4%bd%a0/ | /p?%zz",
        "uuid       | a8098c1af86e11dabd1a00112444be1e",
      })
  void otherValidValues(ArgumentsAccessor row) {
    for (int i = 1; i < row.size(); i++) assertValid(true, row.getString(0), row.getString(i));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a@",
        "a@b>",
        "<a@b",
        "<a@b >",
        "\"\"@b",
        "\"a@b",
        "a..b@c",
        "a@b (c",
        "a@[b]",
        "a@[1.2.3.04]",
        "g:;",
        "g: a@b, c@d;",
        "g: a@b",
        "g: h: a@b;;",
        "a b@c",
        "a@b c@d",
        "a\u0001@b",
        "\"a\\\u0001\"@b",
        "<>",
        "a <b>",
        "a@b.",
        "a\"b\"@c",
        "=?koi8-r?q?a?= <a@b>",
        "=?koi8-r?B?YQ==?= <a@b>",
        "Ann =?koi8-r?q?a?= c <a@b>"
      })
  void noAddresses(String text) {
    assertValid(false, "email", text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "int32", "int64", "float", "double", "ip", "phone", "IPv4"})
  void otherFormatsDemandNothing(String format) {
    assertNull(StringFormats.of(format));
  }

  @Test
  void namesAreOfLimitedLength() {
    assertValid(true, "k8s-short-name", "a".repeat(63));
    assertValid(false, "k8s-short-name", "a".repeat(64));
    assertValid(true, "k8s-long-name", "a".repeat(253));
    assertValid(false, "k8s-long-name", "a".repeat(254));
    assertValid(true, "hostname", "a".repeat(63));
    assertValid(false, "hostname", "é".repeat(32));
    assertValid(true, "hostname", "a.".repeat(126) + "com");
    assertValid(false, "hostname", "a.".repeat(127) + "com");
  }

  @Test
  void longTextsTakeTheirTimeOnly() {
    List<String> parts =
        List.of(
            "1", ":", "::", "1.", "a.", "a-", "\"a\" ", "(", "\\", " ", "a@", "%20", "=", "1 d",
            "t", "é");
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (String format : ALL.split(" ")) {
            for (String part : parts) {
              String text = part.repeat(200_000 / part.length());
              for (String hostile : List.of(text + "!", "http://" + text + "\"", "rgb(" + text)) {
                StringFormats.of(format).test(hostile);
              }
            }
          }
        });
    assertTrue(StringFormats.of("byte").test("AAAA".repeat(750_000)));
    assertFalse(StringFormats.of("uri").test("/" + "%20".repeat(1_000_000) + "%"));
  }
}
