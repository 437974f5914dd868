package dev.skiff.agent.container;

import java.util.function.UnaryOperator;

/**
 * Replaces {@code $(NAME)} in commands, arguments and variables. {@code $$} is a dollar sign, so
 * {@code $$(NAME)} stays {@code $(NAME)}; a name that is not known stays as it is written.
 */
public final class Expansion {

  private Expansion() {}

  /** Expands a text; {@code variables} returns null for a name it does not know. */
  public static String expand(String text, UnaryOperator<String> variables) {
    if (text == null || text.indexOf('$') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    int position = 0;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c != '$' || position + 1 == text.length()) {
        result.append(c);
        position++;
        continue;
      }
      char next = text.charAt(position + 1);
      int end = next == '(' ? text.indexOf(')', position + 2) : -1;
      if (end >= 0) {
        String name = text.substring(position + 2, end);
        String value = variables.apply(name);
        result.append(value == null ? "$(" + name + ")" : value);
        position = end + 1;
      } else if (next == '$') {
        result.append('$');
        position += 2;
      } else {
        result.append('$').append(next);
        position += 2;
      }
    }
    return result.toString();
  }
}
