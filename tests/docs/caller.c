/*
 * The rest of a program whose flow or list stands in docs/c.md: the functions that the page leaves to its
 * reader, over a plain socket, and a main that calls what is there. VNCURL_ENDPOINT is a simulator.
 */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <vncurl.h>

enum vncurl_status find_console(struct vncurl_flow *flow, const struct vncurl_job *job, char *texts, size_t cap,
                                struct vncurl_outcome *outcome, struct vncurl_error *error);
int print_states(struct vncurl_str provider, struct vncurl_call call, const struct vncurl_credentials *credentials);
uint64_t now_ms(void);
void sleep_until(uint64_t time_ms);
uint64_t random_bits(void);
int exchange(const struct vncurl_request *request, struct vncurl_answered *answered);

static char reply[65536];

uint64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void sleep_until(uint64_t time_ms)
{
  while (now_ms() < time_ms) {}
}

uint64_t random_bits(void)
{
  uint64_t bits = 0;
  FILE *source = fopen("/dev/urandom", "rb");
  if (source == NULL || fread(&bits, sizeof bits, 1, source) != 1) abort();
  fclose(source);
  return bits;
}

/* The simulator keeps the connection open, so the reply is whole when it has its length. */
int exchange(const struct vncurl_request *request, struct vncurl_answered *answered)
{
  struct sockaddr_in peer = {.sin_family = AF_INET};
  const char *port = strrchr(getenv("VNCURL_ENDPOINT"), ':') + 1;
  size_t len = 0;
  ssize_t got;
  char *body = NULL, *length;
  int wire = socket(AF_INET, SOCK_STREAM, 0);
  peer.sin_port = htons((uint16_t)atoi(port));
  peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(wire, (struct sockaddr *)&peer, sizeof peer) != 0) return 0;
  if (write(wire, request->http1.ptr, request->http1.len) != (ssize_t)request->http1.len) return 0;
  while ((got = read(wire, reply + len, sizeof reply - 1 - len)) > 0) {
    len += (size_t)got;
    reply[len] = 0;
    if ((body = strstr(reply, "\r\n\r\n")) == NULL) continue;
    body += 4;
    length = strstr(reply, "Content-Length: ");
    if (length != NULL && (size_t)(reply + len - body) >= (size_t)atoi(length + strlen("Content-Length: "))) break;
  }
  close(wire);
  if (body == NULL) return 0;
  answered->http_status = (uint16_t)atoi(reply + strlen("HTTP/1.1 "));
  answered->body = (struct vncurl_str){body, (size_t)(reply + len - body)};
  return 1;
}

int main(void)
{
  struct vncurl_credentials credentials = {.struct_size = sizeof credentials,
      .key_id = vncurl_text(getenv("TENCENTCLOUD_SECRET_ID")),
      .secret = vncurl_text(getenv("TENCENTCLOUD_SECRET_KEY"))};
  struct vncurl_call call = {.struct_size = sizeof call, .region = vncurl_text("ap-guangzhou"),
      .endpoint = vncurl_text(getenv("VNCURL_ENDPOINT"))};
  (void)credentials, (void)call;
#ifdef CALL_FIND_CONSOLE
  {
    static struct vncurl_flow flow;
    static char texts[16384];
    struct vncurl_guest guest = {.struct_size = sizeof guest};
    struct vncurl_job job = {.struct_size = sizeof job, .provider = vncurl_text("tencent-cvm"),
        .instance_id = vncurl_text("ins-demo0001"), .call = &call, .credentials = &credentials, .guest = &guest};
    struct vncurl_outcome outcome;
    struct vncurl_error error;
    if (find_console(&flow, &job, texts, sizeof texts, &outcome, &error) != VNCURL_STATUS_OK) return 1;
    if (outcome.kind != VNCURL_OUTCOME_KIND_DONE || outcome.console_url.len < strlen("https://")) return 2;
    if (memcmp(outcome.console_url.ptr, "https://", strlen("https://")) != 0) return 3;
  }
#endif
#ifdef CALL_PRINT_STATES
  if (!print_states(vncurl_text("tencent-cvm"), call, &credentials)) return 4;
#endif
  return 0;
}
