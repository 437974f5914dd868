package dev.skiff.controlplane.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The token with which new nodes introduce themselves.
 *
 * @param id six characters, part of the Secret's name
 * @param secret sixteen characters
 */
record BootstrapToken(String id, String secret) {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  /** As it is sent: {@code id.secret}. */
  String value() {
    return id + "." + secret;
  }

  /** The one that an earlier start wrote, else a new one. */
  static BootstrapToken readOrCreate(Path file) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      if (text.matches("[a-z0-9]{6}\\.[a-z0-9]{16}")) {
        return new BootstrapToken(text.substring(0, 6), text.substring(7));
      }
      throw new StartException(
          file + " holds no bootstrap token. Remove it to have a new one made.");
    }
    SecureRandom random = new SecureRandom();
    BootstrapToken made = new BootstrapToken(letters(random, 6), letters(random, 16));
    PrivateFiles.writeSecret(file, made.value() + "\n");
    return made;
  }

  private static String letters(SecureRandom random, int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) text.append(ALPHABET.charAt(random.nextInt(36)));
    return text.toString();
  }
}
