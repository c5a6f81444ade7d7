/*
 * Prints the console URL of a virtual machine: console_url INSTANCE REGION [ENDPOINT [linux|windows]]
 *
 * ENDPOINT "" is the cloud's own. Alibaba's page must be told linux or windows. Key id and secret
 * stand in TENCENTCLOUD_SECRET_ID and _KEY, or ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.
 */
#include <curl/curl.h>
#include <stdlib.h>
#include <time.h>
#include <vncurl.h>
#define SPAN(text) (int)(text).len, (text).ptr
static struct { char bytes[65536]; size_t len; } body;

static size_t receive(char *bytes, size_t size, size_t count, void *unused)
{
  (void)unused;
  if (size * count > sizeof body.bytes - body.len) return 0; /* Too long for a reply: curl gives up. */
  memcpy(body.bytes + body.len, bytes, size * count);
  body.len += size * count;
  return size * count;
}

static int fail(const char *what, const char *why)
{
  fprintf(stderr, "console_url: %s: %s\n", what, why);
  return 1;
}

/* Send the request as it was signed, and wait for the reply: its HTTP status, or 0. */
static long send_request(const struct vncurl_request *r)
{
  long status = 0;
  char url[1024], text[8192];
  struct curl_slist *lines = r->body.len == 0 ? curl_slist_append(NULL, "Content-Type:") : NULL;
  struct vncurl_header header;
  int loopback = r->scheme.len == strlen("http"); /* vncurl signs no other plain request. */
  CURL *curl = curl_easy_init();
  snprintf(url, sizeof url, "%.*s://%.*s%.*s", SPAN(r->scheme), SPAN(r->host), SPAN(r->path_and_query));
  for (size_t i = 0; vncurl_request_header(r, i, &header); i++) {
    snprintf(text, sizeof text, "%.*s: %.*s", SPAN(header.name), SPAN(header.value));
    lines = curl_slist_append(lines, text);
  }
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)r->body.len);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body.ptr);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, loopback ? "http" : "https");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, loopback ? "*" : NULL);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L), curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  CURLcode code = curl_easy_perform(curl); /* An error for NULL too. */
  if (code != CURLE_OK) fail("transport", curl_easy_strerror(code));
  else curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(lines);
  curl_easy_cleanup(curl);
  return status;
}

int main(int argc, char **argv)
{
  char buf[8192], texts[sizeof body.bytes + 64], url[16384], nonce[33];
  unsigned long long seed[2]; size_t len;
  int os = argc < 5 ? VNCURL_OS_UNKNOWN : !strcmp(argv[4], "linux") ? VNCURL_OS_LINUX
                      : !strcmp(argv[4], "windows") ? VNCURL_OS_WINDOWS : -1;
  struct vncurl_provider provider = {.struct_size = sizeof provider};
  struct vncurl_guest guest = {.struct_size = sizeof guest, .os = os};
  struct vncurl_request request = {.struct_size = sizeof request};
  struct vncurl_reply reply = {.struct_size = sizeof reply}; struct vncurl_error error;
  if (argc < 3 || os < 0) return fail("usage", "console_url INSTANCE REGION [ENDPOINT [linux|windows]]");
  struct vncurl_str id = vncurl_text(argv[1]);
  if (vncurl_provider_by_instance_id(id, &provider)) return fail(argv[1], "is of no provider");
  if (provider.asks_for_os && os == VNCURL_OS_UNKNOWN) return fail(argv[1], "say linux or windows");
  int tencent = strncmp(provider.name.ptr, "tencent-", 8) == 0;
  const char *key_id = tencent ? "TENCENTCLOUD_SECRET_ID" : "ALIBABA_CLOUD_ACCESS_KEY_ID";
  const char *secret = tencent ? "TENCENTCLOUD_SECRET_KEY" : "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
  if (getenv(key_id) == NULL || getenv(secret) == NULL) return fail(key_id, "is not set, or its secret is not");
  FILE *random = fopen("/dev/urandom", "rb");
  if (random == NULL || fread(seed, sizeof seed, 1, random) != 1) return fail("/dev/urandom", "cannot be read");
  snprintf(nonce, sizeof nonce, "%016llx%016llx", seed[0], seed[1]);
  struct vncurl_credentials credentials = {.struct_size = sizeof credentials,
      .key_id = vncurl_text(getenv(key_id)), .secret = vncurl_text(getenv(secret))};
  struct vncurl_call call = {.struct_size = sizeof call, .region = vncurl_text(argv[2]),
      .endpoint = vncurl_text(argc > 3 ? argv[3] : NULL), .nonce = vncurl_text(nonce), .timestamp = time(NULL)};
  if (vncurl_request_write(provider.name, id, &call, &credentials, NULL, buf, sizeof buf, &len, &request, &error))
    return fail("request", error.message);
  long status = send_request(&request);
  if (status == 0) return 1;
  if (vncurl_reply_read(provider.name, status, (struct vncurl_str){body.bytes, body.len}, texts, sizeof texts, &len,
                        &reply, &error)) return fail("reply", error.message);
  if (reply.refusal != VNCURL_REFUSAL_NONE)
    return fprintf(stderr, "console_url: %s: %.*s: %.*s; %s\n", vncurl_refusal_word(reply.refusal),
                   SPAN(reply.code), SPAN(reply.message), vncurl_refusal_advice(reply.refusal)), 1;
  if (vncurl_console_url(provider.name, reply.vnc_url, id, &guest, url, sizeof url, &len, &error))
    return fail("console URL", error.message);
  printf("%.*s\n", (int)len, url);
  return 0;
}
