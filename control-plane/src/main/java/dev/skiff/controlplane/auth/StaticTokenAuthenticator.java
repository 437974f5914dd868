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
import java.util.stream.Stream;

/** Tokens from a file, read at the start: {@code token,user,uid,"group1,group2"}, one a line. */
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

  StaticTokenAuthenticator(List<String> lines) {
    parse(lines);
  }

  private void parse(List<String> lines) {
    for (String line : lines) {
      if (line.isBlank()) continue;
      String[] fields = line.split(",", 4);
      if (fields.length < 3 || fields[0].isBlank() || fields[1].isBlank()) {
        throw new StartException("A line of the token file is not token,user,uid,\"groups\".");
      }
      String groups = fields.length < 4 ? "" : fields[3].strip().replace("\"", "");
      List<String> names =
          Stream.of(groups.split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList();
      UserInfo user = new UserInfo(fields[1].strip(), fields[2].strip(), names, Map.of());
      users.put(fields[0].strip(), Groups.authenticated(user));
    }
  }

  @Override
  public Authenticator.Result authenticate(String token, List<String> audiences) {
    UserInfo user = users.get(token);
    return user == null ? Authenticator.ABSENT : new Authenticator.Known(user, audiences);
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException failed) {
      throw new StartException("Cannot read the token file: " + failed + ".");
    }
  }
}
