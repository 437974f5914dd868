package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.skiff.controlplane.auth.audit.AuditId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpRequestsTest {
  /** END_STREAM and END_HEADERS. */
  private static final int END = 5;

  private static final int PRIORITY = 0x20;

  /** HTTP/2 carries any bytes, and no client library sends these. */
  @Test
  void aNameThatNoHeaderCanCarryIsNotTaken() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      int port =
          vertx
              .createHttpServer()
              .requestHandler(
                  request -> {
                    HttpRequests.name(request);
                    request.response().end();
                  })
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS)
              .actualPort();
      assertEquals("mine", nameAnswered(port, "mine"));
      String name = nameAnswered(port, "v\r\nx: y");
      assertEquals(36, name.length(), name);
      assertFalse(name.contains("v\r\n"), name);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static String nameAnswered(int port, String name) throws Exception {
    Http2Headers headers =
        new DefaultHttp2Headers(false)
            .method("GET")
            .path("/")
            .scheme("http")
            .authority("a")
            .add("audit-id", name);
    ByteBuf block = Unpooled.buffer();
    new DefaultHttp2HeadersEncoder().encodeHeaders(1, headers, block);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(ByteBufUtil.getBytes(Http2CodecUtil.connectionPrefaceBuf()));
      out.write(frame(Http2FrameTypes.SETTINGS, 0, 0, new byte[0]));
      out.write(frame(Http2FrameTypes.HEADERS, END, 1, ByteBufUtil.getBytes(block)));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        boolean priority = (in.readUnsignedByte() & PRIORITY) != 0;
        in.skipNBytes(4);
        byte[] content = in.readNBytes(length);
        if (type != Http2FrameTypes.HEADERS) continue;
        int begin = priority ? 5 : 0;
        Http2Headers answer =
            new DefaultHttp2HeadersDecoder()
                .decodeHeaders(1, Unpooled.wrappedBuffer(content, begin, length - begin));
        return answer.get(AuditId.HEADER.toLowerCase()).toString();
      }
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] content) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(content.length).writeByte(type).writeByte(flags).writeInt(stream);
    return ByteBufUtil.getBytes(frame.writeBytes(content));
  }
}
