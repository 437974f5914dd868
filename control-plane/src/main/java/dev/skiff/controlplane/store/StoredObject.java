package dev.skiff.controlplane.store;

/**
 * One committed state of an object.
 *
 * @param key where it is stored
 * @param json the object as committed, in its storage version, {@code metadata.resourceVersion}
 *     included; UTF-8; must not be changed by the reader
 * @param createRevision the revision that created the object
 * @param revision the revision that committed this state
 */
public record StoredObject(Key key, byte[] json, long createRevision, long revision) {}
