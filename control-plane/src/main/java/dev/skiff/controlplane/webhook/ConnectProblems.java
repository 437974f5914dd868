package dev.skiff.controlplane.webhook;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why no answer came, in the words that upstream's users know. */
final class ConnectProblems {
  private ConnectProblems() {}

  /**
   * @param address the one that was tried
   */
  static String describe(Throwable problem, String address, String host) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException _, CertificateNotYetValidException _ -> {
          return "tls: failed to verify certificate: x509: certificate has expired or is not yet"
              + " valid: "
              + cause.getMessage();
        }
        case CertificateException named when named.getMessage() != null && isAboutName(named) -> {
          return "tls: failed to verify certificate: x509: certificate is not valid for " + host;
        }
        case java.security.cert.CertPathBuilderException _ -> {
          return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
        }
        case NoRouteToHostException _ -> {
          return "dial tcp " + address + ": connect: no route to host";
        }
        case UnknownHostException _ -> {
          return "dial tcp: lookup " + host + ": no such host";
        }
        default -> {}
      }
    }
    if (problem instanceof ConnectException refused) {
      String text = String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
      String why = text.contains("timed out") ? "i/o timeout" : "connect: " + reason(text);
      return "dial tcp " + address + ": " + why;
    }
    if (problem instanceof SSLException) return "tls: " + problem.getMessage();
    return problem.getMessage() == null ? problem.toString() : problem.getMessage();
  }

  private static boolean isAboutName(CertificateException problem) {
    String text = problem.getMessage();
    return text.startsWith("No subject alternative") || text.startsWith("No name matching");
  }

  private static String reason(String text) {
    if (text.contains("unreachable")) return "network is unreachable";
    if (text.contains("no route")) return "no route to host";
    return "connection refused";
  }
}
