package dev.skiff.controlplane.store.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
  /** The test vector of NaCl's own tests (secretbox). */
  private static final String KEY =
      "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389";

  private static final String NONCE = "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37";
  private static final String PLAIN =
      "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e"
          + "6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a"
          + "024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705";
  private static final String SEALED =
      "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531"
          + "a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8a"
          + "b932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f6"
          + "22a43d14a6599b1f654cb45a74e355a5";

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void opensWhatOthersSealed() throws Exception {
    SecretBox box = new SecretBox("k", hex(KEY));
    assertArrayEquals(hex(PLAIN), box.decrypt(hex(NONCE + SEALED), new byte[0]));
    byte[] sealed = box.encrypt(hex(PLAIN), new byte[0]);
    assertArrayEquals(hex(PLAIN), box.decrypt(sealed, new byte[0]));
    sealed[50] ^= 1;
    assertThrows(GeneralSecurityException.class, () -> box.decrypt(sealed, new byte[0]));
  }
}
