package dev.skiff.iptables.sysctl;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The kernel's parameters below /proc/sys (proc_sys(5)). */
public final class KernelSysctls implements Sysctls {
  private static final Path ROOT = Path.of("/proc/sys");

  @Override
  public Optional<String> get(String name) {
    try {
      return Optional.of(Files.readString(file(name)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void set(String name, String value) {
    String current =
        get(name)
            .orElseThrow(
                () -> new KernelException(Errno.of(Errno.ENOENT), "set " + name + " to " + value));
    if (current.equals(value)) {
      return; // the file may be read-only here, and yet say what is wanted
    }
    try {
      Files.writeString(file(name), value);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot set " + name + " to " + value, e);
    }
  }

  /** A slash stands for a dot inside a part, as in "net.ipv4.conf.eth0/1.forwarding". */
  private static Path file(String name) {
    StringBuilder path = new StringBuilder();
    for (char c : name.toCharArray()) {
      path.append(
          switch (c) {
            case '.' -> '/';
            case '/' -> '.';
            default -> c;
          });
    }
    return ROOT.resolve(path.toString());
  }
}
