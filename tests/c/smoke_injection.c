/*
 * Arguments that would send the request elsewhere, or put something else into the page: refused
 * with their place, and nothing is written that could be sent.
 */
#include "smoke.h"

#include <stdlib.h>
#include <string.h>

struct bad {
  size_t member;
  const char *text;
  enum vncurl_status status;
  size_t at;
};

#define AT(member) offsetof(struct arguments, member)

static const struct bad requests[] = {
    {AT(call.region), "evil.com/#", VNCURL_STATUS_INVALID_REGION, 4},
    {AT(call.region), "a@evil.com:80/", VNCURL_STATUS_INVALID_REGION, 1},
    {AT(call.region), "cn\r\nX: y", VNCURL_STATUS_INVALID_REGION, 2},
    {AT(call.region), "..", VNCURL_STATUS_INVALID_REGION, 0},
    {AT(call.region), "\xef\xbd\x83n", VNCURL_STATUS_INVALID_REGION, 0},
    {AT(call.region), "", VNCURL_STATUS_REGION_MISSING, VNCURL_NO_PLACE},
    {AT(instance_id), "ins-1 2", VNCURL_STATUS_INVALID_INSTANCE_ID, 5},
    {AT(instance_id), "ins-\"", VNCURL_STATUS_INVALID_INSTANCE_ID, 4},
    {AT(instance_id), "", VNCURL_STATUS_INVALID_INSTANCE_ID, 0},
    {AT(credentials.key_id), "AKID ", VNCURL_STATUS_INVALID_KEY_ID, 4},
    {AT(credentials.secret), " secret", VNCURL_STATUS_INVALID_SECRET, 0},
    {AT(credentials.secret), "secret ", VNCURL_STATUS_INVALID_SECRET, 6},
    {AT(credentials.token), "to\r\nken", VNCURL_STATUS_INVALID_TOKEN, 2},
    {AT(call.endpoint), "http://evil.example", VNCURL_STATUS_INVALID_ENDPOINT, 7},
    {AT(call.endpoint), "https://u@evil.example", VNCURL_STATUS_INVALID_ENDPOINT, 9},
    {AT(call.endpoint), "https://evil.example/path", VNCURL_STATUS_INVALID_ENDPOINT, 20},
    {AT(provider), "tencent-cvm ", VNCURL_STATUS_UNKNOWN_PROVIDER, VNCURL_NO_PLACE},
};

static const struct bad consoles[] = {
    {AT(vnc_url), "", VNCURL_STATUS_INVALID_VNC_URL, 0},
    {AT(vnc_url), "javascript%3Aalert%281%29", VNCURL_STATUS_INVALID_VNC_URL, 0},
    {AT(vnc_url), "wss%253A%252F%252Fa", VNCURL_STATUS_INVALID_VNC_URL, 3},
    {AT(vnc_url), "wss%3A%2F%2Fa&b", VNCURL_STATUS_INVALID_VNC_URL, 13},
    {AT(vnc_url), "wss%3A%2F%2Fa\"", VNCURL_STATUS_INVALID_VNC_URL, 13},
    {AT(vnc_url), "wss%3A%2F%2Fa%4", VNCURL_STATUS_INVALID_VNC_URL, 13},
    {AT(vnc_url), "wss://u@a/", VNCURL_STATUS_INVALID_VNC_URL, 7},
    {AT(instance_id), "i&isWindows=true", VNCURL_STATUS_INVALID_INSTANCE_ID, 1},
    {AT(guest.page), "http://evil.example/", VNCURL_STATUS_INVALID_VIEWER, 7},
    {AT(guest.page), "https://a/?x", VNCURL_STATUS_INVALID_VIEWER, 10},
};

static void refused_with_its_place(const char *name, const struct bad *bad)
{
  struct arguments a;
  struct vncurl_error error;
  size_t function, len = 12345;
  static char buf[8192];
  struct output output = {buf, sizeof buf, NULL, NULL};
  output.len = &len;
  output.error = &error;
  for (function = 0; strcmp(functions[function].name, name) != 0;) function++;
  fill_arguments(&a);
  *(struct vncurl_str *)MEMBER(&a, bad->member) = vncurl_text(bad->text);
  CHECK(functions[function].call(&a, output) == bad->status && len == 0, "%s, \"%s\"", name, bad->text);
  CHECK(error.at == bad->at, "%s, \"%s\", byte %lu", name, bad->text, (unsigned long)error.at);
  CHECK(strstr(error.message, "evil") == NULL, "%s, \"%s\"", name, error.message);
}

