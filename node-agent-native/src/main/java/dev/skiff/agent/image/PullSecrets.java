package dev.skiff.agent.image;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.cri.v1.AuthConfig;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds credentials for a registry in secrets of the two docker configuration types. */
public final class PullSecrets {

  private PullSecrets() {}

  /** Credentials that may open the image, the most specific first; broken secrets are skipped. */
  public static List<AuthConfig> lookup(Collection<Secret> secrets, ImageName image) {
    List<Match> matches = new ArrayList<>();
    for (Secret secret : secrets) {
      Map<String, String> data = secret.getData();
      if (data == null) {
        continue;
      }
      try {
        if (data.containsKey(".dockerconfigjson")) {
          collect(
              Json.mapper().readTree(decode(data.get(".dockerconfigjson"))).path("auths"),
              image,
              matches);
        } else if (data.containsKey(".dockercfg")) {
          collect(Json.mapper().readTree(decode(data.get(".dockercfg"))), image, matches);
        }
      } catch (IOException | IllegalArgumentException e) {
        // Others may fit; without any the registry says what it thinks of the anonymous pull.
      }
    }
    matches.sort((a, b) -> Integer.compare(b.specificity, a.specificity));
    return matches.stream().map(Match::auth).toList();
  }

  private record Match(int specificity, AuthConfig auth) {}

  private static void collect(JsonNode auths, ImageName image, List<Match> matches) {
    auths
        .properties()
        .forEach(
            entry -> {
              String key = strip(entry.getKey());
              if (matches(key, image)) {
                matches.add(new Match(key.length(), auth(entry.getValue())));
              }
            });
  }

  /** Keys are hosts, URLs of old (https://index.docker.io/v1/) or paths; a label may be a *. */
  private static boolean matches(String key, ImageName image) {
    int slash = key.indexOf('/');
    String host = slash < 0 ? key : key.substring(0, slash);
    String path = slash < 0 ? "" : key.substring(slash + 1);
    if (host.equals("index.docker.io") || host.equals("registry-1.docker.io")) {
      host = "docker.io";
      path = "";
    }
    return hostMatches(host, image.registry())
        && (path.isEmpty()
            || image.repository().equals(path)
            || image.repository().startsWith(path + "/"));
  }

  private static boolean hostMatches(String pattern, String host) {
    String[] wanted = pattern.split("\\.");
    String[] given = host.split("\\.");
    if (wanted.length != given.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      String label = wanted[i];
      if (!label.equals(given[i])
          && !(label.contains("*") && given[i].matches(label.replace("*", "[^.:]*")))) {
        return false;
      }
    }
    return true;
  }

  private static AuthConfig auth(JsonNode node) {
    AuthConfig.Builder auth = AuthConfig.newBuilder();
    auth.setUsername(node.path("username").asText());
    auth.setPassword(node.path("password").asText());
    auth.setIdentityToken(node.path("identitytoken").asText());
    auth.setRegistryToken(node.path("registrytoken").asText());
    if (node.hasNonNull("auth")) {
      String[] pair = decode(node.get("auth").asText()).split(":", 2);
      if (pair.length == 2) {
        auth.setUsername(pair[0]).setPassword(pair[1].replaceAll("\0+$", ""));
      }
    }
    return auth.build();
  }

  private static String strip(String key) {
    String result = key.replaceFirst("^https?://", "");
    result = result.replaceFirst("/(v1|v2)/?$", "");
    return result.endsWith("/") ? result.substring(0, result.length() - 1) : result;
  }

  private static String decode(String base64) {
    return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
