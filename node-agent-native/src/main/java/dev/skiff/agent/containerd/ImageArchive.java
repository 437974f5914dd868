package dev.skiff.agent.containerd;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.image.ImageName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Tells which images an archive holds: the annotations of {@code index.json} (OCI image layout) and
 * the RepoTags of {@code manifest.json} (docker). Of the archive only the headers (POSIX pax and
 * ustar, tar(5)) and these two files are read.
 */
final class ImageArchive {

  private static final int BLOCK = 512;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final Pattern PAX_SIZE = Pattern.compile("^\\d+ size=(\\d+)$", Pattern.MULTILINE);

  /** containerd's own annotation goes before the standard one, which often holds the tag alone. */
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  private static final String REFERENCE_NAME = "org.opencontainers.image.ref.name";

  private final Set<String> names = new TreeSet<>();

  private ImageArchive() {}

  /**
   * The names of its images as the runtime tells them, registry and tag included. An image that has
   * no name, or a tag alone, is not among them: no Pod can ask for it.
   */
  static Set<String> names(Path archive) throws IOException {
    ImageArchive reader = new ImageArchive();
    try (InputStream in = open(archive)) {
      reader.read(in);
    } catch (IllegalArgumentException e) {
      throw new IOException(archive + " is no image archive: " + e.getMessage(), e);
    }
    return reader.names;
  }

  private static InputStream open(Path archive) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(archive));
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(in) : in;
  }

  private void read(InputStream in) throws IOException {
    long paxSize = -1;
    for (byte[] header = in.readNBytes(BLOCK);
        header.length == BLOCK && header[0] != 0;
        header = in.readNBytes(BLOCK)) {
      long size = paxSize >= 0 ? paxSize : size(header);
      paxSize = -1;
      String file = text(header, 0, 100);
      long left = size;
      if (header[156] == 'x') {
        paxSize = paxSize(new String(in.readNBytes((int) size), StandardCharsets.UTF_8));
        left = 0;
      } else if (file.equals("index.json")) {
        index(Json.mapper().readTree(in.readNBytes((int) size)));
        left = 0;
      } else if (file.equals("manifest.json")) {
        manifest(Json.mapper().readTree(in.readNBytes((int) size)));
        left = 0;
      }
      in.skipNBytes(left + Math.floorMod(-size, BLOCK));
    }
  }

  private void index(JsonNode index) {
    for (JsonNode manifest : index.path("manifests")) {
      JsonNode annotations = manifest.path("annotations");
      String name =
          annotations.path(CONTAINERD_NAME).asText(annotations.path(REFERENCE_NAME).asText());
      if (name.matches(".*[/:@].*")) {
        names.add(ImageName.parse(name).canonical());
      }
    }
  }

  private void manifest(JsonNode manifest) {
    for (JsonNode image : manifest) {
      image.path("RepoTags").forEach(tag -> names.add(ImageName.parse(tag.asText()).canonical()));
    }
  }

  /** Octal digits, or a number of 95 bits where those do not suffice (GNU). */
  private static long size(byte[] header) {
    if (header[124] < 0) {
      return ByteBuffer.wrap(header, 128, Long.BYTES).getLong();
    }
    return Long.parseLong(text(header, 124, 12).strip(), 8);
  }

  private static long paxSize(String records) {
    Matcher size = PAX_SIZE.matcher(records);
    return size.find() ? Long.parseLong(size.group(1)) : -1;
  }

  private static String text(byte[] header, int from, int length) {
    String field = new String(header, from, length, StandardCharsets.UTF_8);
    int end = field.indexOf('\0');
    String text = end < 0 ? field : field.substring(0, end);
    return text.startsWith("./") ? text.substring(2) : text;
  }
}
