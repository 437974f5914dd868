package dev.skiff.controlplane.store.encryption;

import java.security.GeneralSecurityException;

/** One key of one algorithm. Safe for many threads. */
interface ValueCipher {

  /**
   * What every value begins with that this key encrypted; upstream's form {@code
   * k8s:enc:<algorithm>:v1:<key name>:}. Empty for values that are not encrypted.
   */
  String prefix();

  /**
   * Encrypts.
   *
   * @param context what the value belongs to; not part of the result
   * @return without the prefix
   */
  byte[] encrypt(byte[] plain, byte[] context) throws GeneralSecurityException;

  /**
   * Decrypts.
   *
   * @param sealed without the prefix
   * @param context as it was given to {@link #encrypt}
   * @throws GeneralSecurityException if the value was changed or belongs to something else
   */
  byte[] decrypt(byte[] sealed, byte[] context) throws GeneralSecurityException;
}
