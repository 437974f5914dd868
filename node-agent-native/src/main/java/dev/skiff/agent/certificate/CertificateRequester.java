package dev.skiff.agent.certificate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Informer;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.api.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestStatus;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Asks the cluster for certificates by CertificateSigningRequest objects. */
final class CertificateRequester {

  /** Signs what nodes show to the API server. */
  static final String CLIENT_SIGNER = "kubernetes.io/kube-apiserver-client-kubelet";

  /** Signs what nodes show to those who call them. */
  static final String SERVING_SIGNER = "kubernetes.io/kubelet-serving";

  private CertificateRequester() {}

  /**
   * Makes a key, asks for its certificate and waits until it is issued.
   *
   * @param usage {@code client auth} or {@code server auth}
   * @throws GeneralSecurityException when the request was denied
   * @throws dev.skiff.agent.api.ApiException when the request could not be made
   */
  static IssuedCertificate request(
      ApiClient client, CertificateRequest request, String signer, String usage)
      throws GeneralSecurityException, InterruptedException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    ObjectNode object = Json.object();
    object
        .put("apiVersion", "certificates.k8s.io/v1")
        .put("kind", "CertificateSigningRequest")
        .putObject("metadata")
        .put("generateName", "csr-");
    ObjectNode spec =
        object
            .putObject("spec")
            .put("request", Base64.getEncoder().encodeToString(request.sign(keys)))
            .put("signerName", signer);
    spec.putArray("usages").add("digital signature").add(usage);
    CertificateSigningRequest created =
        client.create(ApiResource.CERTIFICATE_SIGNING_REQUESTS, null, object);
    byte[] certificate = awaitIssued(client, created.getMetadata().getName());
    return new IssuedCertificate(
        certificate, Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()));
  }

  private static byte[] awaitIssued(ApiClient client, String name)
      throws GeneralSecurityException, InterruptedException {
    CompletableFuture<byte[]> issued = new CompletableFuture<>();
    try (Informer<CertificateSigningRequest> informer =
        Informer.start(
            client,
            ApiResource.CERTIFICATE_SIGNING_REQUESTS,
            null,
            "fieldSelector=metadata.name%3D" + name,
            new Outcome(name, issued))) {
      return issued.get();
    } catch (ExecutionException e) {
      throw new GeneralSecurityException(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Completes with the certificate, or with the reason why there will be none. */
  private record Outcome(String name, CompletableFuture<byte[]> issued)
      implements ResourceEventHandler<CertificateSigningRequest> {

    @Override
    public void onSet(CertificateSigningRequest request) {
      CertificateSigningRequestStatus status = request.getStatus();
      if (status == null) {
        return;
      }
      if (status.getCertificate() != null && !status.getCertificate().isEmpty()) {
        issued.complete(Base64.getDecoder().decode(status.getCertificate()));
        return;
      }
      status.getConditions().stream()
          .filter(condition -> List.of("Denied", "Failed").contains(condition.getType()))
          .findFirst()
          .ifPresent(
              condition ->
                  issued.completeExceptionally(
                      new GeneralSecurityException(
                          name + ": " + condition.getType() + ": " + condition.getMessage())));
    }

    @Override
    public void onDelete(CertificateSigningRequest request) {
      issued.completeExceptionally(new GeneralSecurityException(name + " was deleted"));
    }
  }
}
