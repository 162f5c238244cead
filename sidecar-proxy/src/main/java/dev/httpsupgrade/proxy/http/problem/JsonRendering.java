package dev.httpsupgrade.proxy.http.problem;

/** Problem details (RFC 9457) of the type {@code about:blank}, with the code and the advice. */
final class JsonRendering implements Rendering {

  @Override
  public String contentType() {
    return "application/problem+json";
  }

  @Override
  public String body(Problem problem) {
    return """
    {"title":%s,"status":%d,"detail":%s,"code":%s,"advice":%s,"source":"https-upgrade"}
    """
        .formatted(
            quoted(problem.title()),
            problem.status(),
            quoted(problem.detail()),
            quoted(problem.code()),
            quoted(problem.advice()));
  }

  private static String quoted(String value) {
    var text = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}
