package dev.httpsupgrade.proxy.http.problem;

/** A page for browsers, without anything that a content security policy could mind. */
final class HtmlRendering implements Rendering {

  @Override
  public String contentType() {
    return "text/html; charset=utf-8";
  }

  @Override
  public String body(Problem problem) {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%1$d %2$s</title></head>
    <body>
    <h1>%1$d %2$s</h1>
    <p>%3$s</p>
    <p>%4$s</p>
    <p><small>https-upgrade: %5$s</small></p>
    </body>
    </html>
    """
        .formatted(
            problem.status(),
            escaped(problem.title()),
            escaped(problem.detail()),
            escaped(problem.advice()),
            escaped(problem.code()));
  }

  private static String escaped(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
