package dev.httpsupgrade.proxy.http.rules;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.httpsupgrade.proxy.http.message.FieldName;
import dev.httpsupgrade.proxy.http.message.FieldNames;
import dev.httpsupgrade.proxy.http.message.Head;
import dev.httpsupgrade.proxy.http.message.HeadWriter;
import dev.httpsupgrade.sidecar.config.Rewrite;
import dev.httpsupgrade.sidecar.config.Rewrite.HeaderChange;
import dev.httpsupgrade.sidecar.config.Rewrite.Hsts;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is changed in the heads of answers to HTTPS requests; made once per configuration. */
public final class AnswerRules {

  private static final Set<String> OWN =
      Set.of("cache-control", "content-type", "date", "location");
  private static final String HSTS = "strict-transport-security";

  private final @Nullable AppLinks links;
  private final @Nullable CookieAttributes cookies;
  private final FieldNames replaced;
  private final byte[] added;
  private final byte[] addedToOwn;

  private AnswerRules(Rewrite rewrite, List<String> replaced, List<HeaderChange> added) {
    this.links = rewrite.links() ? new AppLinks(rewrite.hosts()) : null;
    this.cookies = CookieAttributes.of(rewrite.cookies());
    this.replaced = new FieldNames(replaced);
    this.added = lines(added);
    this.addedToOwn =
        lines(added.stream().filter(field -> !OWN.contains(lower(field.name()))).toList());
  }

  /** Null if nothing is changed. */
  public static @Nullable AnswerRules of(Rewrite rewrite) {
    var replaced = new ArrayList<String>();
    var added = new ArrayList<HeaderChange>();
    for (HeaderChange change : rewrite.headers()) {
      replaced.add(lower(change.name()));
      if (change.value() != null) {
        added.add(change);
      }
    }
    Hsts hsts = rewrite.hsts();
    if (hsts != null && !replaced.contains(HSTS)) {
      replaced.add(HSTS);
      added.add(new HeaderChange("Strict-Transport-Security", value(hsts)));
    }
    var rules = new AnswerRules(rewrite, replaced, added);
    boolean changes = rules.links != null || rules.cookies != null || !replaced.isEmpty();
    return changes ? rules : null;
  }

  /** Whether final answers get more fields. */
  boolean add() {
    return added.length > 0;
  }

  /** Whether a field of the head can't stay as it is. */
  boolean concern(Head head) {
    for (int field = 0; field < head.count(); field++) {
      if (concern(head, field)) {
        return true;
      }
    }
    return false;
  }

  /** Writes what becomes of one field, if it is not to stay as it is. */
  void edit(Head head, int field, RequestNotes request, HeadWriter writer) {
    if (replaced.has(head, field)) {
      writer.drop(field);
    } else if (head.name(field) == FieldName.SET_COOKIE && cookies != null) {
      cookies.complete(head, field, writer);
    } else if (links != null) {
      links.edit(head, field, request, writer);
    }
  }

  /** Writes what each of the app's answers gets. */
  void writeAdded(ByteBuf out) {
    out.writeBytes(added);
  }

  /** Writes what our own answers get: all that does not belong to what they say. */
  public void writeAddedToOwn(ByteBuf out) {
    out.writeBytes(addedToOwn);
  }

  private boolean concern(Head head, int field) {
    FieldName name = head.name(field);
    return (name != null
            && ((links != null
                    && name.role() == FieldName.Role.LINK
                    && AppLinks.mayBeIn(head, field))
                || (cookies != null && name == FieldName.SET_COOKIE)))
        || replaced.has(head, field);
  }

  private static byte[] lines(List<HeaderChange> fields) {
    var lines = new StringBuilder();
    fields.forEach(field -> lines.append("%s: %s\r\n".formatted(field.name(), field.value())));
    return lines.toString().getBytes(US_ASCII);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String value(Hsts hsts) {
    return "max-age="
        + hsts.maxAgeSeconds()
        + (hsts.includeSubDomains() ? "; includeSubDomains" : "")
        + (hsts.preload() ? "; preload" : "");
  }
}
