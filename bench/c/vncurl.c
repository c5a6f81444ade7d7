/* The worker for libvncurl; the arguments and the reply are those of rust/src/cases.rs. */

#include "vncurl.h"
#include "worker.h"

enum { TIMESTAMP = 1700000000 };

#define TEXT(literal) {literal, sizeof literal - 1}

static const struct vncurl_str PROVIDER = TEXT("tencent-cvm");
static const struct vncurl_str INSTANCE_ID = TEXT("ins-r9hr2upy");
static const struct vncurl_str REPLY =
    TEXT("{\"Response\": {\"InstanceVncUrl\": \"wss%3A%2F%2Fbjvnc.qcloud.com%3A26789%2Fvnc%3Fs%3D"
         "aHpjWnRVMFNhYmxKdDM5MjRHNlVTSVQwajNUSW0wb2tBbmFtREFCTmFrcy8vUUNPMG0wSHZNOUUxRm5PMmUzWmFD"
         "cWlOdDJIbUJxSTZDL0RXcHZxYnZZMmRkWWZWcEZia2lyb09XMzdKNmM9\", \"RequestId\": "
         "\"6ef60bec-0242-43af-bb20-270359fb54a7\"}}");
static const struct vncurl_credentials CREDENTIALS = {
    sizeof CREDENTIALS,
    TEXT("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"),
    TEXT("Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"),
    {NULL, 0},
};
static const struct vncurl_call CALL = {
    sizeof CALL, TEXT("ap-guangzhou"), {NULL, 0}, {NULL, 0}, TIMESTAMP,
};

static void require_ok(enum vncurl_status status) {
    bench_require(status == VNCURL_STATUS_OK, vncurl_strerror((int)status));
}

static void sign(void) {
    static const struct vncurl_header headers[] = {
        {TEXT("content-type"), TEXT("application/json")},
        {TEXT("host"), TEXT("cvm.tencentcloudapi.com")},
    };
    static const struct vncurl_signable signable = {
        sizeof signable, TEXT("POST"), TEXT("/"), {NULL, 0}, headers, 2,
        TEXT("{\"InstanceId\":\"ins-r9hr2upy\"}"),
    };
    static const struct vncurl_str algorithm = TEXT("TC3-HMAC-SHA256");
    static const struct vncurl_str service = TEXT("cvm");
    char buf[512];
    size_t len;
    require_ok(vncurl_sign(algorithm, &signable, &CREDENTIALS, TIMESTAMP, service,
                           VNCURL_STEP_AUTHORIZATION, buf, sizeof buf, &len, NULL));
}

static void write_request(const struct vncurl_signing_key *kept) {
    char buf[1024];
    size_t len;
    struct vncurl_request request = {.struct_size = sizeof request};
    require_ok(vncurl_request_write(PROVIDER, INSTANCE_ID, &CALL, &CREDENTIALS, kept, buf,
                                    sizeof buf, &len, &request, NULL));
}

static void request_kept(void) {
    static struct vncurl_signing_key kept;
    static bool is_derived;
    if (!is_derived) {
        require_ok(vncurl_signing_key_derive(PROVIDER, &CREDENTIALS, TIMESTAMP, &kept, NULL));
        is_derived = true;
    }
    write_request(&kept);
}

static void request_bare(void) { write_request(NULL); }

static void reply(void) {
    char texts[512], url[512];
    size_t len;
    struct vncurl_reply reply = {.struct_size = sizeof reply};
    require_ok(vncurl_reply_read(PROVIDER, 200, REPLY, texts, sizeof texts, &len, &reply, NULL));
    require_ok(vncurl_console_url(PROVIDER, reply.vnc_url, INSTANCE_ID, NULL, url, sizeof url, &len,
                                  NULL));
}

static void call(void) {
    request_kept();
    reply();
}

const struct bench_case bench_cases[] = {
    {"signature", "sign", "vncurl: TC3, vncurl_sign(), bare secret", sign},
    {"request", "request-kept", "vncurl: Tencent, HTTP/1.1 bytes, kept signing key", request_kept},
    {"request", "request-bare", "vncurl: Tencent, HTTP/1.1 bytes, bare secret", request_bare},
    {"reply", "reply", "vncurl: checked console URL", reply},
    {"call", "call", "vncurl: Tencent, kept signing key", call},
    {NULL, NULL, NULL, NULL},
};
