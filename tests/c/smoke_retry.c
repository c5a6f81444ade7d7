/*
 * Retries for a driver of its own, and what a device without clock and texts needs besides.
 */
#include "smoke.h"

#include <string.h>

/* A device plans its memory by these: they hold on every machine. */
typedef char a_flow_is_at_most_1_kib[sizeof(struct vncurl_flow) <= 1024 ? 1 : -1];
typedef char a_retry_is_128_bytes[sizeof(struct vncurl_retry) == 128 ? 1 : -1];

static const uint64_t start_ms = 1700000000000;

static struct vncurl_progress progress(const struct vncurl_retry *retry)
{
  struct vncurl_progress told = {0};
  told.struct_size = sizeof told;
  CHECK(vncurl_retry_progress(retry, &told) == VNCURL_STATUS_OK, "progress");
  return told;
}

static struct vncurl_answered answered(int http_status)
{
  struct vncurl_answered answered = {0};
  answered.struct_size = sizeof answered;
  answered.http_status = http_status;
  answered.date = vncurl_text("Tue, 14 Nov 2023 23:13:20 GMT");
  return answered;
}

static void a_page_is_asked_for_until_it_comes(void)
{
  struct vncurl_retry retry;
  struct vncurl_answered busy = answered(200), gateway = answered(503), proxy = answered(407);
  uint64_t until;
  busy.retry_after_ms = vncurl_text("1500");
  CHECK(vncurl_retry_start(start_ms, 30000, 60, &retry) == VNCURL_STATUS_OK, "start");
  CHECK(vncurl_retry_ready(&retry, start_ms, &until) == VNCURL_ACTION_SEND && until == 0, "at once");
  CHECK(vncurl_retry_timestamp(&retry, start_ms + 999) == 1700000060, "with a known correction");
  CHECK(vncurl_retry_refused(&retry, start_ms, 0, &busy, VNCURL_REFUSAL_THROTTLED), "throttled");
  CHECK(progress(&retry).last == VNCURL_REFUSAL_THROTTLED && progress(&retry).retries == 1, "throttled");
  CHECK(vncurl_retry_ready(&retry, start_ms, &until) == VNCURL_ACTION_WAIT && until == start_ms + 1500, "wait");
  CHECK(vncurl_retry_ready(&retry, start_ms + 1500, NULL) == VNCURL_ACTION_SEND, "after the wait");
  CHECK(vncurl_retry_unreadable(&retry, start_ms + 1500, 0, &gateway, VNCURL_STATUS_UNEXPECTED_STATUS), "503");
  CHECK(progress(&retry).last == VNCURL_REFUSAL_NONE && progress(&retry).retries == 2, "503");
  vncurl_retry_lost(&retry, start_ms + 9000, 0);
  CHECK(progress(&retry).retries == 3 && !progress(&retry).over, "lost");
  CHECK(vncurl_retry_refused(&retry, start_ms + 12000, 0, &busy, VNCURL_REFUSAL_CLOCK_SKEW), "clock");
  CHECK(progress(&retry).offset_s == 3588, "%d s", (int)progress(&retry).offset_s);
  CHECK(!vncurl_retry_refused(&retry, start_ms + 13000, 0, &busy, VNCURL_REFUSAL_CLOCK_SKEW), "once");
  CHECK(!vncurl_retry_refused(&retry, start_ms + 13000, 0, &busy, VNCURL_REFUSAL_NOT_FOUND), "no help");
  CHECK(!vncurl_retry_unreadable(&retry, start_ms + 13000, 0, &proxy, VNCURL_STATUS_UNEXPECTED_STATUS), "407");
  CHECK(!vncurl_retry_unreadable(&retry, start_ms + 13000, 0, &gateway, VNCURL_STATUS_MALFORMED_REPLY), "no help");
  CHECK(progress(&retry).deadline_ms == start_ms + 30000, "deadline");
  CHECK(vncurl_retry_ready(&retry, start_ms + 30000, &until) == VNCURL_ACTION_EXPIRED && until == 0, "over");
  CHECK(vncurl_retry_ready(&retry, start_ms, NULL) == VNCURL_ACTION_EXPIRED, "it stays over");
  CHECK(progress(&retry).over, "over");
}

