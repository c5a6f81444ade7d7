/*
 * What the functions answer to good arguments, and the functions that cannot fail.
 */
#include "smoke.h"

#include <string.h>

static char buf[8192];

static void versions_agree(void)
{
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", VNCURL_VERSION_MAJOR, VNCURL_VERSION_MINOR,
           VNCURL_VERSION_PATCH);
  CHECK(strcmp(vncurl_version(), version) == 0, "%s", vncurl_version());
}

static void every_status_has_words(void)
{
  const int none[] = {-2147483647 - 1, -1, 28, 99, 103, 2147483647};
  size_t at;
  int status;
  CHECK(strcmp(vncurl_strerror(VNCURL_STATUS_OK), "success") == 0, "status 0");
  for (status = 1; status <= 27; status++)
    CHECK(strlen(vncurl_strerror(status)) > 20, "status %d", status);
  for (status = 100; status <= 102; status++)
    CHECK(strlen(vncurl_strerror(status)) > 20, "status %d", status);
  for (at = 0; at < sizeof none / sizeof *none; at++)
    CHECK(strcmp(vncurl_strerror(none[at]), "unknown status") == 0, "status %d", none[at]);
}

static void every_refusal_has_a_word(void)
{
  int refusal;
  CHECK(strcmp(vncurl_refusal_word(VNCURL_REFUSAL_NOT_RUNNING), "not-running") == 0, "word");
  CHECK(strcmp(vncurl_refusal_word(VNCURL_REFUSAL_UNKNOWN), "unknown") == 0, "word");
  for (refusal = 1; refusal <= 13; refusal++) {
    CHECK(strlen(vncurl_refusal_word(refusal)) > 3, "refusal %d", refusal);
    CHECK(strlen(vncurl_refusal_advice(refusal)) > 10, "refusal %d", refusal);
  }
  for (refusal = -1; refusal <= 14; refusal += refusal == 0 ? 14 : 1) {
    CHECK(*vncurl_refusal_word(refusal) == '\0', "refusal %d", refusal);
    CHECK(*vncurl_refusal_advice(refusal) == '\0', "refusal %d", refusal);
  }
}

