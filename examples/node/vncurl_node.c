/*
 * libvncurl for Node: an addon of four functions, on Node-API alone, which stays the same from one
 * Node to the next.
 *
 *   providerOf(instanceId)
 *       -> the provider's name
 *   writeRequest({provider, instanceId, region, endpoint, keyId, secret, timestamp, random})
 *       -> {method, url, headers, body}, to send unchanged
 *   readReply(provider, httpStatus, body)
 *       -> {vncUrl, refusal, code, message}; refusal is empty when it is none
 *   consoleUrl(provider, vncUrl, instanceId)
 *       -> the URL; an Alibaba machine is taken for Linux
 *
 * Each throws an Error with libvncurl's words. timestamp and random are BigInts.
 */
#include <node_api.h>
#include <stdlib.h>
#include <vncurl.h>

/* Texts of one call; the longest is a reply. */
struct texts {
  size_t len;
  bool is_full;
  char bytes[2 * 65536];
};

/* A text of JavaScript; one that is none is empty, and libvncurl says what is missing. */
static struct vncurl_str take(napi_env env, napi_value value, struct texts *texts)
{
  size_t len = 0, room = sizeof texts->bytes - texts->len;
  char *text = texts->bytes + texts->len;
  if (napi_get_value_string_utf8(env, value, NULL, 0, &len) != napi_ok) return (struct vncurl_str){NULL, 0};
  if (len >= room) {
    texts->is_full = true;
    return (struct vncurl_str){NULL, 0};
  }
  napi_get_value_string_utf8(env, value, text, room, &len);
  texts->len += len + 1;
  return (struct vncurl_str){text, len};
}

static struct vncurl_str member(napi_env env, napi_value object, const char *name, struct texts *texts)
{
  napi_value value;
  napi_get_named_property(env, object, name, &value);
  return take(env, value, texts);
}

static uint64_t number(napi_env env, napi_value object, const char *name)
{
  napi_value value;
  uint64_t number = 0;
  bool lossless;
  napi_get_named_property(env, object, name, &value);
  napi_get_value_bigint_uint64(env, value, &number, &lossless);
  return number;
}

static napi_value string(napi_env env, struct vncurl_str text)
{
  napi_value value = NULL;
  napi_create_string_utf8(env, text.ptr == NULL ? "" : text.ptr, text.len, &value);
  return value;
}

static void set(napi_env env, napi_value object, const char *name, struct vncurl_str text)
{
  napi_set_named_property(env, object, name, string(env, text));
}

static napi_value fail(napi_env env, const char *message)
{
  napi_throw_error(env, NULL, message);
  return NULL;
}

static napi_value provider_of(napi_env env, napi_callback_info info)
{
  struct texts texts;
  size_t count = 1;
  napi_value in;
  struct vncurl_provider provider = {.struct_size = sizeof provider};
  texts.len = 0, texts.is_full = false;
  napi_get_cb_info(env, info, &count, &in, NULL, NULL);
  if (vncurl_provider_by_instance_id(take(env, in, &texts), &provider)) return fail(env, "the id is of no provider");
  return string(env, provider.name);
}

static napi_value write_request(napi_env env, napi_callback_info info)
{
  struct texts texts;
  char buf[8192], nonce[VNCURL_NONCE_LEN], url[4096];
  size_t len, count = 1;
  napi_value in, out, headers;
  struct vncurl_header header;
  struct vncurl_error error;
  struct vncurl_request request = {.struct_size = sizeof request};
  texts.len = 0, texts.is_full = false;
  napi_get_cb_info(env, info, &count, &in, NULL, NULL);
  struct vncurl_credentials credentials = {.struct_size = sizeof credentials,
      .key_id = member(env, in, "keyId", &texts), .secret = member(env, in, "secret", &texts)};
  struct vncurl_call call = {.struct_size = sizeof call, .region = member(env, in, "region", &texts),
      .endpoint = member(env, in, "endpoint", &texts), .timestamp = number(env, in, "timestamp")};
  struct vncurl_str provider = member(env, in, "provider", &texts), id = member(env, in, "instanceId", &texts);
  if (texts.is_full) return fail(env, "a text is too long");
  vncurl_nonce_write(number(env, in, "random"), nonce, sizeof nonce, &call.nonce.len);
  call.nonce.ptr = nonce;
  if (vncurl_request_write(provider, id, &call, &credentials, NULL, buf, sizeof buf, &len, &request, &error))
    return fail(env, error.message);
  const struct vncurl_str parts[] = {request.scheme, {"://", 3}, request.host, request.path_and_query};
  len = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    if (parts[i].len > sizeof url - len) return fail(env, "the address is too long");
    memcpy(url + len, parts[i].ptr, parts[i].len);
    len += parts[i].len;
  }
  napi_create_object(env, &out);
  napi_create_object(env, &headers);
  for (size_t i = 0; vncurl_request_header(&request, i, &header); i++) {
    napi_set_property(env, headers, string(env, header.name), string(env, header.value));
  }
  set(env, out, "method", request.method);
  set(env, out, "url", (struct vncurl_str){url, len});
  set(env, out, "body", request.body);
  napi_set_named_property(env, out, "headers", headers);
  return out;
}

static napi_value read_reply(napi_env env, napi_callback_info info)
{
  struct texts texts;
  char buf[sizeof texts.bytes];
  size_t len, count = 3;
  int32_t http_status = 0;
  napi_value in[3], out;
  struct vncurl_error error;
  struct vncurl_reply reply = {.struct_size = sizeof reply};
  texts.len = 0, texts.is_full = false;
  napi_get_cb_info(env, info, &count, in, NULL, NULL);
  napi_get_value_int32(env, in[1], &http_status);
  struct vncurl_str provider = take(env, in[0], &texts), body = take(env, in[2], &texts);
  if (texts.is_full) return fail(env, "a text is too long");
  if (vncurl_reply_read(provider, http_status, body, buf, sizeof buf, &len, &reply, &error))
    return fail(env, error.message);
  napi_create_object(env, &out);
  set(env, out, "vncUrl", reply.vnc_url);
  set(env, out, "refusal", vncurl_text(reply.refusal == VNCURL_REFUSAL_NONE ? "" : vncurl_refusal_word(reply.refusal)));
  set(env, out, "code", reply.code);
  set(env, out, "message", reply.message);
  return out;
}

static napi_value console_url(napi_env env, napi_callback_info info)
{
  struct texts texts;
  char buf[sizeof texts.bytes];
  size_t len, count = 3;
  napi_value in[3];
  struct vncurl_error error;
  struct vncurl_guest guest = {.struct_size = sizeof guest, .os = VNCURL_OS_LINUX};
  texts.len = 0, texts.is_full = false;
  napi_get_cb_info(env, info, &count, in, NULL, NULL);
  struct vncurl_str provider = take(env, in[0], &texts), vnc_url = take(env, in[1], &texts);
  struct vncurl_str id = take(env, in[2], &texts);
  if (texts.is_full) return fail(env, "a text is too long");
  if (vncurl_console_url(provider, vnc_url, id, &guest, buf, sizeof buf, &len, &error))
    return fail(env, error.message);
  return string(env, (struct vncurl_str){buf, len});
}

NAPI_MODULE_INIT()
{
  const napi_property_descriptor functions[] = {
      {"providerOf", NULL, provider_of, NULL, NULL, NULL, napi_enumerable, NULL},
      {"writeRequest", NULL, write_request, NULL, NULL, NULL, napi_enumerable, NULL},
      {"readReply", NULL, read_reply, NULL, NULL, NULL, napi_enumerable, NULL},
      {"consoleUrl", NULL, console_url, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}
