package dev.skiff.controlplane.cache;

import dev.skiff.controlplane.store.Key;
import dev.skiff.controlplane.store.StoredObject;
import java.util.Map;

/**
 * A committed state of an object with what selectors ask about it, parsed once when it was
 * committed.
 *
 * @param stored the committed bytes and revision
 * @param uid the object's {@code metadata.uid}; empty if it has none
 * @param labels the object's labels; immutable
 * @param fields the values of its selectable fields by path, {@code metadata.name} and {@code
 *     metadata.namespace} included; a field without a value is the empty string; immutable
 */
public record CachedObject(
    StoredObject stored, String uid, Map<String, String> labels, Map<String, String> fields) {

  public Key key() {
    return stored.key();
  }

  /** The object's JSON as committed; not to be changed. */
  public byte[] json() {
    return stored.json();
  }

  /** The same state in another form, such as that of another version. */
  public CachedObject withJson(byte[] json) {
    StoredObject form = new StoredObject(key(), json, stored.createRevision(), stored.revision());
    return new CachedObject(form, uid, labels, fields);
  }

  public long revision() {
    return stored.revision();
  }
}