static void long_texts_are_refused(void)
{
  const size_t members[] = {AT(instance_id),       AT(call.region),     AT(call.endpoint),
                            AT(credentials.key_id), AT(credentials.secret), AT(credentials.token),
                            AT(provider)};
  const size_t len = 1000000;
  char *text = malloc(len), buf[8192];
  struct arguments a;
  size_t at, written;
  memset(text, 'a', len);
  for (at = 0; at < sizeof members / sizeof *members; at++) {
    struct vncurl_str *member = MEMBER(&a, members[at]);
    fill_arguments(&a);
    member->ptr = text;
    member->len = len;
    CHECK(vncurl_request_write(a.provider, a.instance_id, a.call_at, a.credentials_at, NULL, buf,
                               sizeof buf, &written, a.request_at, NULL) > VNCURL_STATUS_BUFFER_TOO_SMALL,
          "member %lu", (unsigned long)members[at]);
    CHECK(written == 0, "member %lu", (unsigned long)members[at]);
  }
  fill_arguments(&a);
  a.vnc_url.ptr = text;
  a.vnc_url.len = len;
  CHECK(vncurl_console_url(a.provider, a.vnc_url, a.instance_id, NULL, buf, sizeof buf, &written, NULL) ==
            VNCURL_STATUS_INVALID_VNC_URL,
        "a VNC URL of 1 MB");
  memset(text, '[', len);
  a.body.ptr = text;
  a.body.len = len;
  CHECK(vncurl_reply_read(a.provider, 200, a.body, buf, sizeof buf, &written, a.reply_at, NULL) ==
            VNCURL_STATUS_MALFORMED_REPLY,
        "a million brackets");
  free(text);
}

/* The header says that 8192 bytes hold every request. */
static void the_longest_request_fits(void)
{
  static char token[4096], key_id[128], region[32], nonce[64], instance_id[64];
  char endpoint[8 + 253 + 6 + 1] = "https://";
  struct arguments a;
  size_t len, at;
  const char *const providers[] = {"tencent-cvm", "alibaba-ecs"};
  memset(token, 't', sizeof token);
  memset(key_id, 'k', sizeof key_id);
  memset(region, 'r', sizeof region);
  memset(nonce, 'n', sizeof nonce);
  memset(instance_id, 'i', sizeof instance_id);
  for (at = 0; at < 253; at++) endpoint[8 + at] = at % 2 == 0 ? 'e' : '.';
  strcpy(endpoint + 8 + 253, ":65535");
  fill_arguments(&a);
  a.credentials.token.ptr = token, a.credentials.token.len = sizeof token;
  a.credentials.key_id.ptr = key_id, a.credentials.key_id.len = sizeof key_id;
  a.call.region.ptr = region, a.call.region.len = sizeof region;
  a.call.nonce.ptr = nonce, a.call.nonce.len = sizeof nonce;
  a.call.endpoint = vncurl_text(endpoint);
  a.call.timestamp = 253402300799u;
  a.instance_id.ptr = instance_id, a.instance_id.len = sizeof instance_id;
  for (at = 0; at < 2; at++) {
    CHECK(vncurl_request_write(vncurl_text(providers[at]), a.instance_id, a.call_at, a.credentials_at, NULL,
                               NULL, 0, &len, a.request_at, NULL) == VNCURL_STATUS_BUFFER_TOO_SMALL,
          "%s", providers[at]);
    CHECK(len > 4096 && len <= 8192, "%s, %lu bytes", providers[at], (unsigned long)len);
  }
}

void test_injection(void)
{
  size_t at;
  for (at = 0; at < sizeof requests / sizeof *requests; at++)
    refused_with_its_place("request_write", &requests[at]);
  for (at = 0; at < sizeof consoles / sizeof *consoles; at++)
    refused_with_its_place("console_url", &consoles[at]);
  long_texts_are_refused();
  the_longest_request_fits();
}
