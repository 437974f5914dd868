package dev.skiff.controlplane.store.encryption;

/** Values as they are: upstream's provider {@code identity}. */
final class Plain implements ValueCipher {
  @Override
  public String prefix() {
    return "";
  }

  @Override
  public byte[] encrypt(byte[] plain, byte[] context) {
    return plain;
  }

  @Override
  public byte[] decrypt(byte[] sealed, byte[] context) {
    return sealed;
  }
}