static void what_is_none_is_refused(void)
{
  static const int none[] = {-2147483647 - 1, -1, 0, 14, 2147483647};
  static const struct vncurl_retry zeros;
  struct vncurl_answered good = answered(200), bad = answered(65536);
  struct vncurl_progress told = {0};
  struct vncurl_retry retry, unset;
  uint64_t until = 9;
  size_t at;
  memset(&unset, 0, sizeof unset);
  vncurl_retry_start(start_ms, 30000, 0, &retry);
  for (at = 0; at < 5; at++)
    CHECK(!vncurl_retry_refused(&retry, start_ms, 0, &good, none[at]), "refusal %d", none[at]);
  CHECK(!vncurl_retry_refused(&retry, start_ms, 0, &bad, VNCURL_REFUSAL_BUSY), "status");
  CHECK(!vncurl_retry_refused(&retry, start_ms, 0, NULL, VNCURL_REFUSAL_BUSY), "NULL");
  CHECK(!vncurl_retry_refused(NULL, start_ms, 0, &good, VNCURL_REFUSAL_BUSY), "NULL");
  CHECK(!vncurl_retry_unreadable(NULL, start_ms, 0, &good, VNCURL_STATUS_UNEXPECTED_STATUS), "NULL");
  CHECK(!vncurl_retry_unreadable(&retry, start_ms, 0, NULL, VNCURL_STATUS_UNEXPECTED_STATUS), "NULL");
  good.struct_size--;
  CHECK(!vncurl_retry_refused(&retry, start_ms, 0, &good, VNCURL_REFUSAL_BUSY), "struct_size");
  CHECK(progress(&retry).retries == 0, "nothing was taken in");
  CHECK(vncurl_retry_refused(&retry, start_ms, 0, (good.struct_size++, &good), VNCURL_REFUSAL_BUSY), "good");
  CHECK(vncurl_retry_ready(&unset, start_ms, &until) == VNCURL_ACTION_NONE && until == 0, "zeros");
  CHECK(vncurl_retry_ready(NULL, start_ms, NULL) == VNCURL_ACTION_NONE, "NULL");
  CHECK(vncurl_retry_timestamp(&zeros, start_ms) == 0 && vncurl_retry_timestamp(NULL, start_ms) == 0, "time");
  vncurl_retry_lost(&unset, start_ms, 0);
  vncurl_retry_lost(NULL, start_ms, 0);
  CHECK(memcmp(&unset, &zeros, sizeof zeros) == 0, "nothing was written");
  CHECK(vncurl_retry_start(start_ms, 1, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(vncurl_retry_progress(&retry, &told) == VNCURL_STATUS_INVALID_ARGUMENT, "struct_size");
  told.struct_size = sizeof told;
  CHECK(vncurl_retry_progress(&zeros, &told) == VNCURL_STATUS_INVALID_ARGUMENT, "zeros");
  CHECK(vncurl_retry_progress(&retry, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
}

static void a_device_learns_the_time_from_a_reply(void)
{
  static const char *const others[] = {"", "now", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                                       "Mon, 30 Feb 2026 08:49:37 GMT", "\xff\xff\xff, 06 Nov 1994 08:49:37 GMT"};
  uint64_t seconds;
  size_t at;
  CHECK(vncurl_http_date(vncurl_text("Sun, 06 Nov 1994 08:49:37 GMT"), &seconds) && seconds == 784111777, "RFC 9110");
  for (at = 0; at < sizeof others / sizeof *others; at++) {
    seconds = 9;
    CHECK(!vncurl_http_date(vncurl_text(others[at]), &seconds) && seconds == 0, "%s", others[at]);
  }
  CHECK(!vncurl_http_date(vncurl_text("Sun, 06 Nov 1994 08:49:37 GMT"), NULL), "NULL");
}

static void a_nonce_suits_every_way_to_sign(void)
{
  static const uint64_t randoms[] = {0, 1, UINT64_MAX};
  char nonce[VNCURL_NONCE_LEN + 1], other[VNCURL_NONCE_LEN];
  size_t at, len;
  for (at = 0; at < 3; at++) {
    nonce[VNCURL_NONCE_LEN] = '\0';
    CHECK(vncurl_nonce_write(randoms[at], nonce, VNCURL_NONCE_LEN, &len) == VNCURL_STATUS_OK, "nonce");
    CHECK(len == VNCURL_NONCE_LEN && strspn(nonce, "0123456789") == len && nonce[0] != '0', "%s", nonce);
  }
  vncurl_nonce_write(2, other, sizeof other, &len);
  CHECK(memcmp(nonce, other, sizeof other) != 0, "another number, another nonce");
  CHECK(vncurl_nonce_write(1, NULL, 0, &len) == VNCURL_STATUS_BUFFER_TOO_SMALL && len == VNCURL_NONCE_LEN, "measure");
  CHECK(vncurl_nonce_write(1, nonce, 17, &len) == VNCURL_STATUS_BUFFER_TOO_SMALL && len == VNCURL_NONCE_LEN, "short");
  CHECK(vncurl_nonce_write(1, NULL, 18, &len) == VNCURL_STATUS_INVALID_ARGUMENT && len == 0, "NULL");
  CHECK(vncurl_nonce_write(1, nonce, 18, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
}

void test_retry(void)
{
  a_page_is_asked_for_until_it_comes();
  what_is_none_is_refused();
  a_device_learns_the_time_from_a_reply();
  a_nonce_suits_every_way_to_sign();
}
