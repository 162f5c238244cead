package dev.httpsupgrade.proxy.http.rules;

import dev.httpsupgrade.proxy.http.message.Ascii;
import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HeadWriter;
import dev.httpsupgrade.proxy.http.message.HopByHop;
import dev.httpsupgrade.proxy.http.message.Persistence;
import dev.httpsupgrade.proxy.http.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Makes the head that the client gets of the one that the app sent. */
public final class ResponseRewriter {

  /** What is mostly added; the buffer grows where that is not enough. */
  private static final int MOST_ADDED = 256;

  private final Head head;

  public ResponseRewriter(Head head) {
    this.head = head;
  }

  /** Whether the client can get the app's own bytes. */
  public boolean passesUnchanged(
      ResponseHead answer, Persistence persistence, RequestNotes request) {
    AnswerRules rules = request.answerRules();
    return answer.unchanged()
        && answer.http11()
        && (persistence == Persistence.IMPLIED || persistence == Persistence.INTERIM)
        && (rules == null || !(rules.concern(head) || adds(rules, persistence)));
  }

  /**
   * Writes the head that ends at {@code end} in {@code head.bytes()}, the empty line included.
   *
   * @param toHttp11 whether the client may get chunks (RFC 9112 §7)
   */
  public ByteBuf rewrite(
      ResponseHead answer,
      Persistence persistence,
      boolean toHttp11,
      int end,
      RequestNotes request,
      ByteBufAllocator allocator) {
    // Our own version: the answer's is about the app's connection (RFC 9110 §2.5).
    head.bytes()[7] = '1';
    boolean nominates = HopByHop.nominates(head);
    ByteBuf out = allocator.directBuffer(end + MOST_ADDED);
    var writer = new HeadWriter(head, out, 0);
    AnswerRules rules = request.answerRules();
    boolean upgrade = answer.isAboutUpgrade() && toHttp11;
    for (int field = 0; field < head.count(); field++) {
      boolean kept = upgrade && head.name(field) == FieldName.UPGRADE;
      boolean chunks = !toHttp11 && head.name(field) == FieldName.TRANSFER_ENCODING;
      if (!kept && (chunks || HopByHop.drops(head, field, nominates))) {
        writer.drop(field);
      } else if (rules != null) {
        rules.edit(head, field, request, writer);
      }
    }
    writer.finish();
    if (rules != null && adds(rules, persistence)) {
      rules.writeAdded(out);
    }
    if (upgrade && persistence != Persistence.UPGRADE && head.find(FieldName.UPGRADE) >= 0) {
      Persistence.UPGRADE.write(out);
    }
    persistence.write(out);
    return out.writeByte(Ascii.CR).writeByte(Ascii.LF);
  }

  /** An interim answer has the app's fields alone: what holds for all is told once. */
  private static boolean adds(AnswerRules rules, Persistence persistence) {
    return rules.add() && persistence != Persistence.INTERIM;
  }
}
