package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {
  private static ApiRequest request(String path, Map<String, List<String>> query) {
    return new ApiRequest("GET", path, query, Map.of(), new byte[0], Requests.USER);
  }

  private static ObjectNode options(ApiRequest request) {
    return ConnectOptions.of(
        request,
        RequestInfoResolver.resolve(request),
        Requests.create("pods", "a", "{'metadata':{'name':'p'}}").type());
  }

  @Test
  void proxiesHaveThePathBelowThem() {
    String pod = "/api/v1/namespaces/a/pods/p/proxy";
    assertEquals("{\"apiVersion\":\"v1\"}", options(request(pod, Map.of())).toString());
    assertEquals("/", options(request(pod + "/", Map.of())).path("path").asText());
    assertEquals("/proxy/b/", options(request(pod + "/proxy/b/", Map.of())).path("path").asText());
  }

  @Test
  void aPathThatIsChangedIsThatOfTheRequest() {
    String pod = "/api/v1/namespaces/a/pods/p/proxy";
    ApiRequest request = request(pod + "/proxy/b/", Map.of());
    ObjectNode options = options(request);
    var info = RequestInfoResolver.resolve(request);
    assertEquals(pod + "/proxy/b/", ConnectOptions.path(info, options));
    assertEquals(pod + "/c d", ConnectOptions.path(info, options.put("path", "c d")));
    options.remove("path");
    assertEquals(pod, ConnectOptions.path(info, options));
  }

  @Test
  void queriesBecomeOptionsAndAreQueriesAgain() {
    Map<String, List<String>> query = new LinkedHashMap<>();
    query.put("stdin", List.of("1"));
    query.put("tty", List.of("0"));
    query.put("container", List.of("c"));
    query.put("command", List.of("sh", "-c"));
    query.put("ports", List.of("80", "x"));
    query.put("other", List.of("kept"));
    ApiRequest request = request("/api/v1/namespaces/a/pods/p/exec", query);
    ObjectNode options = options(request);
    assertEquals(
        "{\"apiVersion\":\"v1\",\"stdin\":true,\"container\":\"c\",\"command\":[\"sh\",\"-c\"],\"ports\":[80]}",
        options.toString());
    assertEquals(
        "{other=[kept], stdin=[true], container=[c], command=[sh, -c], ports=[80]}",
        ConnectOptions.query(request, options).toString());
  }
}
