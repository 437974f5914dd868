package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.KernelException;
import java.net.InetAddress;
import java.util.List;

/** The neighbour table of one namespace. Methods throw {@link KernelException}. */
public interface Neighbours {
  /** All entries. */
  List<Neighbour> list();

  /** Sets an entry. */
  void replace(Neighbour neighbour);

  /** Deletes an entry; ENOENT if there is none. */
  void delete(int link, InetAddress address);
}
