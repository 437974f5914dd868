package dev.skiff.controlplane.store;

/** What a store refuses. */
public abstract sealed class StoreException extends RuntimeException {
  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** An object with this key is there already. */
  public static final class AlreadyExists extends StoreException {
    public AlreadyExists(Key key) {
      super(key + " already exists", null);
    }
  }

  /** There is no object with this key. */
  public static final class NotFound extends StoreException {
    public NotFound(Key key) {
      super(key + " not found", null);
    }
  }

  /** The object has changed since the caller read it. */
  public static final class Conflict extends StoreException {
    private final transient StoredObject current;

    public Conflict(StoredObject current) {
      super(current.key() + " is at revision " + current.revision() + " now", null);
      this.current = current;
    }

    /** The state that stands in the way. */
    public StoredObject current() {
      return current;
    }
  }

  /** The revision asked for is forgotten. */
  public static final class Compacted extends StoreException {
    public Compacted(long asked, long compacted) {
      super("revision " + asked + " is compacted; the oldest is " + compacted, null);
    }
  }

  /**
   * The medium failed: disk full, file damaged, database gone. A write did not happen, unless its
   * caller was interrupted while he waited for it: then nobody knows.
   */
  public static final class Unavailable extends StoreException {
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
