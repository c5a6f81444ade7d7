/*
 * A console URL on a device: no clock, no heap, no HTTP library, and poll() alone to wait.
 *
 *   poll_loop INSTANCE REGION ENDPOINT
 *
 * ENDPOINT is http:// with a loopback address and a port: what carries TLS on the device, or the
 * simulator. The time is that since the device started, so the first request is refused; the flow
 * learns the cloud's time from the refusal. Key id and secret stand in TENCENTCLOUD_SECRET_ID and
 * _KEY, or ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>
#include <vncurl.h>
#define SPAN(text) (int)(text).len, (text).ptr

/* All the memory there is, 35 KiB: nothing grows. */
static struct {
  struct vncurl_flow flow;
  char request[8192], reply[8192 + 1], texts[2 * 8192 + 1024];
} memory;

/* A request on its way, and the reply as far as it came. */
struct exchange {
  int socket;
  const char *rest;
  size_t unsent, received;
};

static int fail(const char *what, const char *why)
{
  fprintf(stderr, "poll_loop: %s: %s\n", what, why);
  return 1;
}

/* Milliseconds since the device started. */
static uint64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static uint64_t random_bits(void)
{
  uint64_t bits = 0;
  FILE *source = fopen("/dev/urandom", "rb");
  if (source == NULL || fread(&bits, sizeof bits, 1, source) != 1) exit(fail("/dev/urandom", "cannot be read"));
  fclose(source);
  return bits;
}

static int begin(struct exchange *exchange, const struct vncurl_request *request)
{
  struct sockaddr_in peer = {.sin_family = AF_INET};
  unsigned port;
  char host[64];
  if (request->host.len >= sizeof host) return 0;
  snprintf(host, sizeof host, "%.*s", SPAN(request->host));
  if (sscanf(host, "127.0.0.1:%5u", &port) != 1) return 0;
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  peer.sin_port = htons((uint16_t)port);
  exchange->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (exchange->socket < 0 || fcntl(exchange->socket, F_SETFL, O_NONBLOCK) < 0) return 0;
  if (connect(exchange->socket, (struct sockaddr *)&peer, sizeof peer) < 0 && errno != EINPROGRESS) return 0;
  exchange->rest = request->http1.ptr;
  exchange->unsent = request->http1.len;
  exchange->received = 0;
  return 1;
}

/* The value of a header, where the reply has it. */
static struct vncurl_str header(const char *name)
{
  const char *line = memory.reply;
  while ((line = strstr(line, "\r\n")) != NULL && strncmp(line, "\r\n\r\n", 4) != 0) {
    line += 2;
    if (strncasecmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':') {
      const char *value = line + strlen(name) + 1;
      value += strspn(value, " ");
      return (struct vncurl_str){value, strcspn(value, "\r")};
    }
  }
  return vncurl_text(NULL);
}

/* Take in what came; whether that is a whole reply. */
static int whole(const struct exchange *exchange, struct vncurl_answered *answered)
{
  const char *end = strstr(memory.reply, "\r\n\r\n");
  if (end == NULL || sscanf(memory.reply, "HTTP/1.1 %3d", &answered->http_status) != 1) return 0;
  answered->body.ptr = end + 4;
  answered->body.len = exchange->received - (size_t)(answered->body.ptr - memory.reply);
  answered->date = header("Date");
  answered->retry_after = header("Retry-After");
  answered->retry_after_ms = header("x-acs-retry-after");
  return header("Content-Length").len > 0 && answered->body.len >= strtoul(header("Content-Length").ptr, NULL, 10);
}

