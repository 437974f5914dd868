package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.UserInfo;

/** Whether a user may approve or sign for a signer: one of its own, or all of its domain. */
final class SignerPermission {
  private SignerPermission() {}

  static boolean granted(Authorizer authorizer, UserInfo user, String verb, String signer) {
    int slash = signer.indexOf('/');
    String domain = slash < 0 ? signer : signer.substring(0, slash);
    return may(authorizer, user, verb, signer) || may(authorizer, user, verb, domain + "/*");
  }

  private static boolean may(Authorizer authorizer, UserInfo user, String verb, String name) {
    var asked =
        new Authorizer.Attributes(
            user, verb, "certificates.k8s.io", "*", "signers", "", "", name, true, "");
    return authorizer.authorize(asked).allowed();
  }
}
