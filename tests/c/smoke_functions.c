/*
 * The writing functions, each behind one signature, so that a test can go through all of them.
 */
#include "smoke.h"

#include <string.h>

static enum vncurl_status request_write(struct arguments *a, struct output out)
{
  return vncurl_request_write(a->provider, a->instance_id, a->call_at, a->credentials_at, a->key_at,
                              out.buf, out.cap, out.len, a->request_at, out.error);
}

static enum vncurl_status request_write_derived(struct arguments *a, struct output out)
{
  a->key_at = NULL;
  return request_write(a, out);
}

static enum vncurl_status reply_read(struct arguments *a, struct output out)
{
  return vncurl_reply_read(a->provider, a->http_status, a->body, out.buf, out.cap, out.len,
                           a->reply_at, out.error);
}

static enum vncurl_status console_url(struct arguments *a, struct output out)
{
  return vncurl_console_url(a->provider, a->vnc_url, a->instance_id, a->guest_at, out.buf, out.cap,
                            out.len, out.error);
}

static enum vncurl_status sign(struct arguments *a, struct output out)
{
  return vncurl_sign(a->algorithm, a->signable_at, a->credentials_at, a->call.timestamp, a->service,
                     a->step, out.buf, out.cap, out.len, out.error);
}

static enum vncurl_status canonical_request(struct arguments *a, struct output out)
{
  a->step = VNCURL_STEP_CANONICAL_REQUEST;
  return sign(a, out);
}

static enum vncurl_status string_to_sign(struct arguments *a, struct output out)
{
  a->step = VNCURL_STEP_STRING_TO_SIGN;
  return sign(a, out);
}

static enum vncurl_status signature(struct arguments *a, struct output out)
{
  a->step = VNCURL_STEP_SIGNATURE;
  return sign(a, out);
}

#define AT(member) offsetof(struct arguments, member)
#define REQUEST_TEXTS                                                                           \
  {AT(provider), AT(instance_id), AT(call.region), AT(call.endpoint), AT(call.nonce),           \
   AT(credentials.key_id), AT(credentials.secret), AT(credentials.token)}
#define SIGN_TEXTS                                                                              \
  {AT(algorithm), AT(service), AT(credentials.key_id), AT(credentials.secret),                  \
   AT(signable.method), AT(signable.path), AT(signable.query), AT(headers[0].name),             \
   AT(headers[0].value), AT(headers[1].name), AT(headers[1].value)}
#define SIGN_PLACES                                                                             \
  {AT(signable.payload)}, {AT(signable), AT(credentials)}, {AT(signable_at), AT(credentials_at)}, \
  {0}

const struct function functions[] = {
    {"request_write, kept key", request_write, REQUEST_TEXTS, {0},
     {AT(call), AT(credentials), AT(request)}, {AT(call_at), AT(credentials_at), AT(request_at)},
     {AT(key_at)}},
    {"request_write", request_write_derived, REQUEST_TEXTS, {0},
     {AT(call), AT(credentials), AT(request)}, {AT(call_at), AT(credentials_at), AT(request_at)},
     {0}},
    {"reply_read", reply_read, {AT(provider)}, {AT(body)}, {AT(reply)}, {AT(reply_at)}, {0}},
    {"console_url", console_url, {AT(provider), AT(vnc_url), AT(instance_id), AT(guest.page)}, {0},
     {AT(guest)}, {0}, {AT(guest_at)}},
    {"sign, canonical request", canonical_request, SIGN_TEXTS, SIGN_PLACES},
    {"sign, string to sign", string_to_sign, SIGN_TEXTS, SIGN_PLACES},
    {"sign, signature", signature, SIGN_TEXTS, SIGN_PLACES},
    {"sign, authorization", sign, SIGN_TEXTS, SIGN_PLACES},
};
const size_t function_count = sizeof functions / sizeof *functions;

void fill_arguments(struct arguments *a)
{
  memset(a, 0, sizeof *a);
  a->provider = vncurl_text("tencent-cvm");
  a->instance_id = vncurl_text("ins-r9hr2upy");
  a->vnc_url = vncurl_text("wss%3A%2F%2Fgzvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DY1hM");
  a->body = vncurl_text("{\"Response\": {\"InstanceVncUrl\": \"wss%3A%2F%2Fgzvnc.qcloud.com\\u0025"
                        "3A26789%2Fvnc%3Fs%3DY1hM\", \"RequestId\": \"3a685fe7\\/327a\"}}");
  a->http_status = 200;
  a->algorithm = vncurl_text("TC3-HMAC-SHA256");
  a->service = vncurl_text("cvm");
  a->step = VNCURL_STEP_AUTHORIZATION;

  a->call.struct_size = sizeof a->call;
  a->call.region = vncurl_text("ap-guangzhou");
  a->call.endpoint = vncurl_text("https://cvm.example:8443");
  a->call.nonce = vncurl_text("0123456789abcdef");
  a->call.timestamp = 1700000000;

  a->credentials.struct_size = sizeof a->credentials;
  a->credentials.key_id = vncurl_text("AKIDEXAMPLE");
  a->credentials.secret = vncurl_text("EXAMPLE-secret");
  a->credentials.token = vncurl_text("EXAMPLE-token");

  a->guest.struct_size = sizeof a->guest;
  a->guest.page = vncurl_text("https://viewer.example/page.html");
  a->guest.os = VNCURL_OS_LINUX;

  a->headers[0].name = vncurl_text("Host");
  a->headers[0].value = vncurl_text("cvm.tencentcloudapi.com");
  a->headers[1].name = vncurl_text("Content-Type");
  a->headers[1].value = vncurl_text("application/json");
  a->signable.struct_size = sizeof a->signable;
  a->signable.method = vncurl_text("POST");
  a->signable.path = vncurl_text("/");
  a->signable.query = vncurl_text("a=1");
  a->signable.headers = a->headers;
  a->signable.header_count = 2;
  a->signable.payload = vncurl_text("{}");

  vncurl_signing_key_derive(a->provider, &a->credentials, a->call.timestamp, &a->key, NULL);
  a->request.struct_size = sizeof a->request;
  a->reply.struct_size = sizeof a->reply;

  a->call_at = &a->call;
  a->credentials_at = &a->credentials;
  a->guest_at = &a->guest;
  a->signable_at = &a->signable;
  a->key_at = &a->key;
  a->request_at = &a->request;
  a->reply_at = &a->reply;
}
