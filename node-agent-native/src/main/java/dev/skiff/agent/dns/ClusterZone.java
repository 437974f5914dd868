package dev.skiff.agent.dns;

import dev.skiff.agent.dns.ServiceDirectory.Owner;
import dev.skiff.agent.dns.ServiceDirectory.ServiceKey;
import dev.skiff.agent.dns.wire.Answer;
import dev.skiff.agent.dns.wire.Query;
import dev.skiff.agent.dns.wire.RecordType;
import dev.skiff.agent.dns.wire.ResourceRecord;
import dev.skiff.agent.dns.wire.ResponseCode;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers for the cluster's domain, as the "Kubernetes DNS-Based Service Discovery" specification
 * 1.1.0 has it: A, AAAA, SRV and PTR records of Services and of the endpoints of headless ones,
 * addresses of Pods by their dashed IP, the specification's version as TXT.
 */
final class ClusterZone {
  /** Seconds; short, since Services come and go. */
  static final int TTL = 5;

  private static final String SPECIFICATION_VERSION = "1.1.0";

  private final String zone;
  private final String suffix;
  private final ServiceDirectory directory;

  /**
   * @param zone for example cluster.local
   */
  ClusterZone(String zone, ServiceDirectory directory) {
    this.zone = zone;
    this.suffix = "." + zone;
    this.directory = directory;
  }

  /**
   * Answers a question about the cluster.
   *
   * @return empty if the name is none of the cluster's: somebody else may know it
   */
  Optional<Answer> answer(Query query) {
    String name = query.name();
    if (!directory.isSynced()) {
      return isOurs(name) ? Optional.of(Answer.of(ResponseCode.SERVER_FAILURE)) : Optional.empty();
    }
    if (name.equals(zone)) return Optional.of(select(name, query.type(), List.of()));
    if (name.endsWith(suffix)) {
      String[] labels = name.substring(0, name.length() - suffix.length()).split("\\.");
      return Optional.of(inZone(name, labels, query.type()));
    }
    return ReverseName.address(name)
        .flatMap(directory::owner)
        .map(owner -> select(name, query.type(), List.of(pointer(name, owner))));
  }

  /** Before everything is known nobody may be told that there is no such name. */
  private boolean isOurs(String name) {
    return name.equals(zone) || name.endsWith(suffix) || ReverseName.address(name).isPresent();
  }

  private Answer inZone(String name, String[] labels, int type) {
    int n = labels.length;
    if (n == 1 && labels[0].equals("dns-version")) {
      return select(
          name, type, List.of(record(name, new ResourceRecord.Text(SPECIFICATION_VERSION))));
    }
    return switch (labels[n - 1]) {
      case "svc" -> inServices(name, labels, type);
      case "pod" -> inPods(name, labels, type);
      default -> noSuchName();
    };
  }

  private Answer inPods(String name, String[] labels, int type) {
    if (labels.length == 1) return select(name, type, List.of());
    if (!directory.namespaceKnown(labels[labels.length - 2])) return noSuchName();
    if (labels.length == 2) return select(name, type, List.of());
    if (labels.length > 3) return noSuchName();
    return Addresses.ofDashed(labels[0])
        .map(address -> select(name, type, List.of(address(name, address))))
        .orElseGet(this::noSuchName);
  }

  private Answer inServices(String name, String[] labels, int type) {
    int n = labels.length;
    if (n == 1) return select(name, type, List.of());
    String namespace = labels[n - 2];
    if (n == 2) {
      return directory.namespaceKnown(namespace) ? select(name, type, List.of()) : noSuchName();
    }
    ServiceKey key = new ServiceKey(namespace, labels[n - 3]);
    Optional<ServiceView> found = directory.service(key);
    if (found.isEmpty()) return noSuchName();
    ServiceView service = found.get();
    if (!service.externalName().isEmpty()) {
      return n == 3
          ? Answer.of(List.of(record(name, new ResourceRecord.Alias(service.externalName()))))
          : noSuchName();
    }
    List<EndpointView> endpoints = service.headless() ? directory.endpoints(key) : List.of();
    if (n == 3) {
      // A headless Service without ready endpoints is not there, as far as DNS is concerned.
      if (service.headless() && endpoints.isEmpty()) return noSuchName();
      return type == RecordType.SRV
          ? locations(name, key, service, endpoints, "", "")
          : select(name, type, addresses(name, service, endpoints));
    }
    if (n == 4) {
      List<ResourceRecord> records =
          endpoints.stream()
              .filter(endpoint -> endpoint.hostname().equals(labels[0]))
              .map(endpoint -> address(name, Addresses.of(endpoint.address())))
              .toList();
      return records.isEmpty() ? noSuchName() : select(name, type, records);
    }
    if (n == 5 && labels[0].startsWith("_") && labels[1].startsWith("_")) {
      Answer all =
          locations(name, key, service, endpoints, labels[0].substring(1), labels[1].substring(1));
      if (all.answers().isEmpty()) return noSuchName();
      return type == RecordType.SRV || type == RecordType.ANY ? all : select(name, type, List.of());
    }
    return noSuchName();
  }

