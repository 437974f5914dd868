package dev.skiff.iptables.sysctl;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Parameters in memory, for tests. */
public final class FakeSysctls implements Sysctls {
  private final Map<String, String> values;

  /** A kernel that has exactly these parameters. */
  public FakeSysctls(Map<String, String> values) {
    this.values = new ConcurrentHashMap<>(values);
  }

  @Override
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public void set(String name, String value) {
    if (values.replace(name, value) == null) {
      throw new KernelException(Errno.of(Errno.ENOENT), "set " + name + " to " + value);
    }
  }
}
