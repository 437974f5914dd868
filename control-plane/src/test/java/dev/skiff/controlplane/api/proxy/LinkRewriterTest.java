package dev.skiff.controlplane.api.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

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
    Buffer body = links.body(Buffer.buffer("<a href=\"/x?a=1&amp;b=2\">/x</a>"), html);
    assertEquals("<a href=\"" + PREFIX + "/x?a=1&amp;b=2\">/x</a>", body.toString());
    assertEquals(String.valueOf(body.length()), html.get("Content-Length"));
  }

  @Test
  void attributesAreKnownByTheirElement() {
    assertEquals(
        "<!-- <a href='/no'> --><IMG alt='/no' src='" + PREFIX + "/y'/><p href='/no'>",
        HtmlLinks.rewrite(
            "<!-- <a href='/no'> --><IMG alt='/no' src='/y'/><p href='/no'>", links::rewrite));
    assertEquals(
        "<script src=" + PREFIX + "/s.js>x='<a href=\"/no\">'</script><a href='" + PREFIX + "/z'>",
        HtmlLinks.rewrite(
            "<script src=/s.js>x='<a href=\"/no\">'</script><a href='/z'>", links::rewrite));
  }
}
