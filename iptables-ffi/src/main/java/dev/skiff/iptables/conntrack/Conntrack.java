package dev.skiff.iptables.conntrack;

import java.util.List;
import java.util.function.Predicate;

/** The tracked connections of one network namespace. */
public interface Conntrack extends AutoCloseable {
  /** All IPv4 connections of protocols with ports. */
  List<Flow> list();

  /**
   * Forgets connections, so that their next packet is translated anew.
   *
   * @return how many
   */
  int delete(Predicate<Flow> which);

  @Override
  void close();
}
