package dev.skiff.iptables.libc;

import java.nio.ByteBuffer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * The C library's functions that Skiff calls, as jnr-ffi sees them. Sources: the manual pages of
 * section 2. Every function answers -1 on failure; {@link Native#check} turns that into a {@link
 * KernelException}.
 */
public interface LibC {
  /** socket(2). */
  int socket(int domain, int type, int protocol);

  /** bind(2). */
  int bind(int descriptor, @In byte[] address, int addressLength);

  /** getsockname(2). */
  int getsockname(int descriptor, @Out byte[] address, @In @Out int[] addressLength);

  /** setsockopt(2) with an int option. */
  int setsockopt(int descriptor, int level, int option, @In int[] value, int valueLength);

  /** sendto(2). */
  long sendto(
      int descriptor,
      @In byte[] message,
      long length,
      int flags,
      @In byte[] address,
      int addressLength);

  /** recv(2) into a direct buffer. */
  long recv(int descriptor, @Out ByteBuffer buffer, long length, int flags);

  /** poll(2); {@code descriptors} are {@code struct pollfd}s. */
  int poll(@In @Out byte[] descriptors, long count, int timeoutMillis);

  /** eventfd(2). */
  int eventfd(int initial, int flags);

  /** read(2). */
  long read(int descriptor, @Out byte[] buffer, long length);

  /** write(2). */
  long write(int descriptor, @In byte[] buffer, long length);

  /** open(2). */
  int open(String path, int flags, int mode);

  /** close(2). */
  int close(int descriptor);

  /** setns(2). */
  int setns(int descriptor, int type);

  /** unshare(2). */
  int unshare(int flags);

  /** mount(2); {@code source}, {@code type} and {@code data} may be null. */
  int mount(String source, String target, String type, long flags, String data);

  /** umount2(2). */
  int umount2(String target, int flags);

  /** syscall(2) for what the C library does not wrap. */
  long syscall(long number, long first, long second, long third);
}
