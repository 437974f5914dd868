package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The variables that announce services to containers: SERVICE_HOST, SERVICE_PORT and the links. */
public final class ServiceEnvironment {

  private ServiceEnvironment() {}

  /** Variables of all services that have a cluster address. */
  public static Map<String, String> of(List<Service> services) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Service service : services) {
      String ip = service.getSpec().getClusterIP();
      List<ServicePort> ports = service.getSpec().getPorts();
      if (ip == null || ip.isEmpty() || ip.equals("None") || ports == null || ports.isEmpty()) {
        continue;
      }
      add(variables, name(service.getMetadata().getName()), ip, ports);
    }
    return variables;
  }

  private static void add(
      Map<String, String> variables, String name, String ip, List<ServicePort> ports) {
    variables.put(name + "_SERVICE_HOST", ip);
    variables.put(name + "_SERVICE_PORT", String.valueOf(ports.getFirst().getPort()));
    for (ServicePort port : ports) {
      if (port.getName() != null && !port.getName().isEmpty()) {
        variables.put(
            name + "_SERVICE_PORT_" + name(port.getName()), String.valueOf(port.getPort()));
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
      String url =
          protocol.toLowerCase(Locale.ROOT)
              + "://"
              + (ip.contains(":") ? "[" + ip + "]" : ip)
              + ":"
              + port.getPort();
      String prefix = name + "_PORT_" + port.getPort() + "_" + protocol.toUpperCase(Locale.ROOT);
      if (i == 0) {
        variables.put(name + "_PORT", url);
      }
      variables.put(prefix, url);
      variables.put(prefix + "_PROTO", protocol.toLowerCase(Locale.ROOT));
      variables.put(prefix + "_PORT", String.valueOf(port.getPort()));
      variables.put(prefix + "_ADDR", ip);
    }
  }

  private static String name(String text) {
    return text.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
