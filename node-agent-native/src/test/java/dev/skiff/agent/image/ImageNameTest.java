package dev.skiff.agent.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNameTest {

  @ParameterizedTest
  @CsvSource({
    "nginx, docker.io, library/nginx, nginx:latest, :latest",
    "nginx:1.27, docker.io, library/nginx, nginx:1.27, :1.27",
    "team/app, docker.io, team/app, team/app:latest, :latest",
    "localhost:5000/app:1, localhost:5000, app, localhost:5000/app:1, :1",
    "registry.k8s.io/pause:3.10, registry.k8s.io, pause, registry.k8s.io/pause:3.10, :3.10",
    "a.b/c@sha256:00, a.b, c, a.b/c@sha256:00, @sha256:00",
    "c:1@sha256:00, docker.io, library/c, c:1@sha256:00, :1@sha256:00"
  })
  void parses(String name, String registry, String repository, String full, String suffix) {
    assertEquals(new ImageName(registry, repository, full, suffix), ImageName.parse(name));
  }

  @Test
  void asTheRuntimeTellsIt() {
    assertEquals("docker.io/library/nginx:latest", ImageName.parse("nginx").canonical());
    assertEquals("localhost:5000/app:1", ImageName.parse("localhost:5000/app:1").canonical());
  }

  @Test
  void refusesWhatIsNoName() {
    assertThrows(IllegalArgumentException.class, () -> ImageName.parse("Upper/Case"));
    assertThrows(IllegalArgumentException.class, () -> ImageName.parse("with space"));
  }

  @Test
  void theMostSpecificSecretComesFirst() {
    Secret secret =
        secret(
            """
            {"auths": {"registry.example.org": {"auth": "YTox"},
                       "https://registry.example.org/team/": {"username": "b", "password": "2"},
                       "*.example.org": {"username": "c"},
                       "other.org": {"username": "d"}}}
            """);
    List<String> users =
        PullSecrets.lookup(List.of(secret), ImageName.parse("registry.example.org/team/app"))
            .stream()
            .map(auth -> auth.getUsername())
            .toList();
    assertEquals(List.of("b", "a", "c"), users);
  }

  private static Secret secret(String json) {
    return new SecretBuilder()
        .withType("kubernetes.io/dockerconfigjson")
        .addToData(".dockerconfigjson", Base64.getEncoder().encodeToString(json.getBytes()))
        .build();
  }
}