static void providers_are_found(void)
{
  struct vncurl_provider provider = {0}, by_name = {0};
  struct vncurl_str not_utf8 = {"\xff", 1}, impossible = {NULL, 1};
  size_t at;
  CHECK(vncurl_provider_count() >= 2, "count");
  for (at = 0; at < vncurl_provider_count(); at++) {
    provider.struct_size = by_name.struct_size = sizeof provider;
    CHECK(vncurl_provider_at(at, &provider) == VNCURL_STATUS_OK, "provider %d", (int)at);
    CHECK(provider.name.len > 0 && provider.page.len > 0 && provider.vnc_url_valid_s > 0, "provider");
    CHECK(vncurl_provider_by_name(provider.name, &by_name) == VNCURL_STATUS_OK, "provider");
    CHECK(by_name.name.ptr == provider.name.ptr && by_name.page.ptr == provider.page.ptr, "provider");
    CHECK(vncurl_provider_by_instance_id(provider.instance_id_prefix, &by_name) == VNCURL_STATUS_OK &&
              by_name.name.ptr == provider.name.ptr,
          "provider");
  }
  CHECK(vncurl_provider_at(at, &provider) == VNCURL_STATUS_UNKNOWN_PROVIDER, "past the end");
  CHECK(provider.name.len == 0 && provider.struct_size == sizeof provider, "past the end");
  CHECK(vncurl_provider_at(SIZE_MAX, &provider) == VNCURL_STATUS_UNKNOWN_PROVIDER, "past the end");
  CHECK(vncurl_provider_by_name(vncurl_text("tencent-cvm"), &provider) == VNCURL_STATUS_OK, "name");
  CHECK(same(provider.title, "Tencent Cloud CVM") && same(provider.service, "cvm"), "tencent-cvm");
  CHECK(provider.single_use && !provider.asks_for_os && provider.requests_per_s == 10, "tencent-cvm");
  CHECK(vncurl_provider_by_instance_id(vncurl_text("i-bp1"), &provider) == VNCURL_STATUS_OK, "id");
  CHECK(same(provider.name, "alibaba-ecs") && provider.asks_for_os, "alibaba-ecs");

  CHECK(vncurl_provider_by_name(vncurl_text("tencent"), &provider) == VNCURL_STATUS_UNKNOWN_PROVIDER,
        "provider");
  CHECK(vncurl_provider_by_name(vncurl_text(NULL), &provider) == VNCURL_STATUS_UNKNOWN_PROVIDER, "provider");
  CHECK(vncurl_provider_by_instance_id(vncurl_text("x"), &provider) == VNCURL_STATUS_UNKNOWN_PROVIDER,
        "provider");
  CHECK(vncurl_provider_by_name(not_utf8, &provider) == VNCURL_STATUS_INVALID_ARGUMENT, "provider");
  CHECK(vncurl_provider_by_instance_id(impossible, &provider) == VNCURL_STATUS_INVALID_ARGUMENT, "provider");
  CHECK(vncurl_provider_at(0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(vncurl_provider_by_name(vncurl_text("tencent-cvm"), NULL) == VNCURL_STATUS_INVALID_ARGUMENT,
        "provider");
  provider.struct_size--;
  provider.requests_per_s = 77;
  CHECK(vncurl_provider_at(0, &provider) == VNCURL_STATUS_INVALID_ARGUMENT, "struct_size");
  CHECK(provider.requests_per_s == 77, "a struct of another size was written");
}

static void headers_are_the_lines_between_host_and_body(void)
{
  struct arguments a;
  struct vncurl_header header;
  size_t len, index, total = 0;
  int authorized = 0;
  fill_arguments(&a);
  a.key_at = NULL;
  CHECK(vncurl_request_write(a.provider, a.instance_id, a.call_at, a.credentials_at, NULL, buf,
                             sizeof buf, &len, &a.request, NULL) == VNCURL_STATUS_OK,
        "request");
  CHECK(same(a.request.method, "POST") && same(a.request.scheme, "https"), "request");
  CHECK(same(a.request.host, "cvm.example:8443") && same(a.request.path_and_query, "/"), "request");
  CHECK(same(a.request.body, "{\"InstanceId\":\"ins-r9hr2upy\"}"), "request");
  CHECK(a.request.http1.ptr == buf && a.request.http1.len == len, "request");
  for (index = 0; vncurl_request_header(&a.request, index, &header); index++) {
    CHECK(header.name.ptr == a.request.headers.ptr + total, "header %d", (int)index);
    total += header.name.len + 2 + header.value.len + 2;
    if (same(header.name, "Authorization")) authorized = memcmp(header.value.ptr, "TC3-HMAC-SHA256 ", 16) == 0;
    CHECK(!same(header.name, "Host") && !same(header.name, "Content-Length"), "header %d", (int)index);
  }
  CHECK(index == 7 && authorized, "%d headers", (int)index);
  CHECK(total == a.request.headers.len, "headers");
  CHECK(memcmp(a.request.headers.ptr + total, "\r\n", 2) == 0, "headers");
  CHECK(a.request.headers.ptr + total + 2 == a.request.body.ptr, "headers");
  CHECK(header.name.len == 0 && header.value.len == 0, "past the end");
  CHECK(!vncurl_request_header(&a.request, SIZE_MAX, &header), "past the end");
  CHECK(!vncurl_request_header(NULL, 0, &header), "NULL");
  CHECK(!vncurl_request_header(&a.request, 0, NULL), "NULL");
  a.request.struct_size++;
  CHECK(!vncurl_request_header(&a.request, 0, &header), "struct_size");
}

static void a_reply_is_an_address_or_a_refusal(void)
{
  struct vncurl_reply reply = {0};
  struct arguments a;
  size_t len;
  static const char refused[] =
      "{\"Response\":{\"Error\":{\"Code\":\"UnauthorizedOperation\",\"Message\":\"no\\u00e9\"},\"RequestId\":\"r\"}}";
  struct vncurl_error error;
  fill_arguments(&a);
  reply.struct_size = sizeof reply;
  CHECK(vncurl_reply_read(a.provider, 200, a.body, buf, sizeof buf, &len, &reply, NULL) == VNCURL_STATUS_OK,
        "address");
  CHECK(reply.refusal == VNCURL_REFUSAL_NONE && reply.code.len == 0 && reply.message.len == 0, "address");
  CHECK(same(reply.vnc_url, a.vnc_url.ptr) && same(reply.request_id, "3a685fe7/327a"), "address");
  CHECK(vncurl_reply_read(a.provider, 200, vncurl_text(refused), buf, sizeof buf, &len, &reply, NULL) ==
            VNCURL_STATUS_OK,
        "refusal");
  CHECK(reply.refusal == VNCURL_REFUSAL_NO_PERMISSION && reply.vnc_url.len == 0, "refusal");
  CHECK(same(reply.code, "UnauthorizedOperation") && same(reply.message, "no\xc3\xa9"), "refusal");
  CHECK(same(reply.request_id, "r") && len == 26, "refusal, %d bytes", (int)len);
  CHECK(vncurl_reply_read(a.provider, 502, vncurl_text("<html>"), buf, sizeof buf, &len, &reply, &error) ==
            VNCURL_STATUS_UNEXPECTED_STATUS,
        "gateway");
  CHECK(vncurl_reply_read(a.provider, 200, vncurl_text("<html>"), buf, sizeof buf, &len, &reply, &error) ==
                VNCURL_STATUS_MALFORMED_REPLY &&
            error.at == 0,
        "HTML");
  CHECK(strcmp(error.message, "the reply is not valid JSON or XML") == 0, "%s", error.message);
}

/* Every truncation of a reply is an error, and every change of one byte ends in some status. */
static void a_broken_reply_is_never_an_address(void)
{
  struct arguments a;
  size_t at, len;
  char body[256];
  fill_arguments(&a);
  for (at = 0; at < a.body.len; at++) {
    struct vncurl_str part = a.body;
    int byte;
    part.len = at;
    CHECK(vncurl_reply_read(a.provider, 200, part, buf, sizeof buf, &len, &a.reply, NULL) ==
              VNCURL_STATUS_MALFORMED_REPLY,
          "%d bytes", (int)at);
    memcpy(body, a.body.ptr, a.body.len);
    part.ptr = body;
    part.len = a.body.len;
    for (byte = 0; byte < 256; byte++) {
      body[at] = (char)byte;
      vncurl_reply_read(a.provider, 200, part, buf, sizeof buf, &len, &a.reply, NULL);
      CHECK(len <= part.len + 64, "byte %d is %d", (int)at, byte);
    }
  }
}

static void the_console_url_is_the_page_and_the_address(void)
{
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  vncurl_console_url(a.provider, a.vnc_url, a.instance_id, NULL, buf, sizeof buf, &len, NULL);
  buf[len] = '\0';
  CHECK(strcmp(buf, "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl="
                    "wss%3A%2F%2Fgzvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DY1hM") == 0,
        "%s", buf);
  a.guest.os = VNCURL_OS_WINDOWS;
  vncurl_console_url(vncurl_text("alibaba-ecs"), a.vnc_url, a.instance_id, a.guest_at, buf, sizeof buf, &len, NULL);
  buf[len] = '\0';
  CHECK(strcmp(buf, "https://viewer.example/page.html?vncUrl=wss%3A%2F%2Fgzvnc.qcloud.com%3A26789"
                    "%2Fvnc%3Fs%3DY1hM&instanceId=ins-r9hr2upy&isWindows=true") == 0,
        "%s", buf);
  CHECK(vncurl_console_url(vncurl_text("alibaba-ecs"), a.vnc_url, a.instance_id, NULL, buf, sizeof buf,
                           &len, NULL) == VNCURL_STATUS_OS_MISSING,
        "no operating system");
}

void test_answers(void)
{
  versions_agree();
  every_status_has_words();
  every_refusal_has_a_word();
  providers_are_found();
  headers_are_the_lines_between_host_and_body();
  a_reply_is_an_address_or_a_refusal();
  a_broken_reply_is_never_an_address();
  the_console_url_is_the_page_and_the_address();
}
