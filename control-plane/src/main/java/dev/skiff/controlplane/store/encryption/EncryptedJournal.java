package dev.skiff.controlplane.store.encryption;

import dev.skiff.controlplane.store.Journal;
import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoreException;
import dev.skiff.controlplane.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A journal whose medium sees some resources encrypted only. A value is bound to its key and
 * revision: moved elsewhere, or put back in place of a newer one, it does not verify.
 */
public final class EncryptedJournal implements Journal {
  private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);

  private final Journal medium;
  private final EncryptionRules rules;
  private final Set<Key> outdated = ConcurrentHashMap.newKeySet();

  /**
   * @param medium closed with this one
   */
  EncryptedJournal(Journal medium, EncryptionRules rules) {
    this.medium = medium;
    this.rules = rules;
  }

  /** Objects that were read under another key than the one that writes now. */
  Set<Key> outdated() {
    return outdated;
  }

  @Override
  public void append(List<Entry> entries) {
    medium.append(entries.stream().map(this::sealed).toList());
  }

  @Override
  public long revision() {
    return medium.revision();
  }

  @Override
  public long compactedRevision() {
    return medium.compactedRevision();
  }

  @Override
  public List<StoredObject> list(
      String resource, String namespace, long revision, Key after, int limit) {
    return medium.list(resource, namespace, revision, after, limit).stream()
        .map(this::opened)
        .toList();
  }

  @Override
  public long count(String resource, String namespace, long revision, Key after) {
    return medium.count(resource, namespace, revision, after);
  }

  @Override
  public List<Entry> entries(long after, long upTo) {
    return medium.entries(after, upTo).stream()
        .map(
            entry ->
                new Entry(
                    opened(entry.object()),
                    entry.previous() == null ? null : opened(entry.previous()),
                    entry.deleted()))
        .toList();
  }

  @Override
  public void compact(long revision) {
    medium.compact(revision);
  }

  @Override
  public void close() {
    medium.close();
  }

  private Entry sealed(Entry entry) {
    StoredObject object = entry.object();
    ValueCipher cipher = rules.of(object.key().resource()).getFirst();
    outdated.remove(object.key());
    if (cipher instanceof Plain) return entry;
    try {
      byte[] prefix = cipher.prefix().getBytes(StandardCharsets.UTF_8);
      byte[] sealed = cipher.encrypt(object.json(), context(object));
      byte[] value = Arrays.copyOf(prefix, prefix.length + sealed.length);
      System.arraycopy(sealed, 0, value, prefix.length, sealed.length);
      return new Entry(with(object, value), entry.previous(), entry.deleted());
    } catch (GeneralSecurityException failed) {
      throw new StoreException.Unavailable("Cannot encrypt " + object.key(), failed);
    }
  }

  private StoredObject opened(StoredObject stored) {
    List<ValueCipher> ciphers = rules.of(stored.key().resource());
    byte[] value = stored.json();
    boolean encrypted = startsWith(value, ENCRYPTED);
    if (!encrypted && ciphers.getFirst() instanceof Plain) return stored;
    for (ValueCipher cipher : ciphers) {
      byte[] prefix = cipher.prefix().getBytes(StandardCharsets.UTF_8);
      boolean ours =
          encrypted ? prefix.length > 0 && startsWith(value, prefix) : prefix.length == 0;
      if (!ours) continue;
      if (cipher != ciphers.getFirst()) outdated.add(stored.key());
      try {
        byte[] sealed = Arrays.copyOfRange(value, prefix.length, value.length);
        return with(stored, cipher.decrypt(sealed, context(stored)));
      } catch (GeneralSecurityException tampered) {
        throw new StoreException.Unavailable(
            "%s at revision %d cannot be decrypted: it was changed outside of Skiff, or moved here from another place. Restore the store from a backup"
                .formatted(stored.key(), stored.revision()),
            tampered);
      }
    }
    throw new StoreException.Unavailable(
        "%s at revision %d is %s, and the encryption configuration does not provide for it. Restore the configuration that was in use before"
            .formatted(
                stored.key(),
                stored.revision(),
                encrypted ? "encrypted with " + describe(value) : "not encrypted"),
        null);
  }

  private static StoredObject with(StoredObject object, byte[] value) {
    return new StoredObject(object.key(), value, object.createRevision(), object.revision());
  }

  private static byte[] context(StoredObject object) {
    return (object.key() + "@" + object.revision()).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean startsWith(byte[] value, byte[] prefix) {
    return value.length >= prefix.length
        && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** {@code k8s:enc:aesgcm:v1:name:...} in words. */
  private static String describe(byte[] value) {
    String head = new String(value, 0, Math.min(value.length, 300), StandardCharsets.ISO_8859_1);
    String[] parts = head.split(":", 6);
    return parts.length < 6 ? "an unknown key" : parts[2] + " key \"" + parts[4] + "\"";
  }
}
