package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Lists in pieces. */
@ExtendWith(ControlPlaneExtension.class)
class PagingTest {

  @Test
  void allPagesAreOfOneMoment(KubernetesClient client) {
    var maps = client.configMaps().withLabel("page", "yes");
    var names = IntStream.range(0, 25).mapToObj("map-%02d"::formatted).toList();
    for (var name : names) {
      var map = ConfigMaps.named(name, "a", "1");
      map.getMetadata().setLabels(Map.of("page", "yes"));
      client.resource(map).create();
    }
    var seen = new ArrayList<String>();
    var page = maps.list(new ListOptionsBuilder().withLimit(10L).build());
    var revision = page.getMetadata().getResourceVersion();
    assertNull(page.getMetadata().getRemainingItemCount(), "a selector was given");
    client.configMaps().withName("map-20").delete();
    for (int pages = 1; pages <= 3; pages++) {
      page.getItems().forEach(map -> seen.add(map.getMetadata().getName()));
      assertEquals(revision, page.getMetadata().getResourceVersion());
      var next = page.getMetadata().getContinue();
      if (next == null || next.isEmpty()) {
        break;
      }
      page = maps.list(new ListOptionsBuilder().withLimit(10L).withContinue(next).build());
    }
    assertEquals(names, seen);
  }

  @Test
  void withoutASelectorTheServerSaysHowManyRemain(KubernetesClient client) {
    for (var name : new String[] {"remain-a", "remain-b", "remain-c"}) {
      client.resource(ConfigMaps.named(name, "a", "1")).create();
    }
    var all = client.configMaps().list();
    var page = client.configMaps().list(new ListOptionsBuilder().withLimit(1L).build());
    assertEquals(all.getItems().size() - 1, page.getMetadata().getRemainingItemCount());
    assertNull(all.getMetadata().getRemainingItemCount());
  }

  @Test
  void aTokenThatNobodyGaveIsRefused(KubernetesClient client) {
    var refusal =
        assertThrows(
            KubernetesClientException.class,
            () ->
                client
                    .configMaps()
                    .list(new ListOptionsBuilder().withLimit(1L).withContinue("bm8=").build()));
    assertEquals(400, refusal.getCode());
  }
}
