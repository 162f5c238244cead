package dev.httpsupgrade.proxy.connection;

/**
 * One request and its answer: what is still to come, and what follows from an end that came early.
 *
 * <p>Used again for each request of a connection, by one event loop alone.
 */
public final class Exchange {

  /** What the request's head tells about what may follow. */
  public record Request(
      boolean idempotent,
      boolean hasBody,
      boolean expectsContinue,
      boolean isHead,
      boolean asksUpgrade) {}

  /** What to do after the app closed its connection. */
  public enum AppClosed {
    /** Send the request again, on a new connection. */
    RETRY,
    /** Tell the client that there is no answer. */
    ANSWER_ERROR,
    /** That was the end of the answer. */
    COMPLETE,
    /** The client had ended its output, and the app took that for an abort: nobody is left. */
    LEAVE,
    /** The answer is cut off: cut the client off too, so that it knows. */
    ABORT
  }

  private enum Answer {
    AWAITED,
    HEAD_SENT,
    ENDS_BY_CLOSE,
    COMPLETE
  }

  private static final Request NONE = new Request(false, false, false, false, false);

  private Request request = NONE;
  private boolean requestComplete = true;
  private boolean bodyBegun;
  private boolean answerSeen;
  private boolean retried;
  private boolean inputEnded;
  private Answer answer = Answer.COMPLETE;

  /** A request's head was passed on. */
  public void begin(Request next) {
    request = next;
    requestComplete = !next.hasBody();
    bodyBegun = false;
    answerSeen = false;
    retried = false;
    inputEnded = false;
    answer = Answer.AWAITED;
  }

  /** The app was told that the client has ended its output. */
  public void inputEnded() {
    inputEnded = true;
  }

  public Request request() {
    return request;
  }

  public void bodyBegun() {
    bodyBegun = true;
  }

  public void requestCompleted() {
    requestComplete = true;
  }

  /** A byte of an answer came, so that the app has acted on the request. */
  public void answerSeen() {
    answerSeen = true;
  }

  /** The final answer's head was passed on. */
  public void answerBegun(boolean endsByClose) {
    answer = endsByClose ? Answer.ENDS_BY_CLOSE : Answer.HEAD_SENT;
  }

  public void answerCompleted() {
    answer = Answer.COMPLETE;
  }

  public boolean requestComplete() {
    return requestComplete;
  }

  public boolean answerAwaited() {
    return answer == Answer.AWAITED;
  }

  public boolean answerComplete() {
    return answer == Answer.COMPLETE;
  }

  /**
   * Whether a client that waits for {@code 100 Continue} got its final answer in place of it: it
   * may then send the body or leave it out, and nobody can tell which.
   */
  public boolean bodyInDoubt() {
    return request.expectsContinue() && !requestComplete && !bodyBegun;
  }

  /** Whether a retry is possible at all, so that the head must be kept. */
  public boolean repeatable() {
    return request.idempotent() && !request.hasBody() && !retried;
  }

  /**
   * What follows from the app's closing.
   *
   * @param reused whether the connection had served an earlier request: only then may the app have
   *     closed it before it saw this one
   * @param orderly whether it ended by FIN, not by reset
   */
  public AppClosed appClosed(boolean reused, boolean orderly) {
    return switch (answer) {
      case AWAITED -> {
        if (inputEnded && !answerSeen) {
          yield AppClosed.LEAVE;
        }
        if (reused && !answerSeen && repeatable()) {
          retried = true;
          yield AppClosed.RETRY;
        }
        yield AppClosed.ANSWER_ERROR;
      }
      case ENDS_BY_CLOSE -> orderly ? AppClosed.COMPLETE : AppClosed.ABORT;
      case HEAD_SENT -> AppClosed.ABORT;
      case COMPLETE -> AppClosed.COMPLETE;
    };
  }
}
