package dev.httpsupgrade.proxy.http.problem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.rules.AnswerRules;
import dev.httpsupgrade.proxy.http.rules.RequestNotes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes a {@link Problem} as an answer, in the form that its request prefers. */
public final class ProblemWriter {

  private final InstantSource clock;

  public ProblemWriter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * The whole answer.
   *
   * @param request what is known of it
   * @param headOnly whether the request was a HEAD, whose answer has no body
   * @param persistence what becomes of the connection
   */
  public ByteBuf answer(
      Problem problem,
      RequestNotes request,
      boolean headOnly,
      Persistence persistence,
      ByteBufAllocator allocator) {
    Rendering rendering = AcceptField.preferred(request.accept());
    byte[] body = rendering.body(problem).getBytes(UTF_8);
    byte[] head =
        """
        HTTP/1.1 %d %s\r
        Date: %s\r
        Content-Type: %s\r
        Content-Length: %d\r
        %s\
        """
            .formatted(
                problem.status(),
                problem.title(),
                date(),
                rendering.contentType(),
                body.length,
                problem.fieldLines())
            .getBytes(ISO_8859_1);
    ByteBuf answer = allocator.directBuffer(head.length + body.length).writeBytes(head);
    AnswerRules rules = request.answerRules();
    if (rules != null) {
      rules.writeAddedToOwn(answer);
    }
    persistence.write(answer);
    answer.writeByte(Ascii.CR).writeByte(Ascii.LF);
    return headOnly ? answer : answer.writeBytes(body);
  }

  /** As RFC 9110 §5.6.7 wants it. */
  private String date() {
    return DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
        .format(clock.instant().atOffset(ZoneOffset.UTC));
  }
}
