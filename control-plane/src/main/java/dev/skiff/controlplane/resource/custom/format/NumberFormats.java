package dev.skiff.controlplane.resource.custom.format;

import java.util.regex.Pattern;

/** Numbers of books and cards, the last digit of which is a check of the others. */
final class NumberFormats {
  private static final Pattern ISBN10 = Pattern.compile("\\d{9}[\\dX]");
  private static final Pattern ISBN13 = Pattern.compile("\\d{13}");
  private static final Pattern ISSUED_CARD =
      Pattern.compile(
          "4\\d{12}(?:\\d{3})?|5[1-5]\\d{14}|6(?:011|5\\d\\d)\\d{12}|3[47]\\d{13}"
              + "|3(?:0[0-5]|[68]\\d)\\d{11}|(?:2131|1800|35\\d{3})\\d{11}");

  private NumberFormats() {}

  static boolean isIsbn10(String text) {
    String number = withoutSeparators(text);
    if (!ISBN10.matcher(number).matches()) return false;
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += (i + 1) * (number.charAt(i) == 'X' ? 10 : digit(number, i));
    }
    return sum % 11 == 0;
  }

  static boolean isIsbn13(String text) {
    String number = withoutSeparators(text);
    if (!ISBN13.matcher(number).matches()) return false;
    int sum = 0;
    for (int i = 0; i < 13; i++) sum += (i % 2 == 0 ? 1 : 3) * digit(number, i);
    return sum % 10 == 0;
  }

  private static String withoutSeparators(String text) {
    return text.replaceAll("[\\t\\n\\f\\r -]++", "");
  }

  /** Whatever stands between the digits. */
  static boolean isCreditCard(String text) {
    String number = text.replaceAll("[^0-9]++", "");
    if (!ISSUED_CARD.matcher(number).matches()) return false;
    int sum = 0;
    for (int i = 0; i < number.length(); i++) {
      int digit = digit(number, number.length() - 1 - i) * (i % 2 + 1);
      sum += digit / 10 + digit % 10;
    }
    return sum % 10 == 0;
  }

  private static int digit(String number, int at) {
    return number.charAt(at) - '0';
  }
}
