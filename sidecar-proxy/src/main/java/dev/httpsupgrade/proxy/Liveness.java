package dev.httpsupgrade.proxy;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Whether each event loop still turns, as one that does not serves nobody until a restart.
 *
 * <p>Never whether the app lives: restarting us mends no app.
 */
final class Liveness {

  /** Shorter than the kubelet waits for an answer, so that it gets one. */
  private static final int WAIT_SECONDS = 3;

  private final EventLoopGroup loops;

  Liveness(EventLoopGroup loops) {
    this.loops = loops;
  }

  /** What is dead; nothing if the list is empty. */
  CompletionStage<List<String>> obstacles() {
    var turns = new ArrayList<CompletableFuture<?>>();
    for (EventExecutor loop : loops) {
      var turned = new CompletableFuture<Void>();
      loop.execute(() -> turned.complete(null));
      turns.add(turned);
    }
    var answer = new CompletableFuture<List<String>>();
    var _ =
        CompletableFuture.allOf(turns.toArray(CompletableFuture<?>[]::new))
            .thenRun(() -> answer.complete(List.of()));
    var timeout =
        loops
            .next()
            .schedule(
                () -> answer.complete(List.of("an event loop is stuck")),
                WAIT_SECONDS,
                TimeUnit.SECONDS);
    return answer.whenComplete((_, _) -> timeout.cancel(false));
  }
}
