package dev.skiff.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.skiff.agent.cri.FakeRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeRunnerTest {

  private final ProbeRunner runner = new ProbeRunner(new FakeRuntime());
  private HttpServer server;
  private String seenHost;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seenHost = exchange.getRequestHeaders().getFirst("Host");
          int code = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
          if (code == 302) {
            exchange.getResponseHeaders().add("Location", "/200");
          } else if (code == 303) {
            exchange.getResponseHeaders().add("Location", "/{200}");
          } else if (code == 204) {
            for (int i = 0; i < 60; i++) {
              exchange.getResponseHeaders().add("X-Long", "x".repeat(1000));
            }
          }
          exchange.sendResponseHeaders(code, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void httpSucceedsUpTo399AndFollowsRedirects() {
    assertTrue(http("/200").success());
    assertTrue(http("/302").success());
    assertEquals("HTTP probe failed with statuscode: 500", http("/500").message());
    assertTrue(http("/303").message().contains("failed to parse Location header \"/{200}\""));
  }

  /** What a pod answers must not cost the node more than the pod. */
  @Test
  void aLongHeadIsReadInTime() {
    assertTrue(http("/204").success());
  }

  @Test
  void theHostHeaderCanBeSet() {
    Probe probe =
        new ProbeBuilder()
            .withNewHttpGet()
            .withPath("/200")
            .withNewPort("web")
            .addNewHttpHeader("Host", "shop.example.org")
            .endHttpGet()
            .build();
    assertTrue(runner.run(probe, container(), "id", "127.0.0.1").success());
    assertEquals("shop.example.org", seenHost);
  }

  @Test
  void tcpNeedsAListener() {
    Probe open = new ProbeBuilder().withNewTcpSocket().withNewPort("web").endTcpSocket().build();
    assertTrue(runner.run(open, container(), "id", "127.0.0.1").success());
    Probe closed = new ProbeBuilder().withNewTcpSocket().withNewPort(1).endTcpSocket().build();
    ProbeRunner.Outcome outcome = runner.run(closed, container(), "id", "127.0.0.1");
    assertFalse(outcome.success());
    assertEquals("dial tcp 127.0.0.1:1: connect: connection refused", outcome.message());
  }

  private ProbeRunner.Outcome http(String path) {
    Probe probe =
        new ProbeBuilder().withNewHttpGet().withPath(path).withNewPort("web").endHttpGet().build();
    return runner.run(probe, container(), "id", "127.0.0.1");
  }

  private Container container() {
    return new ContainerBuilder()
        .withName("main")
        .addNewPort()
        .withName("web")
        .withContainerPort(server.getAddress().getPort())
        .endPort()
        .build();
  }
}
