/*
 * A jump box in C: asks the cloud for one console and prints its URL. No heap, no standard library.
 *
 * The board has no clock: it signs with its first second, takes the time from the `Date` of the
 * refusal, and signs again.
 */
#include "machine.h"
#include <vncurl.h>

#ifndef SECRET
#define SECRET "published-simulator-secret-tencent"
#endif

static const char PROVIDER[] = "tencent-cvm", REGION[] = "ap-guangzhou", INSTANCE[] = "ins-demo0001";

/* The reply comes when the request is gone; the text that is read out of it, when the URL is due. */
static char request_buf[1536], reply_buf[2560], texts[768], url[768];

struct span {
  char *ptr;
  size_t len;
};

static int fail(const char *why)
{
  machine_print("vncurl: failed: ");
  machine_print(why);
  machine_print("\n");
  return 1;
}

static int starts_with(struct span text, const char *start)
{
  size_t len = strlen(start);
  if (text.len < len) return 0;
  for (size_t i = 0; i < len; i++)
    if ((text.ptr[i] | 0x20) != (start[i] | 0x20)) return 0;
  return 1;
}

/* The value of a header of the head; empty when there is none. */
static struct span header(struct span head, const char *name)
{
  for (size_t at = 0; at < head.len; at++) {
    struct span line = {head.ptr + at, head.len - at};
    if ((at == 0 || head.ptr[at - 1] == '\n') && starts_with(line, name)) {
      line.ptr += strlen(name);
      for (line.len = 0; line.ptr + line.len < head.ptr + head.len && line.ptr[line.len] != '\r';) line.len++;
      return line;
    }
  }
  return (struct span){head.ptr, 0};
}

static unsigned number(const char *digits, size_t len)
{
  unsigned number = 0;
  for (size_t i = 0; i < len; i++)
    if (digits[i] >= '0' && digits[i] <= '9') number = number * 10 + (unsigned)(digits[i] - '0');
  return number;
}

/* Unix seconds of `Sun, 06 Nov 1994 08:49:37 GMT`; 0 when it is none. */
static int64_t unix_seconds(struct span date)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (date.len != 29) return 0;
  unsigned month = 0;
  while (month < 12 && !starts_with((struct span){date.ptr + 8, 3}, (char[]){months[3 * month],
         months[3 * month + 1], months[3 * month + 2], '\0'})) month++;
  if (month == 12) return 0;
  /* Years that begin in March have the leap day at their end. */
  unsigned year = number(date.ptr + 12, 4) - (month < 2), of_year = (month + 10) % 12;
  unsigned days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * of_year + 2) / 5
                  + number(date.ptr + 5, 2) - 719469;
  return (int64_t)days * 86400 + number(date.ptr + 17, 2) * 3600 + number(date.ptr + 20, 2) * 60
         + number(date.ptr + 23, 2);
}

/* Read a reply with a length: the head's length, or 0 when it did not come in time. */
static size_t receive(size_t *body_len)
{
  size_t len = 0, head_len = 0;
  for (int silent = 0; silent < 12;) {
    int byte = machine_receive();
    if (byte < 0) {
      silent += machine_ticks();
      continue;
    }
    silent = 0;
    if (len == sizeof reply_buf) return 0;
    reply_buf[len++] = (char)byte;
    if (head_len == 0 && len >= 4 && reply_buf[len - 1] == '\n' && reply_buf[len - 3] == '\n') {
      struct span length = header((struct span){reply_buf, len}, "content-length: ");
      head_len = len;
      *body_len = number(length.ptr, length.len);
    }
    if (head_len != 0 && len == head_len + *body_len) return head_len;
  }
  return 0;
}

/* Ask once: the reply, and when it was sent. */
static const char *ask(uint64_t timestamp, struct vncurl_reply *reply, int64_t *sent)
{
  struct vncurl_request request = {.struct_size = sizeof request};
  struct vncurl_error error;
  struct vncurl_credentials credentials = {.struct_size = sizeof credentials,
      .key_id = vncurl_text("AKID-SIMULATOR-NOT-A-REAL-KEY"), .secret = vncurl_text(SECRET)};
  struct vncurl_call call = {.struct_size = sizeof call, .region = vncurl_text(REGION),
      .nonce = vncurl_text("1"), .timestamp = timestamp};
  size_t len = 0, body_len = 0;
  if (vncurl_request_write(vncurl_text(PROVIDER), vncurl_text(INSTANCE), &call, &credentials, NULL, request_buf,
                           sizeof request_buf, &len, &request, &error)) return error.message;
  machine_send(request_buf, len);
  size_t head_len = receive(&body_len);
  if (head_len < 12) return "no reply: the wire is dead, or the gateway cannot reach the cloud";
  *sent = unix_seconds(header((struct span){reply_buf, head_len}, "date: "));
  if (vncurl_reply_read(vncurl_text(PROVIDER), (int)number(reply_buf + 9, 3),
                        (struct vncurl_str){reply_buf + head_len, body_len}, texts, sizeof texts, &len, reply, &error))
    return error.message;
  return NULL;
}

int main(void)
{
  struct vncurl_reply reply = {.struct_size = sizeof reply};
  struct vncurl_guest guest = {.struct_size = sizeof guest};
  struct vncurl_error error;
  int64_t now = 0;
  size_t len = 0;
  machine_start();
  const char *why = ask(0, &reply, &now);
  if (why == NULL && reply.refusal == VNCURL_REFUSAL_CLOCK_SKEW) {
    machine_print("vncurl: clock set\n");
    why = ask((uint64_t)now, &reply, &now);
  }
  if (why != NULL) return fail(why);
  if (reply.refusal != VNCURL_REFUSAL_NONE) return fail(vncurl_refusal_word(reply.refusal));
  if (vncurl_console_url(vncurl_text(PROVIDER), reply.vnc_url, vncurl_text(INSTANCE), &guest, url, sizeof url - 1,
                         &len, &error)) return fail(error.message);
  url[len] = '\0';
  machine_print(url);
  machine_print("\n");
  return 0;
}
