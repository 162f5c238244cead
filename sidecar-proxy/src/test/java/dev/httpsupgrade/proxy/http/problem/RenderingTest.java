package dev.httpsupgrade.proxy.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RenderingTest {

  private static final Problem PROBLEM =
      new Problem(502, "Bad Gateway", "bad-answer", "a <b> & 'c' \"d\"\\ \t", "Go to x", "");

  @Test
  void textSaysWhoSpeaks() {
    assertThat(Rendering.TEXT.body(PROBLEM))
        .isEqualTo("https-upgrade: bad-answer: a <b> & 'c' \"d\"\\ \t\nGo to x\n");
  }

  @Test
  void jsonIsProblemDetails() {
    assertThat(Rendering.JSON.body(PROBLEM))
        .isEqualTo(
            """
            {"title":"Bad Gateway","status":502,"detail":"a <b> & 'c' \\"d\\"\\\\ \\t",\
            "code":"bad-answer","advice":"Go to x","source":"https-upgrade"}
            """);
  }

  @Test
  void htmlIsEscaped() {
    assertThat(Rendering.HTML.body(PROBLEM))
        .contains("<title>502 Bad Gateway</title>")
        .contains("<p>a &lt;b&gt; &amp; &#39;c&#39; &quot;d&quot;\\ \t</p>")
        .contains("<small>https-upgrade: bad-answer</small>");
  }
}
