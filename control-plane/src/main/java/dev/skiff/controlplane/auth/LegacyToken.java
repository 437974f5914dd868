package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;

/** The claims of tokens that live in Secrets and never end; upstream's legacy form. */
final class LegacyToken {
  static final String ISSUER = "kubernetes/serviceaccount";
  static final String SECRET_TYPE = "kubernetes.io/service-account-token";
  static final String NAME_ANNOTATION = "kubernetes.io/service-account.name";
  static final String UID_ANNOTATION = "kubernetes.io/service-account.uid";
  static final String NAMESPACE = "kubernetes.io/serviceaccount/namespace";
  static final String SECRET = "kubernetes.io/serviceaccount/secret.name";
  static final String ACCOUNT = "kubernetes.io/serviceaccount/service-account.name";
  static final String UID = "kubernetes.io/serviceaccount/service-account.uid";

  private LegacyToken() {}

  static String sign(String namespace, String secret, String account, String uid, SigningKey key)
      throws GeneralSecurityException {
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    claims.put("iss", ISSUER).put(NAMESPACE, namespace).put(SECRET, secret);
    claims.put(ACCOUNT, account).put(UID, uid);
    claims.put("sub", "system:serviceaccount:" + namespace + ":" + account);
    return JsonWebToken.sign(claims, key);
  }
}
