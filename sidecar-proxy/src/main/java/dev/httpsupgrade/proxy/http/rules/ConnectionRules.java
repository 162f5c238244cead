package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.connection.Scheme;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.ProxyError;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What holds for one connection's next request: the configuration may change between two. */
public final class ConnectionRules {

  private final Supplier<HttpPolicy> policies;
  private final Client client;
  private InForce rules;

  /** What follows from one configuration. */
  private record InForce(
      HttpPolicy policy,
      boolean trusted,
      ForwardingFields forwarding,
      @Nullable PlainGate gate,
      @Nullable AnswerRules answers) {

    static InForce of(HttpPolicy policy, Client client) {
      boolean plain = client.scheme() == Scheme.HTTP;
      return new InForce(
          policy,
          policy.trusts(client.address()),
          ForwardingFields.of(policy, client),
          plain ? PlainGate.of(policy.plain()) : null,
          plain ? null : policy.answers());
    }
  }

  public ConnectionRules(Supplier<HttpPolicy> policies, Client client) {
    this.policies = policies;
    this.client = client;
    this.rules = InForce.of(policies.get(), client);
  }

  /** A request begins. */
  public void refresh() {
    HttpPolicy policy = policies.get();
    if (policy != rules.policy) {
      rules = InForce.of(policy, client);
    }
  }

  public Client client() {
    return client;
  }

  ForwardingFields forwarding() {
    return rules.forwarding;
  }

  /** What the request gets in place of the app's answer; null if it is for the app. */
  public @Nullable ProxyError refuses(Head head, int host) {
    return rules.gate == null || (rules.trusted && ToldScheme.of(head) == Scheme.HTTPS)
        ? null
        : rules.gate.refuses(head, host);
  }

  /**
   * What is changed in the request's answer; null if nothing is, as where a trusted proxy tells
   * that its client, who gets the answer, spoke plain HTTP.
   */
  public @Nullable AnswerRules answers(Head head) {
    return rules.answers == null || (rules.trusted && ToldScheme.of(head) == Scheme.HTTP)
        ? null
        : rules.answers;
  }

  /** Whether the app may be asked to speak HTTP/2 from now on, past all that is done here. */
  boolean allowsH2cUpgrade() {
    return client.scheme() == Scheme.HTTP && rules.gate == null;
  }
}
