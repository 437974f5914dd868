package dev.skiff.controlplane.api.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LinkRewriterTest {
  private static final String PREFIX = "/api/v1/namespaces/n/services/s/proxy";
  private final LinkRewriter links = new LinkRewriter(PREFIX, "api:6443", "10.0.0.1:80");

  @Test
  void linksFromTheRootLeadThroughTheProxy() {
    assertEquals(PREFIX + "/a/b?c=d#e", links.rewrite("/a/b?c=d#e"));
    assertEquals(PREFIX + "/a/", links.rewrite("http://10.0.0.1:80/a/"));
    assertEquals("https://api:6443" + PREFIX + "/a", links.rewrite("https://api:6443/a"));
  }

  @Test
  void otherLinksStay() {
    for (String link :
        new String[] {"a/b", "#top", "http://example.com/a", "mailto:a@b", "{{", PREFIX + "/x"}) {
      assertEquals(link, links.rewrite(link));
    }
  }

  @Test
  void redirectsAreRewrittenAndCrossOriginAnswersHidden() {
    MultiMap headers =
        MultiMap.caseInsensitiveMultiMap()
            .add("Location", "/login")
            .add("Access-Control-Allow-Origin", "*");
    links.headers(headers);
    assertEquals(PREFIX + "/login", headers.get("Location"));
    assertNull(headers.get("Access-Control-Allow-Origin"));
  }

  @Test
  void onlyHtmlIsRewritten() {
    MultiMap html =
        MultiMap.caseInsensitiveMultiMap().add("Content-Type", "text/html; charset=utf-8");
    assertTrue(links.changesBody(html));
    assertFalse(
        links.changesBody(MultiMap.caseInsensitiveMultiMap().add("Content-Type", "text/plain")));
    Buffer body = links.body(Buffer.buffer("<a href=\"/x?a=1&amp;b=2\">/x</a>"), html).get();
    assertEquals("<a href=\"" + PREFIX + "/x?a=1&amp;b=2\">/x</a>", body.toString());
  }

  @Test
  void packedPagesToo() throws Exception {
    MultiMap html =
        MultiMap.caseInsensitiveMultiMap()
            .add("Content-Type", "text/html")
            .add("Content-Encoding", "gzip");
    Buffer body = links.body(gzip("<a href=/x>".getBytes()), html).get();
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
      assertEquals("<a href=" + PREFIX + "/x>", new String(unpacked.readAllBytes()));
    }
    assertTrue(links.body(Buffer.buffer("no gzip"), html).isEmpty());
    assertTrue(links.body(gzip(new byte[AnswerRewriter.PAGE_LIMIT + 1]), html).isEmpty());
  }

  private static Buffer gzip(byte[] page) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(page);
    }
    return Buffer.buffer(packed.toByteArray());
  }

  /** Pages that took minutes, or the stack, when they were matched with patterns. */
  @Test
  @Timeout(20)
  void noPageTakesLong() {
    for (String part :
        new String[] {
          "<!--", "<script></script>", "<a \"x", "<a '\"", "<a b=\"", "<", "</", "<a"
        }) {
      String page = part.repeat(AnswerRewriter.PAGE_LIMIT / part.length());
      assertEquals(page, rewrite(page));
    }
    String attributes = "<a " + "\"x\"".repeat(AnswerRewriter.PAGE_LIMIT / 4) + ">";
    assertEquals(attributes, rewrite(attributes));
    String links = "<a href=/>".repeat(AnswerRewriter.PAGE_LIMIT / 10);
    assertTrue(HtmlLinks.rewrite(links, this.links::rewrite, links.length() * 2).isEmpty());
  }

  @Test
  void whatIsNeverClosedIsNoLink() {
    for (String page :
        new String[] {
          "<a href=\"/no", "<a href=", "<a href", "<!-- <a href='/no'>", "<style><a href=/no>"
        }) {
      assertEquals(page, rewrite(page));
    }
  }

  @Test
  void oddAttributes() {
    String to = "'" + PREFIX + "/y'";
    assertEquals("<a/href=" + to + "b>", rewrite("<a/href='/y'b>"));
    assertEquals("<a =x href\n=\t" + to + " href>", rewrite("<a =x href\n=\t'/y' href>"));
    assertEquals(
        "<a title=\"<a href='/n'>\" HREF=" + to + ">",
        rewrite("<a title=\"<a href='/n'>\" HREF='/y'>"));
    assertEquals("<a-b href='/n'>", rewrite("<a-b href='/n'>"));
    assertEquals(
        "<SCRIPT>'</a href=/n>'</Script><a href=" + to + ">",
        rewrite("<SCRIPT>'</a href=/n>'</Script><a href='/y'>"));
  }

  private String rewrite(String page) {
    return HtmlLinks.rewrite(page, links::rewrite, Integer.MAX_VALUE).get();
  }

  @Test
  void attributesAreKnownByTheirElement() {
    assertEquals(
        "<!-- <a href='/no'> --><IMG alt='/no' src='" + PREFIX + "/y'/><p href='/no'>",
        rewrite("<!-- <a href='/no'> --><IMG alt='/no' src='/y'/><p href='/no'>"));
    assertEquals(
        "<script src=" + PREFIX + "/s.js>x='<a href=\"/no\">'</script><a href='" + PREFIX + "/z'>",
        rewrite("<script src=/s.js>x='<a href=\"/no\">'</script><a href='/z'>"));
  }
}
