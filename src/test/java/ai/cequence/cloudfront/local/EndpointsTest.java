package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {
  private final Endpoints endpoints = new Endpoints();

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "'', ''",
    "/login?next=/users/7, /login",
    "/users/7, /users/{n}",
    "/users/7/, /users/{n}/",
    "/v1/users/7/orders/12, /v1/users/{n}/orders/{n}",
    "/a/3f2504e0-4f89-11d3-9a0c-0305e82c3301, /a/{id}",
    "/a/0123456789abcdef, /a/{id}",
    "/a/0123456789abcde, /a/0123456789abcde",
    "/a/deadbeefdeadbeefdead, /a/deadbeefdeadbeefdead",
    "/img7/logo.png, /img7/logo.png"
  })
  void replacesNumbersAndIdentifiersInAPath(String uri, String template) {
    assertThat(Endpoints.template(uri)).isEqualTo(template);
  }

  @Test
  void countsRequestsByStatusAndPutsTheBusiestFirst() {
    endpoints.add("GET", "h", "/users/1", "200");
    endpoints.add("GET", "h", "/login", "200");
    endpoints.add("GET", "h", "/users/2", "404");
    endpoints.add("GET", "h", "/users/3", "000");
    endpoints.add("POST", "h", "/users/3", "503");

    assertThat(endpoints.top(2))
        .containsExactly(
            new Endpoints.Row(
                "GET", "h", "/users/{n}", 3, Map.of("2xx", 1L, "4xx", 1L, "other", 1L)),
            new Endpoints.Row("GET", "h", "/login", 1, Map.of("2xx", 1L)));
    assertThat(endpoints.size()).isEqualTo(3);
  }

  @Test
  void aScanOfRandomPathsStaysBounded() {
    for (int i = 0; i < Endpoints.MOST + 100; i++) {
      endpoints.add("GET", "h", "/path-" + i, "404");
    }
    endpoints.add("GET", "h", "/path-7", "404");

    assertThat(endpoints.size()).isEqualTo(Endpoints.MOST + 1);
    assertThat(endpoints.top(2))
        .extracting(Endpoints.Row::path, Endpoints.Row::count)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("further endpoints", 100L),
            org.assertj.core.groups.Tuple.tuple("/path-7", 2L));
  }
}
