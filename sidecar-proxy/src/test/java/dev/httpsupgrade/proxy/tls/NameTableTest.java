package dev.httpsupgrade.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.httpsupgrade.proxy.CertificateDirectory;
import dev.httpsupgrade.proxy.TestPki;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameTableTest {

  private static ServerCertificate shop;
  private static ServerCertificate shopRsa;
  private static ServerCertificate other;
  private static ServerCertificate anyRsa;
  private static ServerCertificate nameless;
  private static Map<ServerCertificate, String> names;

  @BeforeAll
  static void issue() throws Exception {
    shop = certificate(false, "shop.test", "www.shop.test");
    shopRsa = certificate(true, "shop.test", "www.shop.test");
    other = certificate(false, "Other.Test");
    anyRsa = certificate(true, "*.shop.test");
    nameless = certificate(false);
    names =
        Map.of(
            shop, "shop",
            shopRsa, "shopRsa",
            other, "other",
            anyRsa, "anyRsa",
            nameless, "nameless");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-               , shop shopRsa",
        "nobody.test     , shop shopRsa",
        "shop.test       , shop shopRsa",
        "SHOP.test       , shop shopRsa",
        "www.shop.test   , shop shopRsa anyRsa",
        "api.shop.test   , anyRsa",
        "a.api.shop.test , shop shopRsa",
        ".shop.test      , shop shopRsa",
        "other.test      , other",
        "www.other.test  , shop shopRsa",
        "test            , shop shopRsa",
      })
  void theNameChoosesAndEcdsaComesFirst(@Nullable String name, String expected) {
    var table = table(shopRsa, shop, other, anyRsa);
    assertThat(chosen(table, name)).isEqualTo(expected);
    assertThat(table.alwaysFallback()).isFalse();
  }

  @Test
  void theNameIsNotEvenAskedForWhereItMakesNoDifference() {
    assertThat(table(shop).alwaysFallback()).isTrue();
    assertThat(table(shop, shopRsa).alwaysFallback()).isTrue();
    assertThat(table(nameless).alwaysFallback()).isTrue();
    assertThat(table(nameless, shop).alwaysFallback()).isFalse();
    assertThat(chosen(table(shop, shopRsa), "any.test")).isEqualTo("shop shopRsa");
  }

  @Test
  void theDefaultIsOnlyJoinedByThoseWithAllOfItsNames() throws Exception {
    ServerCertificate one = certificate(true, "shop.test");
    assertThat(table(shop, one).choose(null)).containsExactly(shop);
    assertThat(table(one, shop).choose(null)).containsExactly(shop, one);
    assertThat(chosen(table(nameless, shop), null)).isEqualTo("nameless");
  }

  @Test
  void withoutTheDefaultOneTheOthersServeTheirOwnNamesAlone() {
    NameTable<ServerCertificate> table = NameTable.of(null, List.of(shop), Function.identity());
    assertThat(table.choose("shop.test")).containsExactly(shop);
    assertThat(table.choose("other.test")).isEmpty();
    assertThat(table.choose(null)).isEmpty();
    assertThat(table.isEmpty()).isFalse();
    assertThat(NameTable.of(null, List.<ServerCertificate>of(), Function.identity()).isEmpty())
        .isTrue();
  }

  private static NameTable<ServerCertificate> table(
      ServerCertificate first, ServerCertificate... more) {
    return NameTable.of(first, List.of(more), Function.identity());
  }

  private static String chosen(NameTable<ServerCertificate> table, @Nullable String name) {
    return String.join(" ", table.choose(name).stream().map(names::get).toList());
  }

  private static ServerCertificate certificate(boolean rsa, String... dnsNames) throws Exception {
    X509Bundle authority = CertificateDirectory.authority("CA");
    X509Bundle bundle =
        dnsNames.length == 0
            ? new CertificateBuilder().ecp256().subject("CN=x").buildIssuedBy(authority)
            : TestPki.leaf(authority, rsa, dnsNames);
    return ServerCertificate.parse(bundle.getCertificatePathPEM(), bundle.getPrivateKeyPEM());
  }
}
