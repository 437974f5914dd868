package dev.skiff.controlplane.auth;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.auth.certificates.CertificateRequests;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Pem;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.SSLConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.http.conn.ssl.SSLSocketFactory;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/** The whole server with TLS, as its callers meet it. */
@QuarkusTest
@TestProfile(SecuredServerTest.OwnServer.class)
class SecuredServerTest {
  /** A free one, which the first chooses who loads this class: it is loaded more than once. */
  private static final String PORT =
      System.getProperties()
          .computeIfAbsent("secured-server-test.port", name -> freePort())
          .toString();

  private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

  /** A server with a data directory and a port of its own. */
  public static final class OwnServer implements QuarkusTestProfile {
    static final Path DATA = Path.of("target/secured-server-test-" + ProcessHandle.current().pid());

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "skiff.data-dir",
          DATA.toString(),
          "skiff.port",
          PORT,
          "skiff.advertise-address",
          "127.0.0.1",
          "quarkus.http.test-ssl-port",
          PORT);
    }
  }

  private static String freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return Integer.toString(free.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RequestSpecification anybody() {
    return given()
        .baseUri("https://localhost:" + PORT)
        .relaxedHTTPSValidation()
        .contentType(ContentType.JSON);
  }

  private static RequestSpecification token(String token) {
    return anybody().header("Authorization", "Bearer " + token);
  }

  private static RequestSpecification certificate(X509Certificate certificate, PrivateKey key)
      throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("me", key, "".toCharArray(), new Certificate[] {certificate});
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", pem("ca.crt"));
    SSLSocketFactory sockets = new SSLSocketFactory(keys, "", trust);
    return given()
        .config(RestAssured.config().sslConfig(SSLConfig.sslConfig().sslSocketFactory(sockets)))
        .baseUri("https://localhost:" + PORT)
        .contentType(ContentType.JSON);
  }

  private static RequestSpecification admin() throws Exception {
    PrivateKey key = Pem.privateKey(Files.readString(OwnServer.DATA.resolve("pki/admin.key")));
    return certificate(pem("admin.crt"), key);
  }

  private static X509Certificate pem(String file) throws Exception {
    return Pem.certificates(Files.readString(OwnServer.DATA.resolve("pki/" + file))).getFirst();
  }

  @Test
  void strangersSeeHealthAndVersionOnly() {
    for (String path : new String[] {"/healthz", "/livez", "/readyz", "/version"}) {
      anybody().get(path).then().statusCode(200);
    }
    for (String path : new String[] {"/", "/api", "/apis", "/api/v1/secrets", "/metrics"}) {
      anybody().get(path).then().statusCode(401).body("reason", equalTo("Unauthorized"));
    }
    token("nonsense").get("/version").then().statusCode(401);
  }

  @Test
  void aForeignCertificateIsToldSo() throws Exception {
    CertificateAuthority foreign = CertificateAuthority.create("kubernetes", Instant.now());
    KeyPair pair = CertificateAuthority.newKeyPair();
    X509Certificate forged =
        foreign.sign(
            CertificateAuthority.subject("evil", "system:masters"),
            pair.getPublic(),
            List.of(),
            128,
            List.of(),
            Instant.now(),
            Duration.ofHours(1));
    certificate(forged, pair.getPrivate()).get("/api/v1/nodes").then().statusCode(401);
  }

  @Test
  void theAdministratorFindsTheDefaultObjects() throws Exception {
    admin()
        .get("/api/v1/namespaces")
        .then()
        .statusCode(200)
        .body(
            "items.metadata.name",
            hasItems("default", "kube-system", "kube-public", "kube-node-lease"));
    admin()
        .get("/api/v1/namespaces/default/services/kubernetes")
        .then()
        .body("spec.clusterIP", equalTo("10.96.0.1"));
    admin()
        .get("/api/v1/namespaces/kube-system/services/kube-dns")
        .then()
        .body("spec.clusterIP", equalTo("10.96.0.10"));
    admin()
        .get("/api/v1/namespaces/default/configmaps/kube-root-ca.crt")
        .then()
        .body("data.'ca.crt'", equalTo(Pem.certificate(pem("ca.crt"))));
    admin().get(RBAC + "/clusterroles/cluster-admin").then().body("rules[0].verbs", contains("*"));
    admin()
        .get("/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical")
        .then()
        .body("value", equalTo(2000001000));
  }

  @Test
  void serviceAccountsDoWhatTheirRolesSay() throws Exception {
    admin()
        .body("{\"metadata\":{\"name\":\"team\"}}")
        .post("/api/v1/namespaces")
        .then()
        .statusCode(201);
    admin()
        .body("{\"metadata\":{\"name\":\"bot\"}}")
        .post("/api/v1/namespaces/team/serviceaccounts")
        .then()
        .statusCode(201);
    String token =
        admin()
            .body(
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}")
            .post("/api/v1/namespaces/team/serviceaccounts/bot/token")
            .then()
            .statusCode(201)
            .extract()
            .path("status.token");
    token(token)
        .body("{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}")
        .post("/apis/authentication.k8s.io/v1/selfsubjectreviews")
        .then()
        .statusCode(201)
        .body("status.userInfo.username", equalTo("system:serviceaccount:team:bot"))
        .body("status.userInfo.groups", hasItem("system:serviceaccounts:team"));
    token(token)
        .get("/api/v1/namespaces/team/pods")
        .then()
        .statusCode(403)
        .body(
            "message",
            equalTo(
                "pods is forbidden: User \"system:serviceaccount:team:bot\" cannot list resource"
                    + " \"pods\" in API group \"\" in the namespace \"team\""));
    admin()
        .body(
            """
            {"metadata":{"name":"bot"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"edit"},
             "subjects":[{"kind":"ServiceAccount","name":"bot","namespace":"team"}]}
            """)
        .post(RBAC + "/namespaces/team/rolebindings")
        .then()
        .statusCode(201);
    eventually(
        () ->
            token(token)
                    .body("{\"metadata\":{\"name\":\"c\"},\"data\":{\"a\":\"b\"}}")
                    .post("/api/v1/namespaces/team/configmaps")
                    .statusCode()
                == 201);
    token(token).get("/api/v1/namespaces/default/pods").then().statusCode(403);
    token(token)
        .header("Impersonate-User", "jane")
        .get("/api/v1/namespaces/team/pods")
        .then()
        .statusCode(403)
        .body("message", startsWith("users \"jane\" is forbidden"));
  }

  @Test
  void nobodyGivesWhatHeDoesNotHave() throws Exception {
    admin()
        .body(
            """
            {"metadata":{"name":"role-maker"},
             "rules":[{"verbs":["create"],"apiGroups":["rbac.authorization.k8s.io"],
                       "resources":["clusterroles"]}]}
            """)
        .post(RBAC + "/clusterroles")
        .then()
        .statusCode(201);
    admin()
        .body(
            """
            {"metadata":{"name":"role-maker"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"role-maker"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"maker"}]}
            """)
        .post(RBAC + "/clusterrolebindings")
        .then()
        .statusCode(201);
    String role =
        "{\"metadata\":{\"name\":\"more\"},\"rules\":[{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"secrets\"]}]}";
    eventually(
        () -> {
          String message =
              admin()
                  .header("Impersonate-User", "maker")
                  .body(role)
                  .post(RBAC + "/clusterroles")
                  .then()
                  .statusCode(403)
                  .extract()
                  .path("message");
          return message.endsWith(
              "is attempting to grant RBAC permissions not currently held:\n"
                  + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}");
        });
  }

  @Test
  void aNodeJoinsWithItsBootstrapToken() throws Exception {
    String token = Files.readString(OwnServer.DATA.resolve("pki/bootstrap-token")).strip();
    KeyPair pair = CertificateAuthority.newKeyPair();
    byte[] request =
        new JcaPKCS10CertificationRequestBuilder(
                CertificateAuthority.subject("system:node:n1", "system:nodes"), pair.getPublic())
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
            .getEncoded();
    String pem = Pem.block("CERTIFICATE REQUEST", request);
    token(token)
        .body(
            """
            {"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest",
             "metadata":{"name":"n1"},"spec":{
              "signerName":"kubernetes.io/kube-apiserver-client-kubelet",
              "usages":["digital signature","client auth"],"request":"%s"}}
            """
                .formatted(
                    Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))))
        .post(REQUESTS)
        .then()
        .statusCode(201)
        .body("spec.groups", hasItem("system:bootstrappers"));
    eventually(() -> token(token).get(REQUESTS + "/n1").path("status.certificate") != null);
    String signed = token(token).get(REQUESTS + "/n1").path("status.certificate");
    X509Certificate certificate =
        Pem.certificates(new String(Base64.getDecoder().decode(signed), StandardCharsets.US_ASCII))
            .getFirst();
    assertEquals(
        "CN=system:node:n1,O=system:nodes", certificate.getSubjectX500Principal().getName());
    RequestSpecification node = certificate(certificate, pair.getPrivate());
    node.body("{\"metadata\":{\"name\":\"n1\"}}")
        .post("/api/v1/nodes")
        .then()
        .statusCode(201)
        .body("spec.taints[0].key", equalTo("node.kubernetes.io/not-ready"));
    certificate(certificate, pair.getPrivate())
        .get("/api/v1/namespaces/kube-system/secrets")
        .then()
        .statusCode(403);
  }

  @Test
  void aNodeGetsItsServingCertificateOnceItsAddressIsKnown() throws Exception {
    asNode("n7")
        .body("{\"metadata\":{\"name\":\"n7\"}}")
        .post("/api/v1/nodes")
        .then()
        .statusCode(201);
    asNode("n7")
        .body(
            """
            {"metadata":{"name":"n7-serving"},"spec":{"signerName":"kubernetes.io/kubelet-serving",
             "usages":["digital signature","server auth"],"request":"%s"}}
            """
                .formatted(
                    CertificateRequests.encoded(
                        CertificateAuthority.subject("system:node:n7", "system:nodes"),
                        new GeneralName(GeneralName.dNSName, "n7"),
                        new GeneralName(GeneralName.iPAddress, "192.0.2.7"))))
        .post(REQUESTS)
        .then()
        .statusCode(201);
    Thread.sleep(200);
    admin().get(REQUESTS + "/n7-serving").then().body("status", equalTo(Map.of()));
    asNode("n7")
        .contentType("application/merge-patch+json")
        .body("{\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"192.0.2.7\"}]}}")
        .patch("/api/v1/nodes/n7/status")
        .then()
        .statusCode(200);
    eventually(() -> admin().get(REQUESTS + "/n7-serving").path("status.certificate") != null);
  }

  @Test
  void approvalsAreForApproversAndStay() throws Exception {
    String request =
        """
        {"metadata":{"name":"joe"},"spec":{"signerName":"example.com/signer",
         "usages":["client auth"],"request":"%s"}%s}
        """;
    String encoded = CertificateRequests.encoded("joe");
    String approved =
        request.formatted(
            encoded, ",\"status\":{\"conditions\":[{\"type\":\"Approved\",\"status\":\"True\"}]}");
    admin().body(request.formatted(encoded, "")).post(REQUESTS).then().statusCode(201);
    admin()
        .body(approved)
        .put(REQUESTS + "/joe/status")
        .then()
        .statusCode(422)
        .body("message", containsString("updates may not add a condition of type \"Approved\""));
    admin().body(approved).put(REQUESTS + "/joe/approval").then().statusCode(200);
    admin()
        .body(request.formatted(encoded, ""))
        .put(REQUESTS + "/joe/approval")
        .then()
        .statusCode(422)
        .body("message", containsString("updates may not remove a condition of type \"Approved\""));
  }

  private static RequestSpecification asNode(String name) throws Exception {
    return admin()
        .header("Impersonate-User", "system:node:" + name)
        .header("Impersonate-Group", "system:nodes");
  }

  @Test
  void tokensInSecretsTellWhenTheyWereUsed() throws Exception {
    String namespace = "/api/v1/namespaces/default";
    admin()
        .body("{\"metadata\":{\"name\":\"old\"}}")
        .post(namespace + "/serviceaccounts")
        .then()
        .statusCode(201);
    admin()
        .body(
            "{\"metadata\":{\"name\":\"old\",\"annotations\":{\"kubernetes.io/service-account.name\":\"old\"}},\"type\":\"kubernetes.io/service-account-token\"}")
        .post(namespace + "/secrets")
        .then()
        .statusCode(201);
    String secret = namespace + "/secrets/old";
    eventually(() -> admin().get(secret).path("data.token") != null);
    String encoded = admin().get(secret).path("data.token");
    String token = new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    token(token).get(namespace + "/pods").then().statusCode(403);
    String label = "metadata.labels.'kubernetes.io/legacy-token-last-used'";
    eventually(() -> admin().get(secret).path(label) != null);
    String today = Instant.now().toString().substring(0, 10);
    assertEquals(today, admin().get(secret).path(label));
  }

  @Test
  void publishesItsKeys() throws Exception {
    admin()
        .get("/.well-known/openid-configuration")
        .then()
        .statusCode(200)
        .body("issuer", equalTo("https://kubernetes.default.svc.cluster.local"));
    admin().get("/openid/v1/jwks").then().statusCode(200).body("keys[0].alg", equalTo("ES256"));
  }

  @Test
  void onlyTheOwnerReadsSecrets() throws Exception {
    for (String file : new String[] {"admin.kubeconfig", "bootstrap.kubeconfig", "pki/ca.key"}) {
      var permissions = Files.getPosixFilePermissions(OwnServer.DATA.resolve(file));
      assertEquals(2, permissions.size(), file);
    }
    assertTrue(
        Files.readString(OwnServer.DATA.resolve("admin.kubeconfig"))
            .contains("server: https://127.0.0.1:" + PORT));
  }

  /** What follows from an event is there a moment later. */
  private static void eventually(Condition condition) throws Exception {
    Instant end = Instant.now().plusSeconds(20);
    while (!condition.holds()) {
      assertTrue(Instant.now().isBefore(end), "it does not happen");
      Thread.sleep(20);
    }
  }

  /** Something to wait for. */
  private interface Condition {
    boolean holds() throws Exception;
  }
}
