package dev.skiff.controlplane.store.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in Galois/Counter Mode (NIST SP 800-38D) with a random nonce before each value. The context
 * is additional data, so that a value read in another place does not verify.
 */
final class AesGcm implements ValueCipher {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String prefix;
  private final SecretKeySpec key;

  /**
   * @param secret 16, 24 or 32 bytes
   */
  AesGcm(String keyName, byte[] secret) {
    if (secret.length != 16 && secret.length != 24 && secret.length != 32) {
      throw new IllegalArgumentException(
          "secret is not of the expected length, got %d, expected one of 16, 24, 32"
              .formatted(secret.length));
    }
    this.prefix = "k8s:enc:aesgcm:v1:" + keyName + ":";
    this.key = new SecretKeySpec(secret, "AES");
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public byte[] encrypt(byte[] plain, byte[] context) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
    byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
    cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
    return sealed;
  }

  @Override
  public byte[] decrypt(byte[] sealed, byte[] context) throws GeneralSecurityException {
    if (sealed.length < NONCE_BYTES) throw new GeneralSecurityException("the value is cut short");
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, nonce, context)
        .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
