package dev.httpsupgrade.e2e.harness;

/**
 * A condition of an HttpsUpgrade.
 *
 * @param status True, False or Unknown
 * @param reason why, in one word
 * @param message why, in a sentence
 */
public record Condition(String type, String status, String reason, String message) {}