  private List<ResourceRecord> addresses(
      String name, ServiceView service, List<EndpointView> endpoints) {
    Stream<String> addresses =
        service.headless()
            ? endpoints.stream().map(EndpointView::address)
            : service.clusterIPs().stream();
    List<ResourceRecord> records = new ArrayList<>();
    addresses.distinct().forEach(address -> records.add(address(name, Addresses.of(address))));
    Collections.shuffle(records);
    return records;
  }

  /** SRV records of a Service; port and protocol empty for all. */
  private Answer locations(
      String name,
      ServiceKey key,
      ServiceView service,
      List<EndpointView> endpoints,
      String port,
      String protocol) {
    List<ResourceRecord> answers = new ArrayList<>();
    List<ResourceRecord> additional = new ArrayList<>();
    if (service.headless()) {
      for (EndpointView endpoint : endpoints) {
        String target = endpoint.hostname() + "." + serviceName(key);
        for (ServiceView.Port candidate : endpoint.ports()) {
          if (!matches(candidate, port, protocol)) continue;
          answers.add(location(name, candidate.number(), target));
          additional.add(address(target, Addresses.of(endpoint.address())));
        }
      }
    } else {
      String target = serviceName(key);
      for (ServiceView.Port candidate : service.ports()) {
        if (matches(candidate, port, protocol))
          answers.add(location(name, candidate.number(), target));
      }
      if (!answers.isEmpty()) {
        service.clusterIPs().forEach(ip -> additional.add(address(target, Addresses.of(ip))));
      }
    }
    if (answers.isEmpty()) return nothing(ResponseCode.NO_ERROR);
    return new Answer(
        ResponseCode.NO_ERROR, answers, List.of(), additional.stream().distinct().toList());
  }

  private static boolean matches(ServiceView.Port candidate, String port, String protocol) {
    return port.isEmpty() || candidate.name().equals(port) && candidate.protocol().equals(protocol);
  }

  private ResourceRecord pointer(String name, Owner owner) {
    String service = serviceName(owner.service());
    return record(
        name,
        new ResourceRecord.Pointer(
            owner.label().isEmpty() ? service : owner.label() + "." + service));
  }

  private String serviceName(ServiceKey key) {
    return key.name() + "." + key.namespace() + ".svc" + suffix;
  }

  /** The records of the type asked for; the name exists, so none of them is not an error. */
  private Answer select(String name, int type, List<ResourceRecord> records) {
    List<ResourceRecord> matching =
        records.stream()
            .filter(record -> type == RecordType.ANY || record.data().type() == type)
            .toList();
    if (type == RecordType.SOA && name.equals(zone)) return Answer.of(List.of(authority()));
    return matching.isEmpty() ? nothing(ResponseCode.NO_ERROR) : Answer.of(matching);
  }

  private Answer noSuchName() {
    return nothing(ResponseCode.NAME_ERROR);
  }

  /** A negative answer carries the zone's SOA, which says how long it may be kept (RFC 2308). */
  private Answer nothing(ResponseCode code) {
    return new Answer(code, List.of(), List.of(authority()), List.of());
  }

  private ResourceRecord authority() {
    return record(
        zone,
        new ResourceRecord.Authority(
            "ns.dns" + suffix, "hostmaster" + suffix, System.currentTimeMillis() / 1000, TTL));
  }

  private static ResourceRecord location(String name, int port, String target) {
    return record(name, new ResourceRecord.ServiceLocation(0, 100, port, target));
  }

  private static ResourceRecord address(String name, InetAddress address) {
    return record(name, new ResourceRecord.Address(address));
  }

  private static ResourceRecord record(String name, ResourceRecord.Data data) {
    return new ResourceRecord(name, TTL, data);
  }
}
