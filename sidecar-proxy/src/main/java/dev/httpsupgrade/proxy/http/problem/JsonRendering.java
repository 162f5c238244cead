package dev.httpsupgrade.proxy.http.problem;

import dev.httpsupgrade.sidecar.config.JsonText;

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
    var text = new StringBuilder();
    JsonText.append(text, value);
    return text.toString();
  }
}
