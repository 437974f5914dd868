package dev.skiff.agent.containerd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageImporterTest {

  @TempDir Path directory;

  private Path archives;
  private Path marks;
  private ByteArrayOutputStream tar;

  @BeforeEach
  void start() throws IOException {
    archives = Files.createDirectory(directory.resolve("archives"));
    marks = directory.resolve("marks");
    tar = new ByteArrayOutputStream();
  }

  @Test
  void dockerArchives() throws Exception {
    entry("0123/layer.tar", '0', "x".repeat(700));
    entry(
        "manifest.json",
        '0',
        "[{\"RepoTags\": [\"busybox:1\", \"a.b/c:2\"]}, {\"RepoTags\": null}]");
    assertEquals(Set.of("docker.io/library/busybox:1", "a.b/c:2"), ImageArchive.names(write()));
  }

  @Test
  void ociArchives() throws Exception {
    entry("./blobs/", '5', "");
    entry(
        "./index.json",
        '0',
        """
        {"manifests": [
          {"annotations": {"io.containerd.image.name": "docker.io/library/a:1",
                           "org.opencontainers.image.ref.name": "1"}},
          {"annotations": {"org.opencontainers.image.ref.name": "a.b/c:2"}},
          {"annotations": {"org.opencontainers.image.ref.name": "only-a-tag"}},
          {}]}
        """);
    assertEquals(Set.of("docker.io/library/a:1", "a.b/c:2"), ImageArchive.names(write()));
  }

  @Test
  void aLayerMayTellItsSizeElsewhere() throws Exception {
    entry("PaxHeaders/layer", 'x', "20 path=a/layer.tar\n12 size=600\n");
    tar.write(header("layer", '0', 0));
    body("x".repeat(600));
    tar.write(binarySize(header("layer", '0', 0), 700));
    body("x".repeat(700));
    entry("manifest.json", '0', "[{\"RepoTags\": [\"a.b/c:2\"]}]");
    assertEquals(Set.of("a.b/c:2"), ImageArchive.names(write()));
  }

  @Test
  void compressedArchives() throws Exception {
    entry("manifest.json", '0', "[{\"RepoTags\": [\"a.b/c:2\"]}]");
    Path archive = archives.resolve("a.tar");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      out.write(tar.toByteArray());
    }
    assertEquals(Set.of("a.b/c:2"), ImageArchive.names(archive));
  }

  @Test
  void whatIsNoArchive() throws Exception {
    tar.write("no archive".repeat(100).getBytes(StandardCharsets.UTF_8));
    Path archive = write();
    assertThrows(IOException.class, () -> ImageArchive.names(archive));
  }

  @Test
  void namesAreKeptWhateverTheImporterTells() throws Exception {
    entry("manifest.json", '0', "[{\"RepoTags\": [\"a.b/c:2\"]}]");
    Path archive = write();
    importAll();
    importAll();
    assertEquals(List.of(archive.toString()), imports(), "once, as it does not change");
    Files.delete(archive);
    assertEquals(Set.of("a.b/c:2"), ImageImporter.names(marks));
  }

  @Test
  void marksOfOlderAgentsThatKnewNoNames() throws Exception {
    entry("manifest.json", '0', "[{\"RepoTags\": [\"a.b/c:2\"]}]");
    Path archive = write();
    importAll();
    for (Path mark : Files.list(marks).toList()) {
      Files.write(mark, new byte[0]);
    }
    importAll();
    assertEquals(List.of(archive.toString(), archive.toString()), imports());
    assertEquals(Set.of("a.b/c:2"), ImageImporter.names(marks));
  }

  @Test
  void whatCannotBeImportedIsTriedAgain() throws Exception {
    entry("manifest.json", '0', "[{\"RepoTags\": [\"a.b/c:2\"]}]");
    write();
    new ImageImporter(List.of("false"), marks).importAll(archives);
    assertEquals(Set.of(), ImageImporter.names(marks));
    importAll();
    assertEquals(Set.of("a.b/c:2"), ImageImporter.names(marks));
  }

  @Test
  void nothingWasImportedYet() throws Exception {
    assertEquals(Set.of(), ImageImporter.names(marks));
  }

  /** With a ctr that writes down what it is asked for, and says nothing. */
  private void importAll() throws Exception {
    String log = directory.resolve("log").toString();
    new ImageImporter(List.of("sh", "-c", "echo \"$1\" >> " + log, "ctr"), marks)
        .importAll(archives);
  }

  private List<String> imports() throws IOException {
    return Files.readAllLines(directory.resolve("log"));
  }

  private Path write() throws IOException {
    tar.write(new byte[1024]);
    return Files.write(archives.resolve("a.tar"), tar.toByteArray());
  }

  private void entry(String name, char type, String content) throws IOException {
    tar.write(header(name, type, content.length()));
    body(content);
  }

  private void body(String content) throws IOException {
    tar.write(content.getBytes(StandardCharsets.UTF_8));
    tar.write(new byte[Math.floorMod(-content.length(), 512)]);
  }

  private static byte[] header(String name, char type, int size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, "%011o".formatted(size));
    header[156] = (byte) type;
    return header;
  }

  private static byte[] binarySize(byte[] header, int size) {
    put(header, 124, "\0".repeat(12));
    header[124] = (byte) 0x80;
    header[134] = (byte) (size >> 8);
    header[135] = (byte) size;
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    System.arraycopy(text.getBytes(StandardCharsets.UTF_8), 0, header, at, text.length());
  }
}
