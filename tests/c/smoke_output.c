/*
 * Output buffers of every length, from none to one byte too many, between canaries.
 */
#include "smoke.h"

#include <stdlib.h>
#include <string.h>

enum { CANARY = 0x5a, MARGIN = 16 };

static int is_canary(const char *bytes, size_t len)
{
  size_t at;
  for (at = 0; at < len; at++)
    if (bytes[at] != CANARY) return 0;
  return 1;
}

/* Whether what the struct out holds lies in the buffer. */
static int lies_in(struct vncurl_str text, const char *buf, size_t len)
{
  return text.len == 0 || (text.ptr >= buf && text.ptr + text.len <= buf + len);
}

static int structs_lie_in(const struct arguments *a, const char *buf, size_t len)
{
  const struct vncurl_request *request = &a->request;
  const struct vncurl_reply *reply = &a->reply;
  const struct vncurl_outcome *outcome = &a->outcome;
  return lies_in(a->next.request.http1, buf, len) && lies_in(a->next.request.headers, buf, len) &&
         lies_in(outcome->console_url, buf, len) && lies_in(outcome->vnc_url, buf, len) &&
         lies_in(outcome->request_id, buf, len) && lies_in(outcome->code, buf, len) &&
         lies_in(outcome->message, buf, len) && lies_in(outcome->state, buf, len) &&
         lies_in(a->listed.request_id, buf, len) && lies_in(a->listed.message, buf, len) &&
         lies_in(a->instance.id, buf, len) && lies_in(a->instance.name, buf, len) &&
         lies_in(a->instance.state, buf, len) && lies_in(a->region.id, buf, len) &&
         lies_in(a->region.name, buf, len) &&
         lies_in(request->method, buf, len) && lies_in(request->host, buf, len) &&
         lies_in(request->path_and_query, buf, len) && lies_in(request->headers, buf, len) &&
         lies_in(request->body, buf, len) && lies_in(request->http1, buf, len) &&
         lies_in(reply->request_id, buf, len) && lies_in(reply->vnc_url, buf, len) &&
         lies_in(reply->code, buf, len) && lies_in(reply->message, buf, len);
}

static void every_length_is_answered_exactly(const struct function *function)
{
  struct arguments a;
  struct vncurl_error error;
  size_t needed = 0, written, cap;
  struct output measure = {NULL, 0, NULL, NULL};
  char *expected;
  enum vncurl_status status;

  fill_arguments(&a);
  measure.len = &needed;
  status = function->call(&a, measure);
  CHECK(status == VNCURL_STATUS_BUFFER_TOO_SMALL, "%s", function->name);
  CHECK(needed > 0 && needed < 8192, "%s", function->name);
  expected = malloc(needed + 1);
  /* The bare address is shorter than the room that it is judged in. */
  written = strcmp(function->name, "websocket_url") == 0 ? strlen("wss://gzvnc.qcloud.com:26789/vnc?s=Y1hM") : needed;

  for (cap = needed + 2; cap-- > 0;) {
    char *room = malloc(cap + 2 * MARGIN), *buf = room + MARGIN;
    size_t len = 12345;
    struct output output;
    memset(room, CANARY, cap + 2 * MARGIN);
    fill_arguments(&a);
    output.buf = buf;
    output.cap = cap;
    output.len = &len;
    output.error = &error;
    status = function->call(&a, output);
    CHECK(status == (cap < needed ? VNCURL_STATUS_BUFFER_TOO_SMALL : VNCURL_STATUS_OK), "%s, %lu bytes",
          function->name, (unsigned long)cap);
    CHECK(len == (cap < needed ? needed : written), "%s, %lu bytes", function->name, (unsigned long)cap);
    CHECK(error.status == status && error.at == VNCURL_NO_PLACE, "%s", function->name);
    CHECK(is_canary(room, MARGIN) && is_canary(buf + cap, MARGIN), "%s, %lu bytes", function->name,
          (unsigned long)cap);
    CHECK(structs_lie_in(&a, buf, status == VNCURL_STATUS_OK ? len : 0), "%s, %lu bytes",
          function->name, (unsigned long)cap);
    if (cap == needed + 1) {
      memcpy(expected, buf, written);
      CHECK(buf[needed] == CANARY, "%s", function->name);
    } else if (cap == needed) {
      CHECK(memcmp(expected, buf, written) == 0, "%s", function->name);
    }
    free(room);
  }
  free(expected);
}

/* A buffer that no object has, or that is not there. */
static void impossible_buffers_are_refused(const struct function *function)
{
  static char byte;
  const struct {
    char *buf;
    size_t cap;
  } cases[] = {{NULL, 1}, {NULL, SIZE_MAX}, {&byte, (size_t)PTRDIFF_MAX + 1}, {&byte, SIZE_MAX}};
  struct arguments a;
  struct vncurl_error error;
  size_t at, len;
  struct output output;
  for (at = 0; at < sizeof cases / sizeof *cases; at++) {
    fill_arguments(&a);
    len = 12345;
    output.buf = cases[at].buf;
    output.cap = cases[at].cap;
    output.len = &len;
    output.error = &error;
    CHECK(function->call(&a, output) == VNCURL_STATUS_INVALID_ARGUMENT && len == 0, "%s, case %lu",
          function->name, (unsigned long)at);
    CHECK(error.status == VNCURL_STATUS_INVALID_ARGUMENT, "%s", function->name);
  }
}

static void len_is_required_and_error_is_not(const struct function *function)
{
  struct arguments a;
  char buf[8192];
  size_t len = 0;
  struct output output = {NULL, sizeof buf, NULL, NULL};
  output.buf = buf;
  fill_arguments(&a);
  CHECK(function->call(&a, output) == VNCURL_STATUS_INVALID_ARGUMENT, "%s", function->name);
  output.len = &len;
  CHECK(function->call(&a, output) == VNCURL_STATUS_OK && len > 0, "%s", function->name);
}

void test_output(void)
{
  size_t at;
  for (at = 0; at < function_count; at++) {
    every_length_is_answered_exactly(&functions[at]);
    impossible_buffers_are_refused(&functions[at]);
    len_is_required_and_error_is_not(&functions[at]);
  }
}
