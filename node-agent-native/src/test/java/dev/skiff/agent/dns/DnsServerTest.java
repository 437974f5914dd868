package dev.skiff.agent.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.agent.dns.wire.Query;
import dev.skiff.agent.dns.wire.QueryEncoder;
import dev.skiff.agent.dns.wire.RecordType;
import dev.skiff.agent.dns.wire.ResponseCode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a real server over loopback, with the JDK's own DNS client. */
class DnsServerTest {
  private static final String HEADLESS = "db.prod.svc.cluster.local";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final ServiceDirectory directory = new ServiceDirectory();
  private int port;

  @BeforeEach
  void start() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path resolvConf = Files.writeString(folder.resolve("resolv.conf"), "search example.org\n");
    DnsServer.start(vertx, "127.0.0.1", port, "cluster.local", resolvConf, directory)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    directory.put(service("web", "10.96.0.20"));
    directory.put(service("db", "None"));
    directory.put(slice("db-1", "db-0", "10.244.0.5", true));
    directory.put(slice("db-2", null, "10.244.1.6", true));
    directory.put(slice("db-3", "db-2", "10.244.1.7", false));
    directory.synced();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void serviceHasItsClusterAddress() throws Exception {
    assertEquals("[10.96.0.20]", query("web.prod.svc.cluster.local", "A"));
  }

  @Test
  void namesAreFoundInAnyCase() throws Exception {
    assertEquals("[10.96.0.20]", query("WEB.prod.svc.Cluster.local", "A"));
  }

  @Test
  void headlessServiceHasTheAddressesOfReadyEndpoints() throws Exception {
    assertEquals("[10.244.0.5, 10.244.1.6]", query(HEADLESS, "A"));
    assertEquals("[10.244.0.5]", query("db-0." + HEADLESS, "A"));
    assertEquals("[10.244.1.6]", query("10-244-1-6." + HEADLESS, "A"));
    assertNotFound("db-2." + HEADLESS, "A");
  }

  @Test
  void endpointsThatAreNamesHaveNoAddress() throws Exception {
    EndpointSlice names = slice("db-4", null, "db.example.org", true);
    names.setAddressType("FQDN");
    directory.put(names);
    assertEquals("[10.244.0.5, 10.244.1.6]", query(HEADLESS, "A"));
  }

  @Test
  void portsAreFoundBySrv() throws Exception {
    assertEquals(
        "[0 100 80 web.prod.svc.cluster.local.]",
        query("_http._tcp.web.prod.svc.cluster.local", "SRV"));
    assertEquals(
        "[0 100 8080 10-244-1-6." + HEADLESS + "., 0 100 8080 db-0." + HEADLESS + ".]",
        query("_http._tcp." + HEADLESS, "SRV"));
    assertNotFound("_http._udp.web.prod.svc.cluster.local", "SRV");
  }

  @Test
  void addressesLeadBack() throws Exception {
    assertEquals("[web.prod.svc.cluster.local.]", query("20.0.96.10.in-addr.arpa", "PTR"));
    assertEquals("[db-0." + HEADLESS + ".]", query("5.0.244.10.in-addr.arpa", "PTR"));
  }

  @Test
  void existingNameWithoutSuchRecordIsNoError() throws Exception {
    assertEquals("[]", query("web.prod.svc.cluster.local", "AAAA"));
    assertEquals("[]", query("prod.svc.cluster.local", "A"));
  }

  /** Who is told that there is no such name believes it. */
  @Test
  void beforeTheServicesAreKnownNobodyIsToldThatThereAreNone() throws Exception {
    ServiceDirectory unknown = new ServiceDirectory();
    ClusterZone zone = new ClusterZone("cluster.local", unknown);
    for (String name :
        List.of("cluster.local", "a.b.svc.cluster.local", "1.0.96.10.in-addr.arpa")) {
      assertEquals(ResponseCode.SERVER_FAILURE, zone.answer(question(name)).orElseThrow().code());
    }
    assertTrue(zone.answer(question("www.example.org")).isEmpty());
    unknown.synced();
    assertEquals(
        ResponseCode.NAME_ERROR,
        zone.answer(question("a.b.svc.cluster.local")).orElseThrow().code());
  }

