package dev.skiff.cni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.iptables.libc.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The plugin {@code skiff-bridge}: reads environment and standard input, answers on standard
 * output.
 */
public final class Main {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Main() {}

  /** Runs one command of the runtime. */
  public static void main(String[] arguments) {
    System.exit(run(System.getenv(), System.in, System.out));
  }

  /**
   * Runs one command.
   *
   * @return the exit status: 0, or 1 with an error as JSON on {@code out}
   */
  static int run(Map<String, String> environment, InputStream in, PrintStream out) {
    String version = "1.0.0";
    CniException failure;
    try {
      Invocation invocation = Invocation.of(environment);
      if (invocation.command().equals("VERSION")) {
        out.println(Result.versions());
        return 0;
      }
      JsonNode json = JSON.readTree(in);
      version = json.path("cniVersion").asText(version);
      if (json.path("type").asText().equals(Loopback.TYPE)) {
        if (invocation.command().equals("ADD")) {
          out.println(new Loopback(version).add(invocation));
        }
        return 0; // there is nothing else to undo or to check
      }
      Plugin plugin = new Plugin(NetworkConfiguration.of(json));
      switch (invocation.command()) {
        case "ADD" -> out.println(plugin.add(invocation));
        case "DEL" -> plugin.delete(invocation);
        case "CHECK" -> plugin.check(invocation);
        case "GC" -> plugin.collectGarbage();
        case "STATUS" -> plugin.status();
        default -> throw new IllegalStateException(invocation.command());
      }
      return 0;
    } catch (CniException e) {
      failure = e;
    } catch (JsonProcessingException e) {
      failure =
          new CniException(
              CniException.UNDECODABLE,
              "the network configuration is not JSON: " + e.getOriginalMessage());
    } catch (KernelException e) {
      failure = new CniException(CniException.KERNEL_REFUSED, e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      failure = new CniException(CniException.IO_FAILURE, e.toString());
    } catch (Exception e) {
      failure = new CniException(CniException.KERNEL_REFUSED, e.toString());
    }
    out.println(new Result(version).failed(failure.code(), failure.getMessage()));
    return 1;
  }
}
