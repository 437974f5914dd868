package dev.skiff.controlplane.resource.behaviour;

/** Something taken from a shared supply for a write that may yet fail. */
public interface Reservation {
  /** Nothing was taken. */
  Reservation NONE =
      new Reservation() {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
      };

  /** The write happened: what the old object no longer needs is free. */
  void commit();

  /** The write did not happen, or was a dry run: what was taken is free again. */
  void rollback();
}