  /** Otherwise a client that only asks could fill the agent's memory. */
  @Test
  void whoDoesNotReadTheAnswersIsNotReadFrom() throws Exception {
    byte[] query = QueryEncoder.encode(1, HEADLESS, RecordType.A);
    ByteBuffer messages = ByteBuffer.allocate((2 + query.length) * 1000);
    while (messages.hasRemaining()) {
      messages.putShort((short) query.length).put(query);
    }
    messages.rewind();
    try (SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      client.configureBlocking(false);
      long taken = System.nanoTime();
      long sent = 0;
      while (System.nanoTime() - taken < TimeUnit.SECONDS.toNanos(2)) {
        if (!messages.hasRemaining()) {
          messages.rewind();
        }
        int count = client.write(messages);
        if (count > 0) {
          sent += count;
          taken = System.nanoTime();
          assertTrue(sent < 100_000_000, "the server reads on and on");
        } else {
          Thread.sleep(10);
        }
      }
    }
  }

  /** So that it can be tried again. */
  @Test
  void aServerThatCannotListenHoldsNoPort() throws Exception {
    Path resolvConf = folder.resolve("resolv.conf");
    int taken;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      taken = other.getLocalPort();
      var refused =
          DnsServer.start(vertx, "127.0.0.1", taken, "cluster.local", resolvConf, directory);
      Assertions.assertThrows(
          ExecutionException.class,
          () -> refused.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    }
    DnsServer.start(vertx, "127.0.0.1", taken, "cluster.local", resolvConf, directory)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static Query question(String name) {
    return new Query(1, 0, true, name, RecordType.A, 1, name, 512, false);
  }

  @Test
  void unknownNamesAreNotFound() {
    assertNotFound("nobody.prod.svc.cluster.local", "A");
    assertNotFound("web.staging.svc.cluster.local", "A");
  }

  @Test
  void externalNameIsAnAlias() throws Exception {
    Service alias = service("alias", "None");
    alias.getSpec().setType("ExternalName");
    alias.getSpec().setExternalName("web.prod.svc.cluster.local");
    directory.put(alias);
    assertEquals("[10.96.0.20]", query("alias.prod.svc.cluster.local", "A"));
    assertEquals("[web.prod.svc.cluster.local.]", query("alias.prod.svc.cluster.local", "CNAME"));
  }

  @Test
  void removedServiceIsGone() {
    directory.remove(service("web", "10.96.0.20"));
    assertNotFound("web.prod.svc.cluster.local", "A");
    // Nobody's address is upstream's to answer, and there is no upstream here.
    Assertions.assertThrows(
        ServiceUnavailableException.class, () -> query("20.0.96.10.in-addr.arpa", "PTR"));
  }

  @Test
  void answersTooLongForADatagramComeOverTcp() throws Exception {
    for (int i = 0; i < 120; i++) {
      directory.put(slice("many-" + i, "host-" + i, "10.244.7." + i, true));
    }
    assertEquals(122, query(HEADLESS, "A").split(",").length);
  }

  @Test
  void withoutUpstreamTheRestOfTheWorldIsAServerFailure() {
    NamingException e =
        Assertions.assertThrows(ServiceUnavailableException.class, () -> query("example.org", "A"));
    assertTrue(e.getMessage().contains("code 2"), e::getMessage);
  }

  @Test
  void garbageIsSurvived() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(new byte[] {0, 3, 1, 2, 3});
      assertEquals(-1, socket.getInputStream().read());
    }
    assertEquals("[10.96.0.20]", query("web.prod.svc.cluster.local", "A"));
  }

  private void assertNotFound(String name, String type) {
    Assertions.assertThrows(NameNotFoundException.class, () -> query(name, type));
  }

  private String query(String name, String type) throws NamingException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + port);
    environment.put("com.sun.jndi.dns.timeout.initial", "8000");
    environment.put("com.sun.jndi.dns.timeout.retries", "1");
    DirContext context = new InitialDirContext(environment);
    try {
      var attribute = context.getAttributes(name, new String[] {type}).get(type);
      TreeSet<String> values = new TreeSet<>();
      if (attribute != null) {
        NamingEnumeration<?> all = attribute.getAll();
        while (all.hasMore()) values.add(String.valueOf(all.next()));
      }
      return values.toString();
    } finally {
      context.close();
    }
  }

  private static Service service(String name, String clusterIP) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("prod")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withClusterIP(clusterIP)
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withPort(80)
        .endPort()
        .endSpec()
        .build();
  }

  private static EndpointSlice slice(String name, String hostname, String address, boolean ready)
      throws IOException {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("prod")
        .withName(name)
        .withLabels(Map.of("kubernetes.io/service-name", "db"))
        .endMetadata()
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withPort(8080)
        .endPort()
        .addNewEndpoint()
        .withAddresses(address)
        .withHostname(hostname)
        .withNewConditions()
        .withReady(ready)
        .endConditions()
        .endEndpoint()
        .build();
  }
}
