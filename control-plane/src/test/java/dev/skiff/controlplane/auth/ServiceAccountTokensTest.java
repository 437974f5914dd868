package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.informer.FakeClusterState;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceAccountTokensTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ISSUER = "https://kubernetes.default.svc.cluster.local";

  private final FakeClusterState state =
      new FakeClusterState()
          .put("serviceaccounts", "{'metadata':{'namespace':'a','name':'sa','uid':'u1'}}")
          .put("nodes", "{'metadata':{'name':'n1','uid':'u3'}}")
          .put(
              "pods",
              "{'metadata':{'namespace':'a','name':'p','uid':'u2'},"
                  + "'spec':{'serviceAccountName':'sa','nodeName':'n1'}}");
  private final ServiceAccountIssuer issuer =
      new ServiceAccountIssuer(
          ISSUER, "https://host", new SigningKey(CertificateAuthority.newKeyPair()));
  private final ServiceAccountTokens tokens =
      new ServiceAccountTokens(issuer, state, Clock.fixed(NOW, ZoneOffset.UTC));

  ServiceAccountTokensTest() throws Exception {}

  private ObjectNode mint(String spec) {
    ObjectNode request = FakeClusterState.json("{'kind':'TokenRequest','spec':" + spec + "}");
    return tokens.create(new VirtualResource.Question(request, "a", "sa", UserInfo.ANONYMOUS));
  }

  private String token(String spec) {
    return mint(spec).path("status").path("token").asText();
  }

  private Authenticator.Result look(String token, Instant when, String... audiences) {
    return new ServiceAccountAuthenticator(issuer, state, Clock.fixed(when, ZoneOffset.UTC))
        .authenticate(token, List.of(audiences));
  }

  @Test
  void mintsWhatAuthenticates() {
    ObjectNode answer = mint("{}");
    assertEquals(3600, answer.path("spec").path("expirationSeconds").asInt());
    assertEquals(
        "2026-01-01T01:00:00Z", answer.path("status").path("expirationTimestamp").asText());
    var known =
        assertInstanceOf(
            Authenticator.Known.class,
            look(answer.path("status").path("token").asText(), NOW.plusSeconds(3600)));
    assertEquals("system:serviceaccount:a:sa", known.user().name());
    assertEquals("u1", known.user().uid());
    assertEquals(
        List.of("system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"),
        known.user().groups());
    assertEquals(List.of(ISSUER), known.audiences());
  }

  @Test
  void endsWithItsTime() {
    var refused =
        assertInstanceOf(
            Authenticator.Invalid.class, look(token("{}"), NOW.plusSeconds(3600 + 61)));
    assertEquals("service account token has expired", refused.reason());
  }

  @Test
  void boundToAPodEndsWithThePod() {
    String token = token("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p'}}");
    var known = assertInstanceOf(Authenticator.Known.class, look(token, NOW));
    assertEquals(List.of("p"), known.user().extra().get("authentication.kubernetes.io/pod-name"));
    assertEquals(List.of("n1"), known.user().extra().get("authentication.kubernetes.io/node-name"));
    state.put("pods", "{'metadata':{'namespace':'a','name':'p','uid':'another'}}");
    assertInstanceOf(Authenticator.Invalid.class, look(token, NOW));
    state.delete("pods", "a", "p");
    assertInstanceOf(Authenticator.Invalid.class, look(token, NOW));
  }

  @Test
  void isOfNoUseElsewhere() {
    var refused =
        assertInstanceOf(Authenticator.Invalid.class, look(token("{}"), NOW, "vault", "x"));
    assertEquals(
        "token audiences [\"%s\"] is invalid for the target audiences [\"vault\" \"x\"]"
            .formatted(ISSUER),
        refused.reason());
    String forVault = token("{'audiences':['vault']}");
    assertInstanceOf(Authenticator.Invalid.class, look(forVault, NOW));
    var known = assertInstanceOf(Authenticator.Known.class, look(forVault, NOW, "vault", "x"));
    assertEquals(List.of("vault"), known.audiences());
  }

  @Test
  void cannotBeForged() throws Exception {
    String token = token("{}");
    String other =
        JsonWebToken.sign(
            (ObjectNode) JsonWebToken.peek(token),
            new SigningKey(CertificateAuthority.newKeyPair()));
    assertInstanceOf(Authenticator.Invalid.class, look(other, NOW));
    String unsigned = token.substring(0, token.lastIndexOf('.') + 1);
    assertInstanceOf(Authenticator.Invalid.class, look(unsigned, NOW));
    assertInstanceOf(Authenticator.Absent.class, look("not.a.token", NOW));
  }

  @Test
  void anRsaKeySignsToo() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    SigningKey key = new SigningKey(generator.generateKeyPair());
    String token = JsonWebToken.sign(FakeClusterState.json("{'iss':'x'}"), key);
    assertEquals(true, JsonWebToken.verify(token, key));
    JsonNode keys =
        FakeClusterState.json(new String(new ServiceAccountIssuer("x", "y", key).keySet()));
    assertEquals("AQAB", keys.path("keys").path(0).path("e").asText());
  }

  @Test
  void refusesInUpstreamsWords() {
    assertEquals(
        "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value:"
            + " 5: may not specify a duration less than 10 minutes",
        refusal("{'expirationSeconds':5}"));
    assertEquals(
        "pods \"nox\" not found",
        refusal("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'nox'}}"));
    assertEquals(
        "Operation cannot be fulfilled on Pod \"p\": the UID in the bound object reference (foo)"
            + " does not match the UID in record. The object might have been deleted and then"
            + " recreated",
        refusal("{'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p','uid':'foo'}}"));
    assertEquals(
        "cannot bind token to object of type /v1, Kind=Foo",
        refusal("{'boundObjectRef':{'kind':'Foo','apiVersion':'v1','name':'p'}}"));
  }

  private String refusal(String spec) {
    return assertThrows(StatusException.class, () -> mint(spec)).getMessage();
  }
}
