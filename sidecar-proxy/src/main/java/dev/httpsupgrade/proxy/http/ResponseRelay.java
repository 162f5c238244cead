package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.ClientConnection;
import dev.httpsupgrade.proxy.connection.CloseReason;
import dev.httpsupgrade.proxy.connection.ConnectionEvent;
import dev.httpsupgrade.proxy.connection.Exchange;
import dev.httpsupgrade.proxy.http.message.Framing;
import dev.httpsupgrade.proxy.http.message.HeadEnd;
import dev.httpsupgrade.proxy.http.message.Input;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.message.ProxyError.BadAnswer;
import dev.httpsupgrade.proxy.http.message.ResponseHead;
import dev.httpsupgrade.proxy.http.message.ResponseParser;
import dev.httpsupgrade.proxy.http.rules.RequestNotes;
import dev.httpsupgrade.proxy.upstream.UpstreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** Passes the app's answers to the client whose {@link RequestRelay} asked. */
final class ResponseRelay implements UpstreamListener {

  /** Of an answer's head; more than common clients accept. */
  private static final int MAX_HEAD_BYTES = 1 << 18;

  private final RequestRelay requests;
  private final ClientChannel client;
  private final ClientConnection connection;
  private final Exchange exchange;
  private final Heads heads;
  private final RequestNotes request;
  private final RequestRecorder recorder;
  private final HeadEnd headEnd = new HeadEnd(true);
  private final Input input = new Input();
  private final AnswerBody body;

  private boolean tunnel;
  private boolean toHttp11;
  private boolean reusable;
  private @Nullable CloseReason last;

  ResponseRelay(
      RequestRelay requests,
      ClientChannel client,
      ClientConnection connection,
      Exchange exchange,
      Heads heads,
      RequestNotes request,
      RequestRecorder recorder) {
    this.requests = requests;
    this.client = client;
    this.connection = connection;
    this.exchange = exchange;
    this.heads = heads;
    this.request = request;
    this.recorder = recorder;
    this.body = new AnswerBody(input, client);
  }

  /**
   * A request was passed on.
   *
   * @param http11 whether the client speaks HTTP/1.1, not 1.0
   */
  void begin(boolean http11) {
    toHttp11 = http11;
    reusable = false;
    last = null;
    headEnd.reset();
    input.release();
  }

  /** Throws away what came of an answer that nobody waits for. */
  void discard() {
    input.release();
  }

  /** The request's end was passed on after its answer's end. */
  void requestCompleted() {
    requests.answered(reusable, last);
  }

  @Override
  public void upstreamRead(ByteBuf bytes) {
    if (tunnel) {
      client.write(bytes);
      return;
    }
    exchange.answerSeen();
    input.append(bytes, client.alloc());
    while (!input.isEmpty() && exchange.answerAwaited() && !tunnel) {
      if (!readHead()) {
        return;
      }
    }
    if (!input.isEmpty()) {
      passRest();
    }
  }

  @Override
  public void upstreamReadComplete() {
    client.flush();
  }

  @Override
  public void upstreamWritabilityChanged() {
    requests.adjustReading();
  }

  @Override
  public void upstreamUnreachable(Throwable cause) {
    requests
        .end()
        .fail(
            cause instanceof ConnectTimeoutException
                ? new ProxyError.AppConnectTimeout()
                : new ProxyError.AppUnreachable());
  }

  @Override
  public void upstreamBroke(Throwable cause) {
    requests
        .end()
        .cutOff(
            cause instanceof OutOfMemoryError
                ? CloseReason.OUT_OF_MEMORY
                : CloseReason.INTERNAL_ERROR);
  }

  @Override
  public boolean upstreamOutputEnded() {
    return tunnel && !requests.tunnel().appEnded();
  }

  @Override
  public void upstreamClosed(boolean orderly, boolean reused) {
    input.release();
    if (tunnel) {
      requests.end().tunnelEnded(orderly);
      return;
    }
    switch (exchange.appClosed(reused, orderly)) {
      case RETRY -> requests.retry();
      case ANSWER_ERROR -> requests.end().fail(new ProxyError.AppClosedEarly());
      case LEAVE -> requests.end().leave();
      case COMPLETE -> requests.end().end(last == null ? CloseReason.LAST_ANSWER_SENT : last);
      case ABORT -> requests.end().fail(new ProxyError.AppClosedEarly());
    }
  }

