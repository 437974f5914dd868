package dev.skiff.agent.cri;

import static dev.skiff.agent.cri.Calls.call;

import dev.skiff.agent.cri.v1.*;
import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link ImageService} by gRPC. */
final class GrpcImageService implements ImageService {

  private static final int TIMEOUT_SECONDS = 120;

  private final ImageServiceGrpc.ImageServiceBlockingStub stub;

  GrpcImageService(Channel channel) {
    stub = ImageServiceGrpc.newBlockingStub(channel);
  }

  @Override
  public List<Image> listImages() {
    // Who only looks at the node has no time to wait for a runtime that is away.
    return call(
        () ->
            stub.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .listImages(ListImagesRequest.getDefaultInstance())
                .getImagesList());
  }

  @Override
  public Image imageStatus(String image) {
    var response =
        call(
            () ->
                limited()
                    .imageStatus(ImageStatusRequest.newBuilder().setImage(spec(image)).build()));
    return response.hasImage() && !response.getImage().getId().isEmpty()
        ? response.getImage()
        : null;
  }

  @Override
  public String pullImage(String image, AuthConfig auth, PodSandboxConfig sandbox) {
    var request = PullImageRequest.newBuilder().setImage(spec(image));
    if (auth != null) {
      request.setAuth(auth);
    }
    if (sandbox != null) {
      request.setSandboxConfig(sandbox);
    }
    // No deadline: the runtime itself ends pulls that make no progress.
    return call(() -> stub.withWaitForReady().pullImage(request.build()).getImageRef());
  }

  @Override
  public void removeImage(String image) {
    Calls.callIgnoringNotFound(
        () -> limited().removeImage(RemoveImageRequest.newBuilder().setImage(spec(image)).build()));
  }

  private ImageServiceGrpc.ImageServiceBlockingStub limited() {
    return stub.withWaitForReady().withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private static ImageSpec spec(String image) {
    return ImageSpec.newBuilder().setImage(image).build();
  }
}
