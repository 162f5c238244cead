package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.apply.Applier;
import dev.httpsupgrade.operator.gather.Gatherer;
import dev.httpsupgrade.operator.plan.Planner;

/** Who does what in a reconciliation, in order. */
public record Steps(
    Gatherer gatherer,
    Planner planner,
    Applier applier,
    Following following,
    TrustRollout trust,
    Reporter reporter) {}
