package dev.skiff.controlplane.store;

/**
 * What a write wants to commit. The revision is known only at the commit, and the bytes carry it as
 * {@code metadata.resourceVersion}, so the store asks for them then. Called once, while nobody else
 * can write: splice bytes, do not serialise.
 */
@FunctionalInterface
public interface Content {
  /** The object's JSON as it is to be stored at {@code revision}. */
  byte[] at(long revision);
}
