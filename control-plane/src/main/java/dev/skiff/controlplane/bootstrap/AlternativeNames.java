package dev.skiff.controlplane.bootstrap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;

/** Subject alternative names: DNS names and IP addresses. */
public final class AlternativeNames {
  private AlternativeNames() {}

  /** All names under which clients reach the API server. */
  public static List<GeneralName> ofApiServer(SkiffConfig config) {
    Set<String> names = new LinkedHashSet<>();
    names.add("localhost");
    names.add("kubernetes");
    names.add("kubernetes.default");
    names.add("kubernetes.default.svc");
    names.add("kubernetes.default.svc." + config.clusterDomain());
    names.add("127.0.0.1");
    names.add(config.advertiseAddress());
    names.add(ServiceAddresses.first(config.serviceCidr()));
    config.tlsSans().ifPresent(names::addAll);
    return names.stream().map(AlternativeNames::parse).toList();
  }

  static GeneralName parse(String name) {
    return new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  /** Addresses in the one form that Java gives them. */
  public static List<String> texts(List<GeneralName> names) {
    return names.stream().map(AlternativeNames::text).toList();
  }

  /** The names of a certificate, written as {@link #texts} writes them. */
  static List<String> of(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    if (names == null) return List.of();
    return names.stream().map(name -> canonical(String.valueOf(name.get(1)))).toList();
  }

  private static String text(GeneralName name) {
    if (name.getTagNo() != GeneralName.iPAddress) return canonical(name.getName().toString());
    byte[] octets = org.bouncycastle.asn1.ASN1OctetString.getInstance(name.getName()).getOctets();
    try {
      return InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException malformed) {
      throw new IllegalArgumentException("not an IP address", malformed);
    }
  }

  /** An address in the one form that Java gives it; any other name as it is. */
  public static String canonical(String name) {
    try {
      return isAddress(name) ? InetAddress.ofLiteral(name).getHostAddress() : name;
    } catch (IllegalArgumentException malformed) {
      return name;
    }
  }

  private static boolean isAddress(String name) {
    return name.matches("[0-9.]+") || name.contains(":");
  }
}
