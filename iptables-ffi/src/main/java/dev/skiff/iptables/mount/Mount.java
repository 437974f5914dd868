package dev.skiff.iptables.mount;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount of this process's mount namespace: a line of /proc/self/mountinfo
 * (proc_pid_mountinfo(5)).
 *
 * @param id its number
 * @param parent the number of the mount that it is on
 * @param device "major:minor"
 * @param root what of the file system is mounted
 * @param target where it is mounted
 * @param options options of the mount, as "rw,nosuid"
 * @param propagation optional fields, as "shared:12"
 * @param type the file system's type
 * @param source what was mounted: a device, or any word
 */
public record Mount(
    int id,
    int parent,
    String device,
    String root,
    Path target,
    List<String> options,
    List<String> propagation,
    String type,
    String source) {

  /** Whether mounts made below it show in peers. */
  public boolean shared() {
    return propagation.stream().anyMatch(p -> p.startsWith("shared:"));
  }

  /** Whether nothing can be written through it. */
  public boolean readOnly() {
    return options.contains("ro");
  }

  /** Reads one line of mountinfo. */
  static Mount parse(String line) {
    String[] fields = line.split(" ");
    List<String> propagation = new ArrayList<>();
    int i = 6;
    while (!fields[i].equals("-")) {
      propagation.add(fields[i++]);
    }
    return new Mount(
        Integer.parseInt(fields[0]),
        Integer.parseInt(fields[1]),
        fields[2],
        unescape(fields[3]),
        Path.of(unescape(fields[4])),
        List.of(fields[5].split(",")),
        List.copyOf(propagation),
        fields[i + 1],
        unescape(fields[i + 2]));
  }

  /** Blank, tab, newline and backslash are written as a backslash and three octal digits. */
  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length()) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }
}
