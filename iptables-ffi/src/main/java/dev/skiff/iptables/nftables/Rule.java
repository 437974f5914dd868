package dev.skiff.iptables.nftables;

import dev.skiff.iptables.nftables.expression.Expression;
import java.util.List;

/**
 * A rule: expressions that run one after the other until one does not match.
 *
 * @param comment shown by nft(8); may be empty
 * @param expressions in order
 */
public record Rule(String comment, List<Expression> expressions) {
  /** A rule of these expressions. */
  public static Rule of(String comment, Expression... expressions) {
    return new Rule(comment, List.of(expressions));
  }
}
