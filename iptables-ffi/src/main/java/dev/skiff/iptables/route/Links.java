package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import java.util.List;
import java.util.Optional;

/**
 * The network interfaces of one namespace. All methods throw {@link KernelException} if the kernel
 * refuses; ENODEV means that there is no such interface, EEXIST that the name is taken.
 */
public interface Links {
  /** All interfaces. */
  List<Link> list();

  /** The interface of that name. */
  Optional<Link> find(String name);

  /** Makes a bridge, down. */
  Link addBridge(String name);

  /**
   * Makes a pair of interfaces of which the peer lies in another namespace. Both are down.
   *
   * @param name name of the end in this namespace
   * @param mtu in bytes, for both ends
   * @param peerName name of the other end
   * @param peerNamespace an open network namespace, null for this one
   * @param peerMac Ethernet address of the other end, null to let the kernel choose
   */
  Link addVeth(
      String name, int mtu, String peerName, FileDescriptor peerNamespace, MacAddress peerMac);

  /** Sets an interface up. */
  void setUp(int index);

  /** Sets an interface down. */
  void setDown(int index);

  /** Makes an interface a port of a bridge; 0 as master sets it free. */
  void setMaster(int index, int master);

  /** Sets the MTU in bytes. */
  void setMtu(int index, int mtu);

  /** Sets the Ethernet address. */
  void setMac(int index, MacAddress mac);

  /** Moves an interface to another network namespace. */
  void setNamespace(int index, FileDescriptor namespace);

  /** Lets a bridge send a frame back through the port that it came from. */
  void setHairpin(int index, boolean on);

  /** Deletes an interface; of a pair both ends. */
  void delete(int index);
}
