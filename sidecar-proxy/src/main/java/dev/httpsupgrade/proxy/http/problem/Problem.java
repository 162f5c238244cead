package dev.httpsupgrade.proxy.http.problem;

/**
 * Why there is no answer of the app's, for people and programs.
 *
 * @param status of the answer
 * @param title the status in words
 * @param code what happened, for programs: lower-case words with {@code -}, never changed
 * @param detail what happened, for people
 * @param advice what to do about it
 * @param fieldLines more of the answer's head, each line with CRLF
 */
public record Problem(
    int status, String title, String code, String detail, String advice, String fieldLines) {}
