package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client and a server of Netty's in one thread, and a body between them. */
class Http2BodyTest {
  private static final int STREAM = 3;
  private static final int WINDOW = 1000;

  private final StringBuilder received = new StringBuilder();
  private final List<Integer> frames = new ArrayList<>();
  private boolean ended;
  private int taken;
  private int gone;

  private final Http2ConnectionHandler serverHandler =
      handler(true, new Http2FrameAdapter(), new Http2Settings());
  private final Http2ConnectionHandler clientHandler =
      handler(false, new Received(), new Http2Settings().initialWindowSize(WINDOW));
  private final EmbeddedChannel server = new EmbeddedChannel(new RecordWriter(), serverHandler);
  private final EmbeddedChannel client = new EmbeddedChannel(clientHandler);
  private Http2Body body;

  @BeforeEach
  void ask() {
    exchange();
    ChannelHandlerContext context = client.pipeline().context(clientHandler);
    Http2Headers head = new DefaultHttp2Headers().method("GET").path("/").scheme("https");
    clientHandler.encoder().writeHeaders(context, STREAM, head, 0, true, context.newPromise());
    clientHandler.flush(context);
    exchange();
    ChannelHandlerContext answering = server.pipeline().context(serverHandler);
    Http2Headers answer = new DefaultHttp2Headers().status("200");
    serverHandler
        .encoder()
        .writeHeaders(answering, STREAM, answer, 0, false, answering.newPromise());
    body = new Http2Body(server.pipeline(), STREAM, () -> taken++, () -> gone++);
  }

  @AfterEach
  void close() {
    server.finishAndReleaseAll();
    client.finishAndReleaseAll();
  }

  @Test
  void piecesArriveInOrder() {
    body.write(bytes("one "));
    body.write(bytes("two"));
    exchange();
    assertEquals("one two", received.toString());
    assertEquals(2, taken);
    assertFalse(ended);
  }

  @Test
  void endComesBehindThePieces() {
    body.write(bytes("last"));
    ChannelHandlerContext context = server.pipeline().context(serverHandler);
    ChannelPromise promise = context.newPromise();
    serverHandler.encoder().writeData(context, STREAM, Unpooled.EMPTY_BUFFER, 0, true, promise);
    serverHandler.flush(context);
    exchange();
    assertEquals("last", received.toString());
    assertTrue(ended);
  }

  @Test
  void waitsForTheWindow() throws Http2Exception {
    body.write(bytes("x".repeat(WINDOW + 1)));
    exchange();
    assertEquals(WINDOW, received.length());
    assertEquals(0, taken);
    consume(WINDOW);
    assertEquals(WINDOW + 1, received.length());
    assertEquals(1, taken);
  }

  @Test
  void largePiecesAreSentInFramesThatEveryClientTakes() throws Http2Exception {
    String large = "0123456789".repeat(10_000);
    openWindows(large.length());
    body.write(bytes(large));
    exchange();
    assertEquals(large, received.toString());
    assertTrue(frames.stream().allMatch(length -> length <= 1 << 14), frames::toString);
    assertEquals(1, taken);
  }

  @Test
  void streamThatIsResetIsGone() {
    body.write(bytes("x".repeat(WINDOW + 1)));
    exchange();
    ChannelHandlerContext context = client.pipeline().context(clientHandler);
    clientHandler.encoder().writeRstStream(context, STREAM, 8, context.newPromise());
    clientHandler.flush(context);
    exchange();
    assertEquals(1, gone);
    body.write(bytes("more"));
    assertEquals(2, gone);
    assertEquals(0, taken);
  }

  /** The client has read so many bytes. */
  private void consume(int bytes) throws Http2Exception {
    clientHandler
        .connection()
        .local()
        .flowController()
        .consumeBytes(clientHandler.connection().stream(STREAM), bytes);
    clientHandler.flush(client.pipeline().context(clientHandler));
    exchange();
  }

  /** The client takes so many bytes more, in the stream and in all. */
  private void openWindows(int bytes) throws Http2Exception {
    Http2LocalFlowController windows = clientHandler.connection().local().flowController();
    windows.incrementWindowSize(clientHandler.connection().connectionStream(), bytes);
    windows.incrementWindowSize(clientHandler.connection().stream(STREAM), bytes);
    clientHandler.flush(client.pipeline().context(clientHandler));
    exchange();
  }

  /** Until neither side has anything to say. */
  private void exchange() {
    boolean more;
    do {
      more = pass(client, server);
      more |= pass(server, client);
    } while (more);
  }

  private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
    from.runPendingTasks();
    ByteBuf bytes = from.readOutbound();
    if (bytes == null) return false;
    to.writeInbound(bytes);
    return true;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Http2ConnectionHandler handler(
      boolean server, Http2FrameListener listener, Http2Settings settings) {
    return new Http2ConnectionHandlerBuilder()
        .server(server)
        .frameListener(listener)
        .initialSettings(settings)
        .build();
  }

  private final class Received extends Http2FrameAdapter {
    @Override
    public int onDataRead(
        ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
      received.append(data.toString(StandardCharsets.UTF_8));
      if (data.isReadable()) frames.add(data.readableBytes());
      ended |= end;
      // Not consumed: that is the test's to say.
      return padding;
    }
  }
}
