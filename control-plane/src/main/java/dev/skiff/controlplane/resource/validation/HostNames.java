package dev.skiff.controlplane.resource.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Forms of names that machines, certificates and kernels have. */
final class HostNames {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String WILDCARD = "\\*\\." + LABEL + "(\\." + LABEL + ")*";
  private static final String SEARCH_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String SEARCH = SEARCH_LABEL + "(\\." + SEARCH_LABEL + ")*";
  private static final String HEADER = "[-A-Za-z0-9]+";
  private static final String PARAMETER = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final String PARAMETERS = "^(" + PARAMETER + "[\\./])*" + PARAMETER + "$";
  private static final Pattern WILDCARD_PATTERN = Pattern.compile(Names.possessive(WILDCARD));
  private static final Pattern SEARCH_PATTERN = Pattern.compile(Names.possessive(SEARCH));
  private static final Pattern HEADER_PATTERN = Pattern.compile(HEADER);
  private static final Pattern PARAMETERS_PATTERN = Pattern.compile(PARAMETERS);

  private HostNames() {}

  /** The host of an Ingress rule: a name, with or without a wildcard, and no address. */
  static List<String> rule(String host) {
    List<String> wrong = new ArrayList<>();
    if (Addresses.parse(host) != null) wrong.add("must be a DNS name, not an IP address");
    wrong.addAll(certificate(host));
    return wrong;
  }

  /** A host that a certificate is for. */
  static List<String> certificate(String host) {
    return host.contains("*") ? wildcard(host) : Names.subdomain(host);
  }

  private static List<String> wildcard(String host) {
    if (WILDCARD_PATTERN.matcher(host).matches()) return List.of();
    return List.of(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
            + " which must consist of lower case alphanumeric characters, '-' or '.' and end with an"
            + " alphanumeric character (e.g. '*.example.com', regex used for validation is '"
            + WILDCARD
            + "')");
  }

  /** A domain of a resolver's search list, which may have underscores and a dot at its end. */
  static List<String> search(String domain) {
    String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    if (domain.equals(".")) return List.of();
    List<String> wrong = new ArrayList<>();
    if (name.length() > 253) wrong.add("must be no more than 253 characters");
    if (SEARCH_PATTERN.matcher(name).matches()) return wrong;
    wrong.add(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-'"
            + " or '.', and must start and end with an alphanumeric character (e.g. 'example.com',"
            + " regex used for validation is '"
            + SEARCH
            + "')");
    return wrong;
  }

  /** The name of a header of HTTP. */
  static List<String> header(String name) {
    if (HEADER_PATTERN.matcher(name).matches()) return List.of();
    return List.of(
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name',"
            + " regex used for validation is '"
            + HEADER
            + "')");
  }

  /** The name of a kernel parameter. */
  static List<String> kernelParameter(String name) {
    if (name.length() <= 253 && PARAMETERS_PATTERN.matcher(name).matches()) return List.of();
    return List.of("must have at most 253 characters and match regex " + PARAMETERS);
  }
}
