package dev.httpsupgrade.operator.gather;

import dev.httpsupgrade.operator.api.v1alpha1.NoticeReason;
import java.util.Optional;

/**
 * Something that points at the workload, its pods or its Services.
 *
 * @param to absent: the workload or its pods
 * @param detail what a message needs beside it
 */
public record Neighbour(
    String kind, String name, NoticeReason reason, Optional<ServicePort> to, String detail) {

  /**
   * A port of a Service.
   *
   * @param port its name or number; empty: each
   */
  public record ServicePort(String service, String port) {

    /** Whether {@code candidate}, of that Service, is meant. */
    public boolean isFor(ServiceFacts.Port candidate) {
      return port.isEmpty()
          || port.equals(String.valueOf(candidate.port()))
          || candidate.name().filter(port::equals).isPresent();
    }
  }
}
