package dev.skiff.controlplane.store.encryption;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * NaCl's secretbox: XSalsa20 and Poly1305, a random nonce before each value. It knows no additional
 * data: the context is not protected, as with upstream's provider of this name.
 */
final class SecretBox implements ValueCipher {
  private static final int NONCE_BYTES = 24;
  private static final int TAG_BYTES = 16;
  private static final int MAC_KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String prefix;
  private final byte[] key;

  /**
   * @param secret 32 bytes
   */
  SecretBox(String keyName, byte[] secret) {
    if (secret.length != 32) {
      throw new IllegalArgumentException(
          "secret is not of the expected length, got %d, expected one of 32"
              .formatted(secret.length));
    }
    this.prefix = "k8s:enc:secretbox:v1:" + keyName + ":";
    this.key = secret.clone();
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public byte[] encrypt(byte[] plain, byte[] context) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    XSalsa20Engine stream = stream(nonce);
    byte[] macKey = macKey(stream);
    byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + TAG_BYTES + plain.length);
    stream.processBytes(plain, 0, plain.length, sealed, NONCE_BYTES + TAG_BYTES);
    byte[] tag = tag(macKey, sealed);
    System.arraycopy(tag, 0, sealed, NONCE_BYTES, TAG_BYTES);
    return sealed;
  }

  @Override
  public byte[] decrypt(byte[] sealed, byte[] context) throws GeneralSecurityException {
    int begin = NONCE_BYTES + TAG_BYTES;
    if (sealed.length < begin) throw new GeneralSecurityException("the value is cut short");
    XSalsa20Engine stream = stream(Arrays.copyOf(sealed, NONCE_BYTES));
    byte[] tag = tag(macKey(stream), sealed);
    if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(sealed, NONCE_BYTES, begin))) {
      throw new GeneralSecurityException("the value does not verify");
    }
    byte[] plain = new byte[sealed.length - begin];
    stream.processBytes(sealed, begin, plain.length, plain, 0);
    return plain;
  }

  private XSalsa20Engine stream(byte[] nonce) {
    XSalsa20Engine stream = new XSalsa20Engine();
    stream.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    return stream;
  }

  /** The first bytes of the stream key the authenticator. */
  private static byte[] macKey(XSalsa20Engine stream) {
    byte[] macKey = new byte[MAC_KEY_BYTES];
    stream.processBytes(macKey, 0, MAC_KEY_BYTES, macKey, 0);
    return macKey;
  }

  private static byte[] tag(byte[] macKey, byte[] sealed) {
    int begin = NONCE_BYTES + TAG_BYTES;
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(macKey));
    mac.update(sealed, begin, sealed.length - begin);
    byte[] tag = new byte[TAG_BYTES];
    mac.doFinal(tag, 0);
    return tag;
  }
}
