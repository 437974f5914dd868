package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.bootstrap.StartException;
import dev.skiff.controlplane.bootstrap.StartRefusal;
import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens from a file of comma-separated values, read at the start: {@code
 * token,user,uid,"group1,group2"}, one a line. Lines without a token are passed over, and so is
 * what comes behind the groups.
 */
@Startup
@Singleton
public final class StaticTokenAuthenticator implements TokenAuthenticator {
  private final Map<String, UserInfo> users = new HashMap<>();

  @Inject
  StaticTokenAuthenticator(SkiffConfig config) {
    this(config.tokenAuthFile());
  }

  private StaticTokenAuthenticator(Optional<Path> file) {
    try {
      file.ifPresent(each -> parse(read(each)));
    } catch (StartException refused) {
      throw StartRefusal.of(refused.getMessage());
    }
  }

  StaticTokenAuthenticator(String text) {
    parse(text);
  }

  private void parse(String text) {
    for (List<String> fields : records(text)) {
      if (fields.size() < 3) {
        throw new StartException("A line of the token file is not token,user,uid,\"groups\".");
      }
      if (fields.getFirst().isEmpty()) continue;
      List<String> groups = fields.size() < 4 ? List.of() : List.of(fields.get(3).split(","));
      List<String> names = groups.stream().filter(each -> !each.isEmpty()).toList();
      UserInfo user = new UserInfo(fields.get(1), fields.get(2), names, Map.of());
      users.put(fields.getFirst(), Groups.authenticated(user));
    }
  }

  private static List<List<String>> records(String text) {
    try {
      return CsvRecords.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new StartException("The token file has " + malformed.getMessage() + ".");
    }
  }

  @Override
  public Authenticator.Result authenticate(String token, List<String> audiences) {
    UserInfo user = users.get(token);
    return user == null ? Authenticator.ABSENT : new Authenticator.Known(user, audiences);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failed) {
      throw new StartException("Cannot read the token file: " + failed + ".");
    }
  }
}
