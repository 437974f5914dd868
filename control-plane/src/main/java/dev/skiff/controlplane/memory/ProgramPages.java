package dev.skiff.controlplane.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.nativeimage.c.function.CFunction;

/**
 * The pages of the running program that are as they are in its file: code, and what of the image's
 * heap never changes. The kernel maps sixteen where one is touched, and keeps what only the start
 * needed. Once released they come back from the page cache one by one as they are used.
 */
final class ProgramPages {
  /** From asm-generic/mman-common.h. */
  private static final int MADV_DONTNEED = 4;

  private static final Pattern HEADER =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\S+ +(\\S.*)");

  private static final Pattern ANONYMOUS = Pattern.compile("Anonymous: +(\\d+) kB");

  /**
   * @param start the first address
   * @param length in bytes
   */
  record Range(long start, long length) {}

  private final List<Range> ranges;

  private ProgramPages(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** Those of this process, which is a native image. */
  static ProgramPages own() throws IOException {
    String program = Path.of("/proc/self/exe").toRealPath().toString();
    return new ProgramPages(unchanged(Files.readAllLines(Path.of("/proc/self/smaps")), program));
  }

  /**
   * Mappings of a file that cannot be written and of which no page was: dropping a page that was
   * would lose what is in it.
   *
   * @param smaps lines as in proc_pid_smaps(5)
   */
  static List<Range> unchanged(List<String> smaps, String file) {
    List<Range> found = new ArrayList<>();
    Range candidate = null;
    for (String line : smaps) {
      Matcher header = HEADER.matcher(line);
      if (header.matches()) {
        boolean constant = header.group(3).startsWith("r-") && header.group(4).equals(file);
        candidate = constant ? range(header.group(1), header.group(2)) : null;
      }
      Matcher anonymous = ANONYMOUS.matcher(line);
      if (candidate != null && anonymous.matches() && anonymous.group(1).equals("0")) {
        found.add(candidate);
      }
    }
    return found;
  }

  private static Range range(String from, String to) {
    long start = Long.parseUnsignedLong(from, 16);
    return new Range(start, Long.parseUnsignedLong(to, 16) - start);
  }

  /** Takes them out of the process's memory. */
  void release() {
    for (Range range : ranges) {
      // Advice: if the kernel does not take it, everything stays as it is.
      madvise(range.start, range.length, MADV_DONTNEED);
    }
  }

  /** See madvise(2). */
  @CFunction("madvise")
  private static native int madvise(long address, long length, int advice);
}
