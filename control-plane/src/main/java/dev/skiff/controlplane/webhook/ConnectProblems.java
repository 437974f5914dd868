package dev.skiff.controlplane.webhook;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why no answer came, in the words that upstream's users know. */
final class ConnectProblems {
  private static final String EXPIRED =
      "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: ";

  private ConnectProblems() {}

  /**
   * @param address the one that was tried
   */
  static String describe(Throwable problem, String address, String host) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException _, CertificateNotYetValidException _ -> {
          return EXPIRED + cause.getMessage();
        }
        case CertificateException named when named.getMessage() != null && isAboutName(named) -> {
          return "tls: failed to verify certificate: x509: " + wrongName(host);
        }
        case CertPathValidatorException unfit when isExpired(unfit) -> {
          return EXPIRED + unfit.getMessage();
        }
        case CertPathBuilderException _, CertPathValidatorException _ -> {
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

  private static boolean isExpired(CertPathValidatorException problem) {
    return problem.getReason() == BasicReason.EXPIRED
        || problem.getReason() == BasicReason.NOT_YET_VALID;
  }

  private static boolean isAboutName(CertificateException problem) {
    String text = problem.getMessage();
    return text.startsWith("No subject alternative") || text.startsWith("No name matching");
  }

  private static String wrongName(String host) {
    boolean address = host.contains(":") || host.matches("[0-9.]+");
    return address
        ? "cannot validate certificate for " + host + " because it doesn't contain any IP SANs"
        : "certificate is not valid for " + host;
  }

  private static String reason(String text) {
    if (text.contains("unreachable")) return "network is unreachable";
    if (text.contains("no route")) return "no route to host";
    return "connection refused";
  }
}
