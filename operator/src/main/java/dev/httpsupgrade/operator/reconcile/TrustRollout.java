package dev.httpsupgrade.operator.reconcile;

import dev.httpsupgrade.operator.api.v1alpha1.HttpsUpgrade;
import dev.httpsupgrade.operator.apply.Reconciliation;
import dev.httpsupgrade.operator.certificate.Authority;
import dev.httpsupgrade.operator.certificate.OperatorAuthority;
import dev.httpsupgrade.operator.observe.Observed;
import dev.httpsupgrade.operator.observe.Observer;
import dev.httpsupgrade.operator.status.Progress;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the operator's CA go on when every upgrade has followed its last step, and has every upgrade
 * follow the next one. Who followed is seen anew after a restart.
 */
public final class TrustRollout {

  private static final Logger LOG = LoggerFactory.getLogger(TrustRollout.class);
  private static final int MOST_NAMED = 5;
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final OperatorAuthority authority;

  /** By the upgrades' UIDs: which facts all of their pods follow. */
  private final Map<String, Authority> followed = new ConcurrentHashMap<>();

  private volatile Instant nextWarning = Instant.MIN;
  private @Nullable Authority told;

  public TrustRollout(OperatorAuthority authority) {
    this.authority = authority;
  }

  /** To be called after each look at an upgrade. */
  void after(Reconciliation reconciliation, Progress progress) {
    String uid = reconciliation.inputs().subject().uid();
    Authority used = reconciliation.inputs().certificate().operators();
    if (hasFollowed(reconciliation, progress)) {
      followed.put(uid, used);
    } else {
      followed.remove(uid);
    }
    Instant now = reconciliation.inputs().now();
    Authority present =
        authority.advance(facts -> allFollow(reconciliation.caches().upgrades(), facts, now));
    if (isNews(present, used)) {
      reconciliation.caches().caChanged();
    }
  }

  private synchronized boolean isNews(Authority present, Authority used) {
    Authority last = told == null ? used : told;
    told = present;
    return !present.equals(last);
  }

  private static boolean hasFollowed(Reconciliation reconciliation, Progress progress) {
    return progress
        .observed()
        .map(Observed::allServe)
        .orElseGet(() ->
            reconciliation.caches().pods(reconciliation.upgrade()).stream()
                .noneMatch(Observer::isLive));
  }

  private boolean allFollow(List<HttpsUpgrade> upgrades, Authority facts, Instant now) {
    List<ObjectMeta> all = upgrades.stream().map(HttpsUpgrade::getMetadata).toList();
    followed.keySet().retainAll(all.stream().map(ObjectMeta::getUid).collect(Collectors.toSet()));
    List<String> behind =
        all.stream()
            .filter(upgrade -> !facts.equals(followed.get(upgrade.getUid())))
            .map(upgrade -> upgrade.getNamespace() + "/" + upgrade.getName())
            .toList();
    if (!behind.isEmpty() && !now.isBefore(nextWarning)) {
      nextWarning = now.plus(BETWEEN_WARNINGS);
      LOG.atInfo()
          .addKeyValue("upgrades", behind.size())
          .addKeyValue("first", behind.stream().limit(MOST_NAMED).toList())
          .log("the operator's CA waits for sidecars");
    }
    return behind.isEmpty();
  }
}
