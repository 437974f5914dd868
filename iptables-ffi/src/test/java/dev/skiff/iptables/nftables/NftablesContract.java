package dev.skiff.iptables.nftables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.nftables.expression.Compare;
import dev.skiff.iptables.nftables.expression.Counter;
import dev.skiff.iptables.nftables.expression.Expression;
import dev.skiff.iptables.nftables.expression.Immediate;
import dev.skiff.iptables.nftables.expression.Lookup;
import dev.skiff.iptables.nftables.expression.Meta;
import dev.skiff.iptables.nftables.expression.Payload;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both the kernel and the fake promise. */
abstract class NftablesContract {
  private static final Table TABLE = new Table(Family.IPV4, "test");
  private static final NamedSet SERVICES =
      NamedSet.verdicts("services", DataType.IPV4_ADDR, DataType.INET_PROTO, DataType.INET_SERVICE);
  private static final NamedSet ENDPOINTS =
      NamedSet.map(
          "endpoints",
          List.of(DataType.IPV4_ADDR, DataType.MARK),
          List.of(DataType.IPV4_ADDR, DataType.INET_SERVICE));

  Nftables nftables;

  @BeforeEach
  void table() {
    nftables.apply(
        new Transaction(TABLE)
            .replaceTable()
            .addSet(SERVICES)
            .addSet(ENDPOINTS)
            .addChain(Chain.regular("target"))
            .addChain(
                new Chain(
                    "prerouting", new Hook("nat", Hook.Point.PREROUTING, Hook.DESTINATION_NAT)))
            .addRule(
                "prerouting",
                Rule.of(
                    "dispatch",
                    Payload.destinationAddress(Expression.register(0)),
                    Meta.protocol(Expression.register(1)),
                    Payload.destinationPort(Expression.register(2)),
                    Lookup.verdict("services", Expression.register(0)))));
  }

  @Test
  void aTableHasItsChains() {
    assertEquals(Set.of("target", "prerouting"), nftables.chains(TABLE));
  }

  @Test
  void elementsAreAddedAndDeleted() {
    Element one = new Element(key("10.96.0.1", 80), Verdict.goTo("target"));
    Element two = new Element(key("10.96.0.2", 80), Verdict.DROP);
    Element endpoint =
        new Element(
            Data.EMPTY.address(InetAddress.ofLiteral("10.96.0.1")).number(1),
            Data.EMPTY.address(InetAddress.ofLiteral("10.244.0.2")).port(8080));
    nftables.apply(
        new Transaction(TABLE)
            .addElements("services", List.of(one, two))
            .addElements("endpoints", List.of(endpoint)));
    assertEquals(Set.of(one, two), new HashSet<>(nftables.elements(TABLE, "services")));
    assertEquals(List.of(endpoint), nftables.elements(TABLE, "endpoints"));

    nftables.apply(new Transaction(TABLE).deleteElements("services", List.of(one)));
    assertEquals(List.of(two), nftables.elements(TABLE, "services"));
  }

  @Test
  void aValueIsReplacedInOneTransaction() {
    Element before = new Element(key("10.96.0.1", 80), Verdict.DROP);
    Element after = new Element(key("10.96.0.1", 80), Verdict.goTo("target"));
    nftables.apply(new Transaction(TABLE).addElements("services", List.of(before)));
    nftables.apply(
        new Transaction(TABLE)
            .deleteElements("services", List.of(before))
            .addElements("services", List.of(after)));
    assertEquals(List.of(after), nftables.elements(TABLE, "services"));
  }

  @Test
  void aTransactionHappensWholeOrNotAtAll() {
    Element good = new Element(key("10.96.0.1", 80), Verdict.DROP);
    Element bad = new Element(key("10.96.0.2", 80), Verdict.goTo("nowhere"));
    KernelException e =
        assertThrows(
            KernelException.class,
            () ->
                nftables.apply(
                    new Transaction(TABLE)
                        .addElements("services", List.of(good))
                        .addElements("services", List.of(bad))));
    assertTrue(e.is(Errno.ENOENT), e.getMessage());
    assertTrue(e.attempted().startsWith("add 1 elements to services"), e.attempted());
    assertEquals(List.of(), nftables.elements(TABLE, "services"));
  }

  @Test
  void conflictsAndMissingEntriesAreRefused() {
    Element drop = new Element(key("10.96.0.1", 80), Verdict.DROP);
    Element accept = new Element(key("10.96.0.1", 80), Verdict.ACCEPT);
    nftables.apply(new Transaction(TABLE).addElements("services", List.of(drop)));
    assertRefused(Errno.EEXIST, new Transaction(TABLE).addElements("services", List.of(accept)));
    Element missing = new Element(key("10.96.0.9", 80), Verdict.DROP);
    assertRefused(
        Errno.ENOENT, new Transaction(TABLE).deleteElements("services", List.of(missing)));
    assertRefused(Errno.EBUSY, new Transaction(TABLE).deleteSet("services"));
    assertRefused(
        Errno.EINVAL,
        new Transaction(TABLE)
            .addElements("services", List.of(new Element(Data.EMPTY.number(1), Verdict.DROP))));
  }

  @Test
  void aChainInUseStays() {
    Element element = new Element(key("10.96.0.1", 80), Verdict.goTo("target"));
    nftables.apply(new Transaction(TABLE).addElements("services", List.of(element)));
    assertRefused(Errno.EBUSY, new Transaction(TABLE).deleteChain("target"));
    nftables.apply(
        new Transaction(TABLE).deleteElements("services", List.of(element)).deleteChain("target"));
    assertEquals(Set.of("prerouting"), nftables.chains(TABLE));
  }

  @Test
  void rulesAreAddedAndFlushed() {
    nftables.apply(
        new Transaction(TABLE)
            .addRule(
                "target",
                Rule.of(
                    "count udp",
                    Meta.protocol(Expression.register(0)),
                    Compare.equal(Expression.register(0), (byte) 17),
                    new Counter(),
                    Immediate.verdict(Verdict.RETURN))));
    assertRefused(
        Errno.ENOENT,
        new Transaction(TABLE)
            .addRule("target", Rule.of("", Immediate.verdict(Verdict.jump("nowhere")))));
    nftables.apply(new Transaction(TABLE).flushChain("target"));
  }

  @Test
  void manyElementsTakeSeveralMessagesButOneTransaction() {
    List<Element> many =
        IntStream.range(0, 20_000)
            .mapToObj(
                i ->
                    new Element(
                        key("10.97." + i / 256 + "." + i % 256, 80), Verdict.goTo("target")))
            .toList();
    nftables.apply(new Transaction(TABLE).addElements("services", many));
    assertEquals(new HashSet<>(many), new HashSet<>(nftables.elements(TABLE, "services")));
  }

  private void assertRefused(int errno, Transaction transaction) {
    KernelException e = assertThrows(KernelException.class, () -> nftables.apply(transaction));
    assertEquals(Errno.of(errno), e.errno(), e.getMessage());
  }

  private static Data key(String address, int port) {
    return Data.EMPTY.address(InetAddress.ofLiteral(address)).protocol(6).port(port);
  }
}
