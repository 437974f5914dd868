package dev.skiff.iptables.nftables.expression;

import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.nftables.Data;
import dev.skiff.iptables.nftables.Value;
import dev.skiff.iptables.nftables.Verdict;

/**
 * One step of a rule. Expressions read and write registers: 0 takes the verdict, {@link #register}
 * names the sixteen of four bytes each (linux/netfilter/nf_tables.h).
 */
public interface Expression {
  /** Register of the verdict. */
  int VERDICT = 0;

  /** The four-byte register of that number, 0 to 15; longer data goes on in those behind it. */
  static int register(int number) {
    return 8 + number;
  }

  /** The kernel's name of it. */
  String name();

  /** Appends its attributes. */
  void write(MessageWriter writer);

  /** The set that it uses, null if none. */
  default String set() {
    return null;
  }

  /** The chain that it jumps to, null if none. */
  default String chain() {
    return null;
  }

  /** Appends data or a verdict as the inside of an NFTA_*_DATA nest. */
  static void value(MessageWriter writer, Value value) {
    switch (value) {
      case Data data -> writer.attribute(1, data.bytes());
      case Verdict verdict -> {
        int nest = writer.beginNest(2);
        writer.attributeBe32(1, verdict.code());
        if (verdict.chain() != null) {
          writer.attribute(2, verdict.chain());
        }
        writer.endNest(nest);
      }
    }
  }
}
