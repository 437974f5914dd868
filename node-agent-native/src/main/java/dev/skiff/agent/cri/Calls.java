package dev.skiff.agent.cri;

import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/** Turns gRPC's errors into {@link CriException}. */
final class Calls {

  private Calls() {}

  static <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      String description = e.getStatus().getDescription();
      throw new CriException(
          e.getStatus().getCode(), description == null ? e.getMessage() : description, e);
    }
  }

  /** For calls whose aim is that something is gone. */
  static void callIgnoringNotFound(Supplier<?> call) {
    try {
      call(call);
    } catch (CriException e) {
      if (!e.notFound()) {
        throw e;
      }
    }
  }
}
