/*
 * How a request is sent and signed: sites, signature versions, methods; consoles with a password,
 * bare addresses, older pages, echoed strings to sign.
 */
#include "smoke.h"

#include <string.h>

static char buf[8192], longest[16384];

/* Write the request for a VNC URL with a derived key. */
static enum vncurl_status write_request(struct arguments *a, struct vncurl_error *error)
{
  size_t len;
  return vncurl_request_write(a->provider, a->instance_id, a->call_at, a->credentials_at, NULL, buf,
                              sizeof buf, &len, a->request_at, error);
}

static int starts(struct vncurl_str text, const char *start)
{
  return text.len >= strlen(start) && memcmp(text.ptr, start, strlen(start)) == 0;
}

static int holds(struct vncurl_str text, const char *part)
{
  size_t at;
  for (at = 0; at + strlen(part) <= text.len; at++)
    if (memcmp(text.ptr + at, part, strlen(part)) == 0) return 1;
  return 0;
}

static void a_call_says_where_and_how(void)
{
  struct arguments a;
  fill_arguments(&a);
  a.call.endpoint = vncurl_text(NULL);
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_OK && same(a.request.host, "cvm.tencentcloudapi.com"), "main");
  a.call.site = VNCURL_SITE_INTL;
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_OK && same(a.request.host, "cvm.intl.tencentcloudapi.com"),
        "intl");
  a.call.method = VNCURL_METHOD_GET;
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_OK && same(a.request.method, "GET"), "GET");
  CHECK(a.request.body.len == 0 && holds(a.request.path_and_query, "InstanceId=ins-r9hr2upy"), "GET");
  a.call.method = VNCURL_METHOD_POST_BODY;
  a.call.unsigned_payload = 1;
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_OK && holds(a.request.headers, "UNSIGNED-PAYLOAD"),
        "unsigned");
  a.call.unsigned_payload = 0;
  a.call.method = VNCURL_METHOD_POST_QUERY;
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_UNSUPPORTED_METHOD, "TC3, parameters in the query of a POST");
  a.call.method = VNCURL_METHOD_DEFAULT;
  a.call.nonce = vncurl_text("1");
  a.call.signature = vncurl_text("tencent-v1-hmacsha256");
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_OK && holds(a.request.http1, "SignatureMethod=HmacSHA256"),
        "v1");
  a.call.signature = vncurl_text("alibaba-rpc");
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_SIGNATURE_VERSION_MISMATCH, "another cloud's");
  a.call.signature = vncurl_text("tc4");
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_UNKNOWN_ALGORITHM, "none of that name");
  a.provider = vncurl_text("alibaba-ecs");
  a.call.signature = vncurl_text("alibaba-rpc");
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_UNKNOWN_SITE, "Alibaba has one site");
  a.call.site = VNCURL_SITE_MAIN;
  CHECK(write_request(&a, NULL) == VNCURL_STATUS_OK && holds(a.request.http1, "SignatureMethod=HMAC-SHA1"),
        "RPC");
}

