package dev.skiff.iptables.nftables;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.netlink.Acknowledgement;
import dev.skiff.iptables.netlink.Attributes;
import dev.skiff.iptables.netlink.Message;
import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The kernel's nf_tables, as raw netlink messages. */
public final class KernelNftables implements Nftables {
  private static final int GETCHAIN = Batch.SUBSYSTEM << 8 | 4;
  private static final int GETSETELEM = Batch.SUBSYSTEM << 8 | 13;
  private static final int HEADER = 4;
  private final NetlinkSocket socket;

  private KernelNftables(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens the network namespace that this thread is in; later uses stay with it. */
  public static KernelNftables open() {
    return new KernelNftables(NetlinkSocket.open(NetlinkSocket.NETFILTER));
  }

  @Override
  public void apply(Transaction transaction) {
    if (transaction.isEmpty()) {
      return;
    }
    Batch batch = new Batch(transaction);
    String attempted = "change nf_tables table " + transaction.table();
    boolean acknowledged = false;
    for (Message message : socket.sendBatch(batch.writer(), attempted)) {
      if (message.type() != Message.ERROR) {
        continue;
      }
      Acknowledgement acknowledgement = Acknowledgement.of(message);
      if (acknowledgement.errno() != 0) {
        Operation operation = batch.operation(message.sequence());
        throw acknowledgement.exception(
            operation == null ? attempted : operation.describe() + " in " + transaction.table());
      }
      acknowledged = true;
    }
    if (!acknowledged) {
      throw new KernelException(Errno.of(Errno.ENOBUFS), attempted, "no answer");
    }
  }

  @Override
  public Set<String> chains(Table table) {
    Set<String> names = new HashSet<>();
    for (Message message :
        socket.dump(GETCHAIN, w -> header(w, table), "list the chains of " + table)) {
      Attributes attributes = message.attributes(HEADER);
      if (attributes.string(1).orElse("").equals(table.name())) {
        attributes.string(3).ifPresent(names::add);
      }
    }
    return names;
  }

  @Override
  public List<Element> elements(Table table, String set) {
    List<Element> elements = new ArrayList<>();
    for (Message message :
        socket.dump(
            GETSETELEM,
            w -> header(w, table).attribute(1, table.name()).attribute(2, set),
            "list the elements of " + set + " in " + table)) {
      for (Attributes element : message.attributes(HEADER).nest(3).nests(1)) {
        elements.add(read(element));
      }
    }
    return elements;
  }

  private static Element read(Attributes element) {
    Data key = new Data(element.nest(1).bytes(1).orElseThrow());
    Attributes data = element.nest(2);
    if (data.bytes(1).isPresent()) {
      return new Element(key, new Data(data.bytes(1).get()));
    }
    Attributes verdict = data.nest(2);
    return verdict
        .be32(1)
        .map(code -> new Element(key, new Verdict(code, verdict.string(2).orElse(null))))
        .orElse(Element.of(key));
  }

  private static MessageWriter header(MessageWriter writer, Table table) {
    return writer.u8(table.family().number()).u8(0).be16(0);
  }

  @Override
  public void close() {
    socket.close();
  }
}
