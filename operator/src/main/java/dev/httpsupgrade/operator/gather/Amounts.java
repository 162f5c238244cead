package dev.httpsupgrade.operator.gather;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CPU, memory and the like that are reserved and allowed, by name. */
public record Amounts(Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {

  static final Amounts NONE = new Amounts(Map.of(), Map.of());

  public Amounts {
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
  }

  /** Those of a container. */
  public static Amounts of(@Nullable ResourceRequirements resources) {
    return resources == null
        ? NONE
        : new Amounts(numbers(resources.getRequests()), numbers(resources.getLimits()));
  }

  static Map<String, BigDecimal> numbers(@Nullable Map<String, Quantity> quantities) {
    return quantities == null
        ? Map.of()
        : quantities.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> entry.getValue().getNumericalAmount()));
  }

  /** Of both together. */
  public Amounts plus(Amounts other) {
    return new Amounts(
        merged(requests, other.requests, BigDecimal::add),
        merged(limits, other.limits, BigDecimal::add));
  }

  /** Whether this has more of anything. */
  public boolean exceeds(Amounts other) {
    return exceeds(requests, other.requests) || exceeds(limits, other.limits);
  }

  private static boolean exceeds(Map<String, BigDecimal> some, Map<String, BigDecimal> others) {
    return some.entrySet().stream()
        .anyMatch(entry ->
            entry.getValue().compareTo(others.getOrDefault(entry.getKey(), BigDecimal.ZERO)) > 0);
  }

  Amounts max(Amounts other) {
    return new Amounts(
        merged(requests, other.requests, BigDecimal::max),
        merged(limits, other.limits, BigDecimal::max));
  }

  /**
   * What a container gets that says no more than this: the API server takes a limit for a request,
   * then LimitRanges fill in what is missing.
   */
  public Amounts filledBy(Amounts defaults) {
    Map<String, BigDecimal> asked = merged(limits, requests, (limit, request) -> request);
    return new Amounts(
        merged(defaults.requests, asked, (standard, given) -> given),
        merged(defaults.limits, limits, (standard, given) -> given));
  }

  private static Map<String, BigDecimal> merged(
      Map<String, BigDecimal> one, Map<String, BigDecimal> other, BinaryOperator<BigDecimal> both) {
    var merged = new HashMap<>(one);
    other.forEach((name, amount) -> merged.merge(name, amount, both));
    return merged;
  }
}
