package dev.skiff.controlplane.store.encryption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.bootstrap.StartException;
import dev.skiff.controlplane.store.Content;
import dev.skiff.controlplane.store.Journal;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.LogStore;
import dev.skiff.controlplane.store.MemoryJournal;
import dev.skiff.controlplane.store.Store;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionTest {
  private static final Key SECRET = new Key("secrets", "default", "a");
  private static final Key OTHER = new Key("secrets", "default", "b");
  private static final Key PUBLIC = new Key("configmaps", "default", "a");

  private final MemoryJournal medium = new MemoryJournal();
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("pki/encryption.yaml");
  }

  private static Store open(Journal journal) {
    return new LogStore(journal, Duration.ofMinutes(5), 10_000);
  }

  private static Content content(String text) {
    return revision ->
        ("{\"metadata\":{\"resourceVersion\":\"" + revision + "\"},\"text\":\"" + text + "\"}")
            .getBytes(StandardCharsets.UTF_8);
  }

  private static String text(StoredObject object) {
    return new String(object.json(), StandardCharsets.ISO_8859_1);
  }

  private String onMedium(Key key) {
    return medium.list("", "", medium.revision(), null, 0).stream()
        .filter(object -> object.key().equals(key))
        .map(EncryptionTest::text)
        .findFirst()
        .orElseThrow();
  }

  private Path configuration(String providers) throws Exception {
    return Files.writeString(
        directory.resolve("config.yaml"),
        """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets, widgets.example.org]
          providers:
        """
            + providers);
  }

  private static String key(String algorithm, String name, int fill) {
    byte[] secret = new byte[32];
    java.util.Arrays.fill(secret, (byte) fill);
    return "  - %s: {keys: [{name: %s, secret: %s}]}\n"
        .formatted(algorithm, name, Base64.getEncoder().encodeToString(secret));
  }

  @Test
  void secretsAreEncryptedFromTheFirstStart() throws Exception {
    Store store = open(new Encryption(file(), true).over(medium));
    store.create(SECRET, content("hidden"));
    store.create(PUBLIC, content("shown"));
    assertTrue(onMedium(SECRET).startsWith("k8s:enc:aesgcm:v1:key-"), onMedium(SECRET));
    assertFalse(onMedium(SECRET).contains("hidden"));
    assertTrue(onMedium(PUBLIC).contains("shown"));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
    Store again = open(new Encryption(file(), true).over(medium));
    assertTrue(text(again.get(SECRET).orElseThrow()).contains("hidden"));
  }

  @Test
  void storesOfBeforeStillReadAndAreEncrypted() {
    Store before = open(medium);
    before.create(SECRET, content("hidden"));
    before.create(PUBLIC, content("shown"));
    Encryption encryption = new Encryption(file(), true);
    Store store = open(encryption.over(medium));
    assertTrue(text(store.get(SECRET).orElseThrow()).contains("hidden"));
    assertEquals(1, encryption.rewrite(store));
    assertFalse(onMedium(SECRET).contains("hidden"));
    assertEquals(0, encryption.rewrite(store));
    assertTrue(
        medium.entries(medium.compactedRevision(), medium.revision()).stream()
            .noneMatch(entry -> text(entry.object()).contains("hidden")),
        "no history in plain text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"aesgcm", "secretbox"})
  void keysRotate(String algorithm) throws Exception {
    Store store = open(new Encryption(configuration(key("aesgcm", "old", 1)), false).over(medium));
    store.create(SECRET, content("hidden"));
    String both = key(algorithm, "new", 2) + key("aesgcm", "old", 1);
    Encryption rotated = new Encryption(configuration(both), false);
    store = open(rotated.over(medium));
    assertTrue(text(store.get(SECRET).orElseThrow()).contains("hidden"));
    store.create(OTHER, content("also"));
    assertTrue(onMedium(OTHER).startsWith("k8s:enc:" + algorithm + ":v1:new:"));
    assertTrue(onMedium(SECRET).startsWith("k8s:enc:aesgcm:v1:old:"));
    assertEquals(1, rotated.rewrite(store));
    assertTrue(onMedium(SECRET).startsWith("k8s:enc:" + algorithm + ":v1:new:"));
    store = open(new Encryption(configuration(key(algorithm, "new", 2)), false).over(medium));
    assertTrue(text(store.get(SECRET).orElseThrow()).contains("hidden"));
  }

  @Test
  void aMissingKeyIsNamed() throws Exception {
    open(new Encryption(configuration(key("aesgcm", "old", 1)), false).over(medium))
        .create(SECRET, content("hidden"));
    Journal other = new Encryption(configuration(key("aesgcm", "new", 2)), false).over(medium);
    var problem = assertThrows(StoreException.Unavailable.class, () -> open(other));
    assertTrue(
        problem.getMessage().contains("is encrypted with aesgcm key \"old\""),
        problem.getMessage());
  }

  @Test
  void tamperingIsDetected() throws Exception {
    Path config = configuration(key("aesgcm", "one", 1));
    Store store = open(new Encryption(config, false).over(medium));
    StoredObject first = store.create(SECRET, content("hidden"));
    store.create(OTHER, content("other"));
    List<Journal.Entry> entries = medium.entries(1, medium.revision());
    byte[] flipped = entries.getFirst().object().json().clone();
    flipped[flipped.length - 1] ^= 1;
    List<StoredObject> forgeries = new ArrayList<>();
    forgeries.add(new StoredObject(SECRET, flipped, first.createRevision(), first.revision()));
    // Another object's value, and an older value in place of a newer one.
    forgeries.add(new StoredObject(SECRET, entries.get(1).object().json(), 2, 3));
    forgeries.add(new StoredObject(SECRET, entries.getFirst().object().json(), 2, 7));
    forgeries.add(new StoredObject(SECRET, "k8s:enc:aesgcm:v1:one:x".getBytes(), 2, 7));
    for (StoredObject forged : forgeries) {
      MemoryJournal tampered = new MemoryJournal();
      tampered.append(List.of(new Journal.Entry(forged, null, false)));
      Journal journal = new Encryption(config, false).over(tampered);
      var problem = assertThrows(StoreException.Unavailable.class, () -> open(journal));
      assertTrue(problem.getMessage().contains("secrets/default/a"), problem.getMessage());
      assertTrue(problem.getMessage().contains("changed outside"), problem.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  - aescbc: {keys: [{name: a, secret: YQ==}]}\n",
        "  - aesgcm: {keys: [{name: a, secret: YQ==}]}\n",
        "  - aesgcm: {keys: [{name: a, secret: '!!'}]}\n",
        "  - aesgcm: {keys: []}\n",
        "  []\n",
        "  - {\n"
      })
  void configurationsThatCannotBeUsedAreRefused(String providers) throws Exception {
    Path config = configuration(providers);
    var problem =
        assertThrows(StartException.class, () -> new Encryption(config, false).over(medium));
    assertTrue(problem.getMessage().contains("config.yaml"), problem.getMessage());
  }

  @Test
  void rulesFitLikeUpstreams() throws Exception {
    EncryptionRules rules = EncryptionConfiguration.read(configuration(key("aesgcm", "one", 1)));
    assertTrue(rules.of("widgets.example.org").getFirst() instanceof AesGcm);
    assertTrue(rules.of("secrets").getFirst() instanceof AesGcm);
    assertTrue(rules.of("secrets.example.org").getFirst() instanceof Plain);
    var groups = new EncryptionRules.Rule(List.of("*.apps", "*."), List.of());
    assertTrue(groups.fits("deployments.apps") && groups.fits("pods"));
    assertFalse(groups.fits("jobs.batch"));
    assertTrue(new EncryptionRules.Rule(List.of("*.*"), List.of()).fits("jobs.batch"));
  }
}