/* Move bytes as far as they go now: 1 for a whole reply, 0 for not yet, -1 for a lost one. */
static int step(struct exchange *exchange, struct vncurl_answered *answered)
{
  size_t room = sizeof memory.reply - 1 - exchange->received;
  ssize_t moved = exchange->unsent > 0
                      ? write(exchange->socket, exchange->rest, exchange->unsent)
                      : read(exchange->socket, memory.reply + exchange->received, room);
  if (moved < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  if (exchange->unsent > 0) {
    exchange->rest += moved;
    exchange->unsent -= (size_t)moved;
    return 0;
  }
  if (moved == 0) return -1; /* The end, or a reply without room. */
  exchange->received += (size_t)moved;
  memory.reply[exchange->received] = '\0';
  return whole(exchange, answered);
}

int main(int argc, char **argv)
{
  struct exchange exchange = {.socket = -1};
  struct vncurl_error error;
  struct vncurl_provider provider = {.struct_size = sizeof provider};
  struct vncurl_call call = {.struct_size = sizeof call};
  struct vncurl_credentials credentials = {.struct_size = sizeof credentials};
  struct vncurl_guest guest = {.struct_size = sizeof guest, .os = VNCURL_OS_LINUX};
  struct vncurl_settings settings = {.struct_size = sizeof settings, .timeout_ms = 60000};
  struct vncurl_job job = {.struct_size = sizeof job, .call = &call, .credentials = &credentials, .guest = &guest};
  struct vncurl_answered answered = {.struct_size = sizeof answered};
  struct vncurl_next next = {.struct_size = sizeof next};
  struct vncurl_outcome outcome = {.struct_size = sizeof outcome};
  uint64_t silent_ms = 0;
  size_t len;
  if (argc != 4) return fail("usage", "poll_loop INSTANCE REGION ENDPOINT");
  job.instance_id = vncurl_text(argv[1]);
  if (vncurl_provider_by_instance_id(job.instance_id, &provider)) return fail(argv[1], "is of no provider");
  job.provider = provider.name;
  int tencent = strncmp(provider.name.ptr, "tencent-", 8) == 0;
  credentials.key_id = vncurl_text(getenv(tencent ? "TENCENTCLOUD_SECRET_ID" : "ALIBABA_CLOUD_ACCESS_KEY_ID"));
  credentials.secret = vncurl_text(getenv(tencent ? "TENCENTCLOUD_SECRET_KEY" : "ALIBABA_CLOUD_ACCESS_KEY_SECRET"));
  call.region = vncurl_text(argv[2]);
  call.endpoint = vncurl_text(argv[3]);
  if (vncurl_flow_start(&job, &settings, now_ms(), NULL, &memory.flow, &error)) return fail("start", error.message);

  /* One round of the device's main loop; its other work would stand here too. */
  while (outcome.kind != VNCURL_OUTCOME_KIND_DONE && outcome.kind != VNCURL_OUTCOME_KIND_FAILED) {
    if (exchange.socket < 0) {
      if (vncurl_flow_next(&memory.flow, &job, now_ms(), random_bits(), memory.request, sizeof memory.request, &len,
                           &next, &error)) return fail("request", error.message);
      if (next.action == VNCURL_ACTION_EXPIRED) return fail("the time is over", vncurl_refusal_word(next.last));
      if (next.action == VNCURL_ACTION_WAIT) {
        uint64_t now = now_ms();
        poll(NULL, 0, next.until_ms > now ? (int)(next.until_ms - now) : 0);
        continue;
      }
      silent_ms = now_ms() + 10000;
      if (begin(&exchange, &next.request)) continue;
    } else {
      struct pollfd ready = {.fd = exchange.socket, .events = exchange.unsent > 0 ? POLLOUT : POLLIN};
      int came = poll(&ready, 1, 100) > 0 ? step(&exchange, &answered) : 0;
      if (came == 0 && now_ms() < silent_ms) continue;
      if (came == 1) {
        if (vncurl_flow_receive(&memory.flow, &job, now_ms(), random_bits(), &answered, memory.texts,
                                sizeof memory.texts, &len, &outcome, &error)) return fail("reply", error.message);
        close(exchange.socket), exchange.socket = -1;
        continue;
      }
    }
    /* It could not begin, broke, or was silent for too long. */
    vncurl_flow_lost(&memory.flow, now_ms(), random_bits());
    if (exchange.socket >= 0) close(exchange.socket), exchange.socket = -1;
  }
  struct vncurl_progress progress = {.struct_size = sizeof progress};
  vncurl_flow_progress(&memory.flow, &progress);
  vncurl_flow_end(&memory.flow);
  if (outcome.kind == VNCURL_OUTCOME_KIND_FAILED)
    return fprintf(stderr, "poll_loop: %s %.*s%.*s\n", vncurl_refusal_word(outcome.refusal), SPAN(outcome.code),
                   SPAN(outcome.state)), 1;
  fprintf(stderr, "poll_loop: %u retries, the cloud is %lld s ahead\n", (unsigned)progress.retries,
          (long long)progress.offset_s);
  printf("%.*s\n", SPAN(outcome.console_url));
  return 0;
}
