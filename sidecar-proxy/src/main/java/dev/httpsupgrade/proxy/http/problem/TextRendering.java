package dev.httpsupgrade.proxy.http.problem;

/** Plain text, which everybody can read; it begins with who speaks, as it isn't the app. */
final class TextRendering implements Rendering {

  @Override
  public String contentType() {
    return "text/plain; charset=utf-8";
  }

  @Override
  public String body(Problem problem) {
    return "https-upgrade: %s: %s\n%s\n"
        .formatted(problem.code(), problem.detail(), problem.advice());
  }
}
