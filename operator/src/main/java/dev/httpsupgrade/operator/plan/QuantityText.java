package dev.httpsupgrade.operator.plan;

import java.math.BigDecimal;

/** Amounts of CPU and memory as people write them. */
final class QuantityText {

  private static final BigDecimal MEBI = BigDecimal.valueOf(1L << 20);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

  private QuantityText() {}

  /** Such as 96Mi, 250m or 3. */
  static String of(BigDecimal amount) {
    if (amount.compareTo(MEBI) >= 0 && amount.remainder(MEBI).signum() == 0) {
      return amount.divideToIntegralValue(MEBI).toBigInteger() + "Mi";
    }
    BigDecimal thousandth = amount.multiply(THOUSAND);
    return amount.stripTrailingZeros().scale() > 0 && thousandth.stripTrailingZeros().scale() <= 0
        ? thousandth.toBigInteger() + "m"
        : amount.stripTrailingZeros().toPlainString();
  }
}
