package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Interfaces in memory. One that moves to another namespace disappears. */
public final class FakeLinks implements Links {
  private final Map<Integer, Link> links = new TreeMap<>();
  private final Set<Integer> hairpin = new HashSet<>();
  private int lastIndex;

  FakeLinks() {
    add("lo", "", null, 65536, 0);
  }

  @Override
  public synchronized List<Link> list() {
    return List.copyOf(links.values());
  }

  @Override
  public synchronized Optional<Link> find(String name) {
    return links.values().stream().filter(l -> l.name().equals(name)).findFirst();
  }

  @Override
  public synchronized Link addBridge(String name) {
    return add(name, "bridge", generated(), 1500, 0);
  }

  @Override
  public synchronized Link addVeth(
      String name, int mtu, String peerName, FileDescriptor peerNamespace, MacAddress peerMac) {
    Link link = add(name, "veth", generated(), mtu, 0);
    if (peerNamespace == null) {
      add(peerName, "veth", peerMac == null ? generated() : peerMac, mtu, link.index());
    }
    return link;
  }

  @Override
  public synchronized void setUp(int index) {
    Link l = get(index);
    put(new Link(index, l.name(), l.kind(), l.mac(), l.mtu(), true, l.master(), l.peer()));
  }

  @Override
  public synchronized void setDown(int index) {
    Link l = get(index);
    put(new Link(index, l.name(), l.kind(), l.mac(), l.mtu(), false, l.master(), l.peer()));
  }

  @Override
  public synchronized void setMaster(int index, int master) {
    Link l = get(index);
    if (master != 0) {
      get(master);
    }
    put(new Link(index, l.name(), l.kind(), l.mac(), l.mtu(), l.up(), master, l.peer()));
  }

  @Override
  public synchronized void setMtu(int index, int mtu) {
    Link l = get(index);
    put(new Link(index, l.name(), l.kind(), l.mac(), mtu, l.up(), l.master(), l.peer()));
  }

  @Override
  public synchronized void setMac(int index, MacAddress mac) {
    Link l = get(index);
    put(new Link(index, l.name(), l.kind(), mac, l.mtu(), l.up(), l.master(), l.peer()));
  }

  @Override
  public synchronized void setNamespace(int index, FileDescriptor namespace) {
    links.remove(get(index).index());
  }

  @Override
  public synchronized void setHairpin(int index, boolean on) {
    if (get(index).master() == 0) {
      throw new KernelException(Errno.of(Errno.EINVAL), "set hairpin of interface " + index);
    }
    if (on) {
      hairpin.add(index);
    } else {
      hairpin.remove(index);
    }
  }

  @Override
  public synchronized void delete(int index) {
    links.remove(get(index).index());
    links.values().removeIf(l -> l.peer() == index && l.kind().equals("veth"));
  }

  /** Whether a bridge port sends frames back where they came from. */
  public synchronized boolean hairpin(int index) {
    return hairpin.contains(index);
  }

  synchronized Link get(int index) {
    Link link = links.get(index);
    if (link == null) {
      throw new KernelException(Errno.of(Errno.ENODEV), "use interface " + index);
    }
    return link;
  }

  private Link add(String name, String kind, MacAddress mac, int mtu, int peer) {
    if (find(name).isPresent()) {
      throw new KernelException(Errno.of(Errno.EEXIST), "add interface " + name);
    }
    Link link = new Link(++lastIndex, name, kind, mac, mtu, false, 0, peer);
    put(link);
    return link;
  }

  private void put(Link link) {
    links.put(link.index(), link);
  }

  private MacAddress generated() {
    return new MacAddress(0x02_00_00_00_00_00L + lastIndex + 1);
  }
}