  private boolean readHead() {
    if (input.skipEmptyLine()) {
      headEnd.reset();
      return true;
    }
    ByteBuf bytes = input.peek();
    int end = heads.load(bytes, headEnd, MAX_HEAD_BYTES);
    if (end == HeadEnd.INCOMPLETE) {
      return bytes.readableBytes() < MAX_HEAD_BYTES ? false : refuse("head too large");
    }
    boolean toHead = exchange.request().isHead();
    if (heads.responseParser().parse(end, toHead, toHttp11)
        instanceof ResponseParser.Result.Parsed(ResponseHead answer)) {
      return pass(answer, end);
    }
    int length = heads.normalize(end);
    return switch (heads.responseParser().parse(length, toHead, toHttp11)) {
      case ResponseParser.Result.Refused(BadAnswer error) -> {
        fail(error);
        yield false;
      }
      case ResponseParser.Result.Parsed(ResponseHead answer) -> {
        // From here on it is as if the app had sent it like this.
        input.replace(end, heads.copy(length, client.alloc()), client.alloc());
        yield pass(answer, length);
      }
    };
  }

  private boolean pass(ResponseHead answer, int end) {
    if (answer.interim()) {
      passInterim(answer, end);
      return true;
    }
    if (answer.switchesProtocols()) {
      return passUpgrade(answer, end);
    }
    recorder.answered(answer.status());
    ResponseParser parser = heads.responseParser();
    requests.learn(parser.keptSeconds(), parser.bindsConnection());
    body.begin(answer.framing(), toHttp11);
    boolean endsByClose = answer.framing() instanceof Framing.UntilClose;
    Persistence persistence = persistence(answer);
    reusable = answer.keepAlive() && toHttp11;
    exchange.answerBegun(endsByClose);
    connection.on(ConnectionEvent.ANSWER_BEGUN);
    if (heads.responseRewriter().passesUnchanged(answer, persistence, request)) {
      passBody(end);
    } else {
      writeRewritten(answer, persistence, end);
      passBody(0);
    }
    return true;
  }

  /** HTTP/1.0 knows no interim answers (RFC 9110 §15.2). */
  private void passInterim(ResponseHead answer, int end) {
    if (toHttp11
        && heads.responseRewriter().passesUnchanged(answer, Persistence.INTERIM, request)) {
      client.write(input.take(end));
      return;
    }
    if (toHttp11) {
      writeRewritten(answer, Persistence.INTERIM, end);
    } else {
      input.skip(end);
    }
  }

  private boolean passUpgrade(ResponseHead answer, int end) {
    if (!exchange.request().asksUpgrade() || !exchange.requestComplete()) {
      return refuse("101 that was not asked for");
    }
    recorder.answered(answer.status());
    writeRewritten(answer, Persistence.UPGRADE, end);
    exchange.answerBegun(true);
    tunnel = true;
    requests.upgraded();
    return true;
  }

  private void writeRewritten(ResponseHead answer, Persistence persistence, int end) {
    ByteBuf head =
        heads
            .responseRewriter()
            .rewrite(answer, persistence, toHttp11, end, request, client.alloc());
    // First of all, as a write that fails may end everything.
    input.skip(end);
    client.write(head);
  }

  private Persistence persistence(ResponseHead answer) {
    boolean appLeavesEarly = !answer.keepAlive() && !exchange.requestComplete();
    boolean unchunked = !toHttp11 && answer.framing() instanceof Framing.Chunked;
    if (unchunked || answer.framing() instanceof Framing.UntilClose) {
      last = CloseReason.ANSWER_ENDED_BY_CLOSE;
    } else if (!requests.keepsAlive() || exchange.bodyInDoubt() || appLeavesEarly) {
      last = connection.lastAnswerReason();
    }
    if (last != null) {
      return Persistence.CLOSE;
    }
    return toHttp11 ? Persistence.IMPLIED : Persistence.KEEP_ALIVE;
  }

  private void passRest() {
    if (tunnel) {
      client.write(input.take(input.peek().readableBytes()));
    } else if (exchange.answerComplete()) {
      // More than one answer to one request: the next client must not get it.
      reusable = false;
      input.release();
    } else {
      passBody(0);
    }
  }

  /** Passes what belongs to the answer: {@code headLength} bytes of its head, then its body. */
  private void passBody(int headLength) {
    if (!body.pass(headLength)) {
      fail(new BadAnswer("malformed chunk"));
    } else if (body.done()) {
      exchange.answerCompleted();
      reusable &= input.isEmpty();
      input.release();
      client.flush();
      requests.answered(reusable, last);
    }
  }

  private boolean refuse(String detail) {
    fail(new BadAnswer(detail));
    return false;
  }

  private void fail(BadAnswer error) {
    input.release();
    requests.end().fail(error);
  }
}
