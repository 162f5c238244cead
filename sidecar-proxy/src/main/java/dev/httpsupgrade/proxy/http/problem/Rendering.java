package dev.httpsupgrade.proxy.http.problem;

/** A form in which a {@link Problem} is told. */
sealed interface Rendering permits TextRendering, JsonRendering, HtmlRendering {

  Rendering TEXT = new TextRendering();
  Rendering JSON = new JsonRendering();
  Rendering HTML = new HtmlRendering();

  String contentType();

  String body(Problem problem);
}
