package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BootstrapTokenSecretsTest {
  /** The value was computed with another implementation of HMAC SHA-256. */
  @Test
  void signsWithoutThePayload() {
    assertEquals(
        "eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8",
        BootstrapTokenSecrets.signature(
            "Hello from the other side. I must have called a thousand times.",
            "joshua",
            "my voice is my passcode"));
  }
}
