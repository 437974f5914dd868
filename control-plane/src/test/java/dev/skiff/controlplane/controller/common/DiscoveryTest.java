package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupBuilder;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIGroupListBuilder;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
  private final Map<String, APIResourceList> served = new HashMap<>();
  private final APIGroup group =
      new APIGroupBuilder()
          .withName("example.com")
          .withNewPreferredVersion("example.com/v1", "v1")
          .addNewVersion("example.com/v2alpha1", "v2alpha1")
          .addNewVersion("example.com/v1", "v1")
          .addNewVersion("example.com/v1beta1", "v1beta1")
          .build();

  @Test
  void eachResourceIsFoundInTheBestVersionThatHasIt() {
    serve("v1", "foos");
    serve("v1beta1", "foos", "bars");
    serve("v2alpha1", "foos", "bars");
    assertEquals(List.of("v1 foos", "v2alpha1 bars"), resources(discovery().resources(Set.of())));
  }

  @Test
  void aVersionThatFailsHidesNoOther() {
    serve("v1beta1", "bars");
    serve("v2alpha1");
    Discovery.Found found = discovery().resources(Set.of());
    assertEquals(List.of("v1beta1 bars"), resources(found));
    assertEquals(Set.of("example.com/v1"), found.failures().keySet());
  }

  private static List<String> resources(Discovery.Found found) {
    return found.resources().stream().map(DiscoveryTest::text).toList();
  }

  private static String text(ResourceKind kind) {
    return kind.version() + " " + kind.plural();
  }

  private void serve(String version, String... plurals) {
    var list = new APIResourceListBuilder();
    for (String plural : plurals) {
      list.addNewResource().withName(plural).withKind(plural).withVerbs("list").endResource();
    }
    served.put("example.com/" + version, list.build());
  }

  /** A client that knows discovery only. */
  private Discovery discovery() {
    APIGroupList groups = new APIGroupListBuilder().withGroups(group).build();
    served.put("v1", new APIResourceListBuilder().build());
    return new Discovery(
        (KubernetesClient)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KubernetesClient.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getApiGroups" -> groups;
                      case "getApiResources" -> answer((String) arguments[0]);
                      default -> throw new UnsupportedOperationException(method.getName());
                    }));
  }

  private APIResourceList answer(String groupVersion) {
    APIResourceList list = served.get(groupVersion);
    if (list == null) throw new KubernetesClientException("away");
    return list;
  }
}
