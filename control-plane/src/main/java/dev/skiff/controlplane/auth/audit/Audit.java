package dev.skiff.controlplane.auth.audit;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.request.LongRunning;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.bootstrap.StartRefusal;
import dev.skiff.controlplane.resource.ResourceRegistry;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Audits requests as the policy says. Without a policy it costs a comparison with null. What others
 * have to add to an event they put into {@link ApiRequest#auditAnnotations()}.
 */
@Singleton
public final class Audit {
  private static final String ID_HEADER = AuditId.HEADER.toLowerCase(Locale.ROOT);

  private final AuditPolicy policy;
  private final AuditLog log;
  private final ResourceRegistry registry;

  @Inject
  Audit(AuditConfig config, SkiffConfig skiff, ResourceRegistry registry) {
    this.registry = registry;
    if (config.policyFile().isEmpty()) {
      policy = null;
      log = null;
      return;
    }
    Path file = config.policyFile().get();
    try {
      policy = AuditPolicy.parse(Files.readString(file));
      Path path = config.logPath().orElse(skiff.dataDir().resolve("audit/audit.log"));
      log =
          new AuditLog(
              new AuditFile(
                  path,
                  (long) config.maxSize() << 20,
                  config.maxBackups(),
                  Duration.ofDays(config.maxAge()),
                  Clock.systemUTC()),
              config.queue());
    } catch (IllegalArgumentException wrong) {
      throw StartRefusal.of("The audit policy " + file + " cannot be used: " + wrong.getMessage());
    } catch (IOException failed) {
      throw StartRefusal.of("Cannot write the audit log: " + failed + ".");
    }
  }

  @PreDestroy
  void close() {
    if (log != null) log.close();
  }

  /** Whether anything is audited. */
  public boolean enabled() {
    return policy != null;
  }

  /** Events that were written or are about to be. */
  public long events() {
    return log == null ? 0 : log.events();
  }

  /** Events that could not be written. */
  public long lost() {
    return log == null ? 0 : log.lost();
  }

  /** Audits a request, and what is answered to it. */
  public ApiResponse around(
      ApiRequest request, RequestInfo info, Function<ApiRequest, ApiResponse> answer) {
    AuditRecord record = begin(request, info, request.user());
    if (record == null) return answer.apply(request);
    if (!record.omits(AuditStage.REQUEST_RECEIVED)) {
      log.add(record.event(AuditStage.REQUEST_RECEIVED, 0, List.of(), null, false));
    }
    return answered(record, answer.apply(request));
  }

  /**
   * Begins to audit a request that is passed on.
   *
   * @return empty if nothing is written of it
   */
  public Optional<AuditCourse> course(ApiRequest request, RequestInfo info) {
    return Optional.ofNullable(begin(request, info, request.user()))
        .map(record -> new AuditCourse(record, log));
  }

  /** Audits a request that was refused before anybody knew who asks. */
  public void refused(ApiRequest request, StatusException refusal) {
    if (policy == null) return;
    RequestInfo info = RequestInfoResolver.resolve(request);
    AuditRecord record = begin(request, info, null);
    if (record == null || record.omits(AuditStage.RESPONSE_STARTED)) return;
    byte[] status = Answers.bytes(refusal.status());
    log.add(
        record.event(
            AuditStage.RESPONSE_STARTED,
            refusal.code(),
            List.of(status),
            "application/json",
            false));
  }

  private AuditRecord begin(ApiRequest request, RequestInfo info, UserInfo user) {
    if (policy == null) return null;
    // Rules are about who asks, in whosever name.
    UserInfo impersonator = request.origin().impersonator();
    AuditRule rule =
        policy.rule(
            impersonator != null ? impersonator : user == null ? UserInfo.ANONYMOUS : user, info);
    if (rule == null) return null;
    String given = request.header(ID_HEADER);
    String id = given != null && !given.isEmpty() ? given : AuditId.next();
    String kind =
        registry
            .find(info.group(), info.version(), info.resource())
            .map(type -> type.kind())
            .orElse("");
    return new AuditRecord(rule, request, info, user, kind, id);
  }

  private ApiResponse answered(AuditRecord record, ApiResponse response) {
    Map<String, List<String>> headers = response.headers();
    String type = first(headers, "Content-Type");
    boolean gzip = "gzip".equals(first(headers, "Content-Encoding"));
    int code = response.status();
    ApiResponse.Body body =
        switch (response.body()) {
          case ApiResponse.Bytes bytes -> {
            if (LongRunning.is(record.info())) {
              add(record, AuditStage.RESPONSE_STARTED, code, bytes.parts(), type, gzip);
            }
            add(record, AuditStage.RESPONSE_COMPLETE, code, bytes.parts(), type, gzip);
            yield bytes;
          }
          case ApiResponse.Stream stream ->
              new ApiResponse.Stream(streamed(record, stream.buffers(), code, type, gzip));
        };
    return new ApiResponse(code, headers, body);
  }

  private Multi<Buffer> streamed(
      AuditRecord record, Multi<Buffer> buffers, int code, String type, boolean gzip) {
    if (LongRunning.is(record.info())) {
      add(record, AuditStage.RESPONSE_STARTED, code, List.of(), type, gzip);
      return buffers
          .onTermination()
          .invoke(() -> add(record, AuditStage.RESPONSE_COMPLETE, code, List.of(), type, gzip));
    }
    List<byte[]> parts = new ArrayList<>();
    Multi<Buffer> noted =
        record.wantsResponse()
            ? buffers.onItem().invoke(buffer -> parts.add(buffer.getBytes()))
            : buffers;
    return noted
        .onTermination()
        .invoke(() -> add(record, AuditStage.RESPONSE_COMPLETE, code, parts, type, gzip));
  }

  private void add(
      AuditRecord record,
      AuditStage stage,
      int code,
      List<byte[]> parts,
      String type,
      boolean gzip) {
    if (!record.omits(stage)) log.add(record.event(stage, code, parts, type, gzip));
  }

  private static String first(Map<String, List<String>> headers, String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }
}
