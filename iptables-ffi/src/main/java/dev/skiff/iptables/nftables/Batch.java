package dev.skiff.iptables.nftables;

import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkFlags;
import dev.skiff.iptables.nftables.expression.Expression;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction as netlink messages between BATCH_BEGIN and BATCH_END (linux/netfilter/nfnetlink.h
 * and nf_tables.h). Message n of the batch has sequence number n, so that the kernel's answer leads
 * back to its operation.
 */
final class Batch {
  static final int SUBSYSTEM = 10;
  private static final int BATCH_BEGIN = 16;
  private static final int BATCH_END = 17;
  private static final int NEWTABLE = 0;
  private static final int DELTABLE = 2;
  private static final int NEWCHAIN = 3;
  private static final int DELCHAIN = 5;
  private static final int NEWRULE = 6;
  private static final int DELRULE = 8;
  private static final int NEWSET = 9;
  private static final int DELSET = 11;
  private static final int NEWSETELEM = 12;
  private static final int DELSETELEM = 14;

  private static final int LIST_ELEM = 1;
  private static final int VERDICT_TYPE = 0xffffff00;

  /** An attribute holds at most 65,535 bytes, and no element is longer than 300. */
  private static final int ELEMENTS_LIMIT = 65_000;

  private final Table table;
  private final MessageWriter writer;
  private final List<Operation> sent = new ArrayList<>();
  private Operation current;
  private int setId;

  Batch(Transaction transaction) {
    table = transaction.table();
    writer = new MessageWriter(4096);
    control(BATCH_BEGIN);
    for (Operation operation : transaction.operations()) {
      current = operation;
      write(operation);
    }
    current = null;
    control(BATCH_END);
  }

  MessageWriter writer() {
    return writer;
  }

  /** The operation of an answer; null if the answer is to the batch as a whole. */
  Operation operation(int sequence) {
    return sequence >= 0 && sequence < sent.size() ? sent.get(sequence) : null;
  }

  private void write(Operation operation) {
    switch (operation) {
      case Operation.AddTable() ->
          begin(NEWTABLE, NetlinkFlags.CREATE).attribute(1, table.name()).attributeBe32(2, 0).end();
      case Operation.DeleteTable() -> begin(DELTABLE, 0).attribute(1, table.name()).end();
      case Operation.AddChain(Chain chain) -> addChain(chain);
      case Operation.DeleteChain(String chain) ->
          begin(DELCHAIN, 0).attribute(1, table.name()).attribute(3, chain).end();
      case Operation.AddRule(String chain, Rule rule) -> addRule(chain, rule);
      case Operation.FlushChain(String chain) ->
          begin(DELRULE, 0).attribute(1, table.name()).attribute(2, chain).end();
      case Operation.AddSet(NamedSet set) -> addSet(set);
      case Operation.DeleteSet(String set) ->
          begin(DELSET, 0).attribute(1, table.name()).attribute(2, set).end();
      case Operation.AddElements(String set, List<Element> elements) ->
          elements(NEWSETELEM, NetlinkFlags.CREATE, set, elements);
      case Operation.DeleteElements(String set, List<Element> elements) ->
          elements(DELSETELEM, 0, set, elements);
    }
  }

  private void addChain(Chain chain) {
    begin(NEWCHAIN, NetlinkFlags.CREATE).attribute(1, table.name()).attribute(3, chain.name());
    Hook hook = chain.hook();
    if (hook != null) {
      int nest = writer.beginNest(4);
      writer.attributeBe32(1, hook.point().ordinal()).attributeBe32(2, hook.priority());
      writer.endNest(nest).attribute(7, hook.type());
    }
    writer.end();
  }

  private void addRule(String chain, Rule rule) {
    begin(NEWRULE, NetlinkFlags.CREATE | NetlinkFlags.APPEND)
        .attribute(1, table.name())
        .attribute(2, chain);
    int all = writer.beginNest(4);
    for (Expression expression : rule.expressions()) {
      int one = writer.beginNest(LIST_ELEM);
      writer.attribute(1, expression.name());
      int data = writer.beginNest(2);
      expression.write(writer);
      writer.endNest(data).endNest(one);
    }
    writer.endNest(all);
    if (!rule.comment().isEmpty()) {
      writer.attribute(7, comment(rule.comment()));
    }
    writer.end();
  }

  /** nft keeps a rule's comment as type 0, length, text, zero byte. */
  private static byte[] comment(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    byte[] userData = new byte[utf8.length + 3];
    userData[1] = (byte) (utf8.length + 1);
    System.arraycopy(utf8, 0, userData, 2, utf8.length);
    return userData;
  }

  private void addSet(NamedSet set) {
    int flags =
        (set.kind() == NamedSet.Kind.SET ? 0 : 0x8)
            | (set.timeout() == null ? 0 : 0x10)
            | (set.dynamic() ? 0x20 : 0);
    begin(NEWSET, NetlinkFlags.CREATE)
        .attribute(1, table.name())
        .attribute(2, set.name())
        .attributeBe32(3, flags)
        .attributeBe32(4, NamedSet.number(set.key()))
        .attributeBe32(5, set.keyLength())
        .attributeBe32(10, ++setId);
    switch (set.kind()) {
      case VERDICT_MAP -> writer.attributeBe32(6, VERDICT_TYPE).attributeBe32(7, 0);
      case DATA_MAP ->
          writer.attributeBe32(6, NamedSet.number(set.value())).attributeBe32(7, set.valueLength());
      case SET -> {}
    }
    if (set.timeout() != null) {
      writer.attributeBe64(11, set.timeout().toMillis());
    }
    if (set.size() > 0) {
      int description = writer.beginNest(9);
      writer.attributeBe32(1, set.size()).endNest(description);
    }
    writer.end();
  }

  private void elements(int type, int flags, String set, List<Element> elements) {
    int next = 0;
    while (next < elements.size()) {
      begin(type, flags).attribute(1, table.name()).attribute(2, set);
      int list = writer.beginNest(3);
      while (next < elements.size() && writer.sizeSince(list) < ELEMENTS_LIMIT) {
        element(elements.get(next++));
      }
      writer.endNest(list).end();
    }
  }

  private void element(Element element) {
    int one = writer.beginNest(LIST_ELEM);
    int key = writer.beginNest(1);
    writer.attribute(1, element.key().bytes()).endNest(key);
    if (element.value() != null) {
      int data = writer.beginNest(2);
      Expression.value(writer, element.value());
      writer.endNest(data);
    }
    writer.endNest(one);
  }

  private MessageWriter begin(int type, int flags) {
    // the first real message asks for an acknowledgement, so that success is not mere silence
    int acknowledge = sent.size() == 1 ? NetlinkFlags.ACK : 0;
    int all = flags | NetlinkFlags.REQUEST | acknowledge;
    writer.begin(SUBSYSTEM << 8 | type, all, sent.size());
    sent.add(current);
    return writer.u8(table.family().number()).u8(0).be16(0);
  }

  private void control(int type) {
    writer.begin(type, NetlinkFlags.REQUEST, sent.size());
    sent.add(null);
    writer.u8(0).u8(0).be16(SUBSYSTEM).end();
  }
}
