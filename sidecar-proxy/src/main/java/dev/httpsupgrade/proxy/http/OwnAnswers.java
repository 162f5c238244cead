package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import dev.httpsupgrade.proxy.http.problem.ErrorResponder;
import dev.httpsupgrade.proxy.http.problem.Problem;
import dev.httpsupgrade.proxy.http.problem.ProblemWriter;
import dev.httpsupgrade.proxy.http.rules.RequestNotes;

/** Answers one client in the app's place. */
final class OwnAnswers {

  private final ClientChannel client;
  private final RequestNotes request;
  private final ProblemWriter problems;
  private final RequestRecorder recorder;
  private final ErrorResponder errors = new ErrorResponder();

  OwnAnswers(
      ClientChannel client,
      RequestNotes request,
      ProblemWriter problems,
      RequestRecorder recorder) {
    this.client = client;
    this.request = request;
    this.problems = problems;
    this.recorder = recorder;
  }

  /**
   * Writes the whole answer.
   *
   * @param headOnly whether the request is a HEAD, whose answer has no body
   */
  void write(ProxyError error, boolean headOnly, Persistence persistence) {
    Problem problem = errors.problem(error);
    recorder.answered(problem.status());
    client.write(problems.answer(problem, request, headOnly, persistence, client.alloc()));
  }

  /** Answers a request whose head is not known or not well-formed, with which all ends. */
  void writeUnparsed(ProxyError error, boolean headOnly) {
    request.clear();
    write(error, headOnly, Persistence.CLOSE);
  }
}
