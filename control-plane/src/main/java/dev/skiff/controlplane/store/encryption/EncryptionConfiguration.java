package dev.skiff.controlplane.store.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.bootstrap.PrivateFiles;
import dev.skiff.controlplane.bootstrap.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads upstream's {@code EncryptionConfiguration} (apiserver.config.k8s.io/v1) with the providers
 * aesgcm, secretbox and identity. Without a file of the operator's one is made at the first start:
 * Secrets under a random AES-256 key.
 */
final class EncryptionConfiguration {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  private EncryptionConfiguration() {}

  /**
   * Reads the file, and makes it if there is none.
   *
   * @throws StartException if it cannot be read or written, or says something that is not known
   */
  static EncryptionRules readOrCreate(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        PrivateFiles.writeSecret(file, newFile());
      }
      return read(file);
    } catch (IOException failed) {
      throw new StartException("Cannot use the encryption keys in " + file + ": " + failed + ".");
    }
  }

  /**
   * Reads a file that must be there.
   *
   * @throws StartException as {@link #readOrCreate}
   */
  static EncryptionRules read(Path file) {
    try {
      JsonNode root = YAML.readTree(Files.readString(file));
      if (!root.path("kind").asText().equals("EncryptionConfiguration")) {
        throw new IllegalArgumentException("kind is not EncryptionConfiguration");
      }
      List<EncryptionRules.Rule> rules = new ArrayList<>();
      for (JsonNode rule : root.path("resources")) {
        List<String> resources = new ArrayList<>();
        rule.path("resources").forEach(each -> resources.add(each.asText()));
        List<ValueCipher> ciphers = new ArrayList<>();
        for (JsonNode provider : rule.path("providers")) ciphers.addAll(ciphers(provider));
        if (resources.isEmpty()) throw new IllegalArgumentException("resources: required");
        if (ciphers.isEmpty()) throw new IllegalArgumentException("providers: required");
        rules.add(new EncryptionRules.Rule(resources, ciphers));
      }
      return new EncryptionRules(rules);
    } catch (IOException | IllegalArgumentException wrong) {
      throw new StartException(
          "Cannot use the encryption keys in %s: %s. Mend it or restore it from a backup; without its keys encrypted Secrets are lost."
              .formatted(file, firstLine(wrong.getMessage())));
    }
  }

  private static List<ValueCipher> ciphers(JsonNode provider) {
    List<ValueCipher> ciphers = new ArrayList<>();
    if (provider.has("identity")) ciphers.add(new Plain());
    for (JsonNode key : provider.path("aesgcm").path("keys")) {
      ciphers.add(new AesGcm(name(key), secret(key)));
    }
    for (JsonNode key : provider.path("secretbox").path("keys")) {
      ciphers.add(new SecretBox(name(key), secret(key)));
    }
    if (ciphers.isEmpty()) {
      String called =
          provider.isObject() && !provider.isEmpty() ? provider.fieldNames().next() : "";
      throw new IllegalArgumentException(
          "provider \"%s\" is not known or has no keys; known are aesgcm, secretbox and identity"
              .formatted(called));
    }
    return ciphers;
  }

  private static String name(JsonNode key) {
    String name = key.path("name").asText();
    if (name.isEmpty() || name.contains(":")) {
      throw new IllegalArgumentException("a key needs a name without colons");
    }
    return name;
  }

  private static byte[] secret(JsonNode key) {
    try {
      return Base64.getDecoder().decode(key.path("secret").asText());
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException("the secret of key " + name(key) + " is not base64");
    }
  }

  private static String newFile() {
    byte[] secret = new byte[32];
    RANDOM.nextBytes(secret);
    byte[] id = new byte[4];
    RANDOM.nextBytes(id);
    return """
        # The keys of Secrets at rest. Without this file they cannot be read: keep a copy apart from
        # copies of the store. To rotate: put a new key (head -c 32 /dev/urandom | base64) before the
        # others and start again. All Secrets are then written again; the log says when the old key
        # may go.
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources:
          - secrets
          providers:
          - aesgcm:
              keys:
              - name: key-%s
                secret: %s
          - identity: {}
        """
        .formatted(HexFormat.of().formatHex(id), Base64.getEncoder().encodeToString(secret));
  }

  private static String firstLine(String text) {
    return text == null ? "unreadable" : text.lines().findFirst().orElse("unreadable");
  }
}