static void numbers_of_a_call_have_a_meaning(void)
{
  static const int wrong[] = {-2147483647 - 1, -1, 4, 2147483647};
  struct arguments a;
  size_t at;
  int *numbers[3];
  int number;
  numbers[0] = &a.call.site, numbers[1] = &a.call.method, numbers[2] = &a.call.unsigned_payload;
  for (number = 0; number < 3; number++)
    for (at = 0; at < sizeof wrong / sizeof *wrong; at++) {
      fill_arguments(&a);
      *numbers[number] = wrong[at];
      CHECK(write_request(&a, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "number %d is %d", number, wrong[at]);
    }
}

static void a_kept_key_serves_its_signature_version(void)
{
  static const struct vncurl_signing_key zeros;
  struct arguments a;
  struct vncurl_signing_key key;
  struct vncurl_error error;
  size_t len;
  fill_arguments(&a);
  a.call.nonce = vncurl_text("1");
  a.call.signature = vncurl_text("tencent-v1-hmacsha1");
  CHECK(vncurl_signing_key_for(a.provider, &a.call, &a.credentials, &key, &error) == VNCURL_STATUS_OK, "v1");
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, &key, buf, sizeof buf, &len,
                             &a.request, NULL) == VNCURL_STATUS_OK, "v1");
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, &a.key, buf, sizeof buf, &len,
                             &a.request, NULL) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "a TC3 key for v1");
  a.call.signature = vncurl_text(NULL);
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, &key, buf, sizeof buf, &len,
                             &a.request, NULL) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "a v1 key for TC3");
  CHECK(vncurl_signing_key_for(a.provider, &a.call, &a.credentials, &key, NULL) == VNCURL_STATUS_OK, "TC3");
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, &key, buf, sizeof buf, &len,
                             &a.request, NULL) == VNCURL_STATUS_OK, "TC3");
  a.call.signature = vncurl_text("acs3");
  CHECK(vncurl_signing_key_for(a.provider, &a.call, &a.credentials, &key, &error) ==
                VNCURL_STATUS_SIGNATURE_VERSION_MISMATCH &&
            memcmp(&key, &zeros, sizeof key) == 0, "another cloud's");
  a.call.signature = vncurl_text("x");
  CHECK(vncurl_signing_key_for(a.provider, &a.call, &a.credentials, &key, NULL) == VNCURL_STATUS_UNKNOWN_ALGORITHM, "x");
  fill_arguments(&a);
  CHECK(vncurl_signing_key_for(a.provider, NULL, &a.credentials, &key, NULL) == VNCURL_STATUS_INVALID_ARGUMENT,
        "NULL");
  CHECK(vncurl_signing_key_for(a.provider, &a.call, NULL, &key, NULL) == VNCURL_STATUS_INVALID_ARGUMENT,
        "NULL");
  CHECK(vncurl_signing_key_for(a.provider, &a.call, &a.credentials, NULL, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(vncurl_signing_key_for(vncurl_text("x"), &a.call, &a.credentials, &key, NULL) ==
            VNCURL_STATUS_UNKNOWN_PROVIDER, "x");
  a.call.struct_size = 8;
  CHECK(vncurl_signing_key_for(a.provider, &a.call, &a.credentials, &key, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "size");
}

static void a_console_takes_a_password_where_the_page_does(void)
{
  struct arguments a;
  struct vncurl_error error;
  struct vncurl_str url = {buf, 0};
  fill_arguments(&a);
  a.guest.password = vncurl_text("aB3xY9");
  CHECK(vncurl_console_url(vncurl_text("alibaba-ecs"), a.vnc_url, a.instance_id, &a.guest, buf, sizeof buf,
                           &url.len, NULL) == VNCURL_STATUS_OK, "Alibaba");
  CHECK(holds(url, "&password=aB3xY9"), "Alibaba");
  CHECK(vncurl_console_url(a.provider, a.vnc_url, a.instance_id, &a.guest, buf, sizeof buf, &url.len, NULL) ==
            VNCURL_STATUS_PASSWORD_NOT_TAKEN, "Tencent");
  a.guest.password = vncurl_text("aB3x&9");
  CHECK(vncurl_console_url(vncurl_text("alibaba-ecs"), a.vnc_url, a.instance_id, &a.guest, buf, sizeof buf,
                           &url.len, &error) == VNCURL_STATUS_INVALID_PASSWORD && error.at == 4, "&");
  CHECK(strstr(error.message, "aB3x") == NULL, "%s", error.message);
}

static void the_bare_address_is_decoded_once(void)
{
  struct arguments a;
  struct vncurl_error error;
  struct vncurl_str url = {buf, 0};
  fill_arguments(&a);
  CHECK(vncurl_websocket_url(a.provider, a.vnc_url, buf, sizeof buf, &url.len, NULL) == VNCURL_STATUS_OK,
        "address");
  CHECK(same(url, "wss://gzvnc.qcloud.com:26789/vnc?s=Y1hM"), "%.*s", (int)url.len, buf);
  CHECK(vncurl_websocket_url(a.provider, vncurl_text("https%3A%2F%2Fa"), buf, sizeof buf, &url.len, &error) ==
                VNCURL_STATUS_INVALID_VNC_URL && url.len == 0 && error.at == 0, "no WebSocket");
}

static void older_pages_are_known(void)
{
  struct vncurl_viewer viewer = {0}, other = {0};
  struct vncurl_provider provider = {0};
  struct vncurl_str ecs = vncurl_text("alibaba-ecs"), impossible = {NULL, 1};
  size_t index, pages = 0;
  viewer.struct_size = sizeof viewer;
  provider.struct_size = sizeof provider;
  CHECK(vncurl_provider_by_name(ecs, &provider) == VNCURL_STATUS_OK, "alibaba-ecs");
  for (index = 0; vncurl_viewer_at(ecs, index, &viewer); index++) {
    CHECK(starts(viewer.page, "https://") && viewer.name.len > 0 && viewer.read_on.len == 10,
          "page %d", (int)index);
    if (index == 0) CHECK(viewer.page.ptr == provider.page.ptr && viewer.name.ptr == provider.viewer.ptr,
          "own");
    pages++;
  }
  CHECK(pages >= 2 && viewer.name.len == 0 && viewer.struct_size == sizeof viewer, "%d pages", (int)pages);
  CHECK(!vncurl_viewer_at(ecs, SIZE_MAX, &viewer), "past the end");
  CHECK(!vncurl_viewer_at(vncurl_text("x"), 0, &viewer) && !vncurl_viewer_at(impossible, 0, &viewer),
        "no provider");
  CHECK(!vncurl_viewer_at(ecs, 0, NULL) && !vncurl_viewer_at(ecs, 0, &other), "no place");
}

static void an_echo_tells_a_wrong_secret_from_a_changed_request(void)
{
  const struct vncurl_str ecs = vncurl_text("alibaba-ecs"), broken = {"\xff", 1}, impossible = {NULL, 1};
  const struct vncurl_str body =
      vncurl_text("{\"RequestId\":\"r\",\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"Specified signature is "
                  "not matched with our calculation. server string to sign is:GET&%2F&a\"}");
  enum vncurl_echo echo;
  size_t at = 12345;
  struct vncurl_error error;
  CHECK(vncurl_reply_compare_echo(ecs, 400, body, vncurl_text("GET&%2F&a"), &echo, &at, &error) ==
                VNCURL_STATUS_OK && echo == VNCURL_ECHO_SAME && at == 0, "same");
  CHECK(vncurl_reply_compare_echo(ecs, 400, body, vncurl_text("GET&%2F&b"), &echo, &at, NULL) ==
                VNCURL_STATUS_OK && echo == VNCURL_ECHO_DIFFERS && at == 8, "differs");
  CHECK(vncurl_reply_compare_echo(ecs, 400, vncurl_text("{\"RequestId\":\"r\",\"Code\":\"c\",\"Message\":\"m\"}"),
                                  vncurl_text("a"), &echo, &at, NULL) == VNCURL_STATUS_OK &&
            echo == VNCURL_ECHO_ABSENT && at == 0, "absent");
  CHECK(vncurl_reply_compare_echo(ecs, 400, vncurl_text("{"), broken, &echo, &at, &error) ==
                VNCURL_STATUS_INVALID_ARGUMENT && error.at == 0, "not UTF-8");
  CHECK(vncurl_reply_compare_echo(ecs, 200, vncurl_text("{"), body, &echo, &at, NULL) ==
                VNCURL_STATUS_MALFORMED_REPLY && echo == VNCURL_ECHO_ABSENT, "no reply");
  CHECK(vncurl_reply_compare_echo(ecs, 65536, body, body, &echo, &at, NULL) == VNCURL_STATUS_INVALID_ARGUMENT,
        "65536");
  CHECK(vncurl_reply_compare_echo(ecs, 400, impossible, body, &echo, &at, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "body");
  CHECK(vncurl_reply_compare_echo(ecs, 400, body, impossible, &echo, &at, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "own");
  CHECK(vncurl_reply_compare_echo(vncurl_text("x"), 400, body, body, &echo, &at, NULL) ==
            VNCURL_STATUS_UNKNOWN_PROVIDER, "x");
  CHECK(vncurl_reply_compare_echo(ecs, 400, body, body, NULL, &at, NULL) == VNCURL_STATUS_INVALID_ARGUMENT,
        "NULL");
  CHECK(vncurl_reply_compare_echo(ecs, 400, body, body, &echo, NULL, NULL) == VNCURL_STATUS_INVALID_ARGUMENT,
        "NULL");
}

static void parameters_are_signed_in_sorted_order(void)
{
  static const char *const names[] = {"HmacSHA1", "HmacSHA256", "HMAC-SHA1"};
  struct arguments a;
  struct vncurl_str text = {buf, 0};
  size_t at;
  for (at = 0; at < 3; at++) {
    fill_arguments(&a);
    a.signable.query = vncurl_text("b=2&a=1");
    a.signable.payload = vncurl_text("c=%2B&Signature=x");
    CHECK(vncurl_sign(vncurl_text(names[at]), &a.signable, &a.credentials, 0, vncurl_text(NULL),
                      VNCURL_STEP_CANONICAL_REQUEST, buf, sizeof buf, &text.len, NULL) == VNCURL_STATUS_OK &&
              same(text, at < 2 ? "a=1&b=2&c=+" : "a=1&b=2&c=%2B"), "%s: %.*s", names[at], (int)text.len, buf);
    CHECK(vncurl_sign(vncurl_text(names[at]), &a.signable, &a.credentials, 0, vncurl_text(NULL),
                      VNCURL_STEP_STRING_TO_SIGN, buf, sizeof buf, &text.len, NULL) == VNCURL_STATUS_OK &&
              same(text, at < 2 ? "POSTcvm.tencentcloudapi.com/?a=1&b=2&c=+" : "POST&%2F&a%3D1%26b%3D2%26c%3D%252B"),
          "%s: %.*s", names[at], (int)text.len, buf);
    CHECK(vncurl_sign(vncurl_text(names[at]), &a.signable, &a.credentials, 0, vncurl_text(NULL),
                      VNCURL_STEP_SIGNATURE, buf, sizeof buf, &text.len, NULL) == VNCURL_STATUS_OK &&
              text.len == (size_t)(at == 1 ? 44 : 28), "%s", names[at]);
    CHECK(vncurl_sign(vncurl_text(names[at]), &a.signable, &a.credentials, 0, vncurl_text(NULL),
                      VNCURL_STEP_AUTHORIZATION, buf, sizeof buf, &text.len, NULL) == VNCURL_STATUS_OK &&
              starts(text, "Signature=") && memchr(buf + 10, '=', text.len - 10) == NULL, "%s", names[at]);
    a.signable.header_count = 0;
    CHECK(vncurl_sign(vncurl_text(names[at]), &a.signable, &a.credentials, 0, vncurl_text(NULL),
                      VNCURL_STEP_SIGNATURE, buf, sizeof buf, &text.len, NULL) ==
              (at < 2 ? VNCURL_STATUS_HOST_MISSING : VNCURL_STATUS_OK), "%s without a host", names[at]);
  }
}

/* The rooms that the header promises, with the longest of everything. */
static void the_longest_request_has_room(void)
{
  static const char *const signatures[] = {"tc3", "acs3", "tencent-v1-hmacsha1", "tencent-v1-hmacsha256", "alibaba-rpc"};
  static char slashes[4096], letters[64], host[9 + 253];
  struct arguments a;
  size_t at, len;
  int method;
  memset(slashes, '/', sizeof slashes);
  memset(letters, '9', sizeof letters);
  memset(host, 'a', sizeof host);
  memcpy(host, "https://", 8);
  for (at = 8 + 63; at < sizeof host - 1; at += 64) host[at] = '.';
  for (at = 0; at < 5; at++)
    for (method = VNCURL_METHOD_DEFAULT; method <= VNCURL_METHOD_POST_QUERY; method++) {
      enum vncurl_status status;
      fill_arguments(&a);
      a.call.signature = vncurl_text(signatures[at]);
      a.call.method = method;
      a.call.endpoint.ptr = host;
      a.call.endpoint.len = sizeof host - 1;
      a.call.region = vncurl_text("ap-a2345678901234567890123456789");
      a.call.nonce.ptr = letters;
      a.call.nonce.len = at == 2 || at == 3 ? 18 : sizeof letters;
      a.instance_id.ptr = letters;
      a.instance_id.len = sizeof letters;
      a.credentials.key_id.ptr = a.credentials.secret.ptr = slashes;
      a.credentials.key_id.len = a.credentials.secret.len = 128;
      a.credentials.token.ptr = slashes;
      a.credentials.token.len = sizeof slashes;
      if (at == 1 || at == 4) a.provider = vncurl_text("alibaba-ecs");
      status = vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, NULL, longest,
                                    at < 2 ? 8192 : 16384, &len, &a.request, NULL);
      CHECK(status == VNCURL_STATUS_OK || (status == VNCURL_STATUS_UNSUPPORTED_METHOD && method > 0),
            "%s, method %d: %d, %d bytes", signatures[at], method, (int)status, (int)len);
    }
}

void test_calls(void)
{
  the_longest_request_has_room();
  a_call_says_where_and_how();
  numbers_of_a_call_have_a_meaning();
  a_kept_key_serves_its_signature_version();
  a_console_takes_a_password_where_the_page_does();
  the_bare_address_is_decoded_once();
  older_pages_are_known();
  an_echo_tells_a_wrong_secret_from_a_changed_request();
  parameters_are_signed_in_sorted_order();
}
