package dev.httpsupgrade.operator.certificate;

import dev.httpsupgrade.operator.api.v1alpha1.Problem;
import dev.httpsupgrade.operator.api.v1alpha1.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What to do about the certificate of one upgrade. */
public sealed interface CertificateDecision {

  /**
   * The certificate at hand is the right one.
   *
   * @param how {@link Reason#Issued} or {@link Reason#Copied}
   * @param renewalTime when another one will be due; absent if somebody else renews it, or if it
   *     ends with a CA that somebody else has to replace
   * @param newTrust what its clients are to trust from now on, PEM; absent if they are told so
   */
  record Keep(Leaf leaf, Reason how, Optional<Instant> renewalTime, Optional<String> newTrust)
      implements CertificateDecision {

    static Keep asItIs(Leaf leaf, Reason how) {
      return new Keep(leaf, how, Optional.empty(), Optional.empty());
    }
  }

  /**
   * A CA has to issue one.
   *
   * @param why for the log
   */
  record Issue(List<String> dnsNames, CertificateRequest request, String why)
      implements CertificateDecision {
    public Issue {
      dnsNames = List.copyOf(dnsNames);
    }
  }

  /**
   * The source has another one, and it is good.
   *
   * @param secret name of the source
   * @param issuedFor the source and a hash of its content
   */
  record Copy(String secret, String issuedFor) implements CertificateDecision {}

  /**
   * The source can't be used: what is at hand stays.
   *
   * @param last the certificate at hand, if there is one
   */
  record Refuse(Problem problem, Optional<Leaf> last) implements CertificateDecision {}
}
