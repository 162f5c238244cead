package dev.httpsupgrade.proxy.http;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.connection.TrafficEvents;

/** Counts the answers of one connection, the app's and ours. */
record AnswerCounter(TrafficEvents events, Scheme scheme) {

  void count(int status) {
    events.answered(scheme, status);
  }
}
