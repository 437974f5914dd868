package dev.skiff.cni;

import dev.skiff.iptables.route.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The addresses of this node's pods: a file for each address in use, named by it, that says whose
 * it is. The directory is locked while it is open. Addresses are given out in turn, so that one
 * that was let go rests for a while.
 */
final class AddressPool implements AutoCloseable {
  private static final String LAST = "last_reserved_ip.0";
  private static final String LOCK = "lock";

  private final Path directory;
  private final Cidr subnet;
  private final FileChannel lock;

  private AddressPool(Path directory, Cidr subnet, FileChannel lock) {
    this.directory = directory;
    this.subnet = subnet;
    this.lock = lock;
  }

  /** Opens the pool of a network and waits for others to be done with it. */
  static AddressPool open(NetworkConfiguration configuration) throws IOException {
    Path directory = configuration.dataDirectory().resolve(configuration.name());
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.lock();
    return new AddressPool(directory, configuration.subnet(), channel);
  }

  /** The bridge's address: the first of the subnet. */
  static InetAddress gateway(Cidr subnet) {
    return address(number(subnet.network().address()) + 1);
  }

  /** Takes the next free address for an attachment. */
  InetAddress allocate(String containerId, String interfaceName) throws IOException, CniException {
    if (!addresses(owner(containerId, interfaceName)::equals).isEmpty()) {
      throw new CniException(
          CniException.INVALID_ENVIRONMENT,
          "container " + containerId + " has an address on " + interfaceName + " already");
    }
    long network = number(subnet.address());
    long first = network + 2;
    long last = network + (1L << 32 - subnet.prefix()) - 2;
    long count = last - first + 1;
    long start = lastReserved(first, last) + 1;
    for (long i = 0; i < count; i++) {
      InetAddress candidate = address(first + (start - first + i) % count);
      try {
        Files.writeString(
            directory.resolve(candidate.getHostAddress()),
            owner(containerId, interfaceName),
            StandardOpenOption.CREATE_NEW);
        Files.writeString(directory.resolve(LAST), candidate.getHostAddress());
        return candidate;
      } catch (FileAlreadyExistsException e) {
        // taken: the next
      }
    }
    throw new CniException(
        CniException.ADDRESSES_EXHAUSTED, "no address is free in " + subnet + " of " + directory);
  }

  /** The addresses of an attachment. */
  List<InetAddress> addresses(String containerId, String interfaceName) throws IOException {
    return addresses(owner(containerId, interfaceName)::equals);
  }

  /** Lets go of all addresses of an attachment. */
  void release(String containerId, String interfaceName) throws IOException {
    for (InetAddress address : addresses(containerId, interfaceName)) {
      Files.deleteIfExists(directory.resolve(address.getHostAddress()));
    }
  }

  /** All attachments that have an address, as {container id, interface name}. */
  List<String[]> attachments() throws IOException {
    List<String[]> attachments = new ArrayList<>();
    for (InetAddress address : addresses(owner -> true)) {
      String[] parts =
          Files.readString(directory.resolve(address.getHostAddress())).split("\r?\n", 2);
      if (parts.length == 2) {
        attachments.add(parts);
      }
    }
    return attachments;
  }

  private List<InetAddress> addresses(Predicate<String> owner) throws IOException {
    List<InetAddress> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (!name.equals(LAST) && !name.equals(LOCK) && owner.test(Files.readString(file))) {
          found.add(InetAddress.ofLiteral(name));
        }
      }
    }
    return found;
  }

  private long lastReserved(long first, long last) throws IOException {
    Path file = directory.resolve(LAST);
    if (!Files.exists(file)) {
      return first - 1;
    }
    try {
      long number = number(InetAddress.ofLiteral(Files.readString(file).strip()));
      return number >= first && number <= last ? number : first - 1;
    } catch (IllegalArgumentException e) {
      return first - 1; // cut short by a crash: only the turn is lost
    }
  }

  private static String owner(String containerId, String interfaceName) {
    return containerId + "\r\n" + interfaceName;
  }

  private static long number(InetAddress address) {
    long number = 0;
    for (byte b : address.getAddress()) {
      number = number << 8 | b & 0xff;
    }
    return number;
  }

  private static InetAddress address(long number) {
    return InetAddress.ofLiteral(
        (number >> 24 & 0xff)
            + "."
            + (number >> 16 & 0xff)
            + "."
            + (number >> 8 & 0xff)
            + "."
            + (number & 0xff));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
