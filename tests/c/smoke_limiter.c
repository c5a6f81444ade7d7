/*
 * Limiters in the caller's memory.
 */
#include "smoke.h"

#include <string.h>

static struct vncurl_turn begin(struct vncurl_limiter *limiter, uint64_t now_ms)
{
  struct vncurl_turn turn;
  CHECK(vncurl_limiter_begin(limiter, now_ms, &turn) == VNCURL_STATUS_OK, "at %d", (int)now_ms);
  return turn;
}

static void a_window_holds_the_limit(void)
{
  struct vncurl_limiter limiter;
  struct vncurl_turn first, second;
  CHECK(vncurl_limiter_start(2, 60000, &limiter) == VNCURL_STATUS_OK, "start");
  first = begin(&limiter, 0);
  second = begin(&limiter, 0);
  CHECK(first.kind == VNCURL_TURN_KIND_GO && second.kind == VNCURL_TURN_KIND_GO, "two");
  CHECK(first.place != second.place, "two");
  CHECK(begin(&limiter, 100000).kind == VNCURL_TURN_KIND_FULL, "both go on");
  vncurl_limiter_ended(&limiter, second.place, 5000, false);
  CHECK(begin(&limiter, 5000).kind == VNCURL_TURN_KIND_WAIT, "one ended");
  CHECK(begin(&limiter, 5000).until_ms == 65000, "one ended");
  CHECK(begin(&limiter, 65000).place == second.place, "its window is over");
}

static void refusals_teach_a_limit(void)
{
  struct vncurl_limiter limiter, copy;
  struct vncurl_turn turn;
  vncurl_limiter_start(0, 1000, &limiter);
  turn = begin(&limiter, 0);
  CHECK(turn.kind == VNCURL_TURN_KIND_GO, "no limit");
  vncurl_limiter_ended(&limiter, turn.place, 10, true);
  memcpy(&copy, &limiter, sizeof copy);
  CHECK(begin(&limiter, 11).until_ms == 260 && begin(&copy, 11).until_ms == 260, "a pause");
}

static void what_no_limiter_gave_is_refused(void)
{
  struct vncurl_limiter limiter, zeros = {{0}};
  struct vncurl_turn turn = {VNCURL_TURN_KIND_GO, 1, 1};
  const uint32_t places[] = {1, 40, 254, 255, 256, UINT32_MAX};
  size_t at;
  vncurl_limiter_start(1, 1000, &limiter);
  begin(&limiter, 0);
  for (at = 0; at < sizeof places / sizeof *places; at++) vncurl_limiter_ended(&limiter, places[at], 0, false);
  CHECK(begin(&limiter, 5000).kind == VNCURL_TURN_KIND_FULL, "other places");
  CHECK(vncurl_limiter_begin(&zeros, 0, &turn) == VNCURL_STATUS_INVALID_ARGUMENT, "zeros");
  CHECK(turn.kind == VNCURL_TURN_KIND_NONE && turn.place == 0 && turn.until_ms == 0, "zeros");
  CHECK(vncurl_limiter_begin(NULL, 0, &turn) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(vncurl_limiter_begin(&limiter, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(vncurl_limiter_start(1, 1, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  vncurl_limiter_ended(NULL, 0, 0, true);
  vncurl_limiter_ended(&zeros, 0, 0, true);
  CHECK(vncurl_limiter_start(UINT32_MAX, UINT64_MAX, &limiter) == VNCURL_STATUS_OK, "largest");
  for (at = 0; at < VNCURL_WINDOW_MAX; at++)
    CHECK(begin(&limiter, UINT64_MAX).kind == VNCURL_TURN_KIND_GO, "event %d", (int)at);
  CHECK(begin(&limiter, UINT64_MAX).kind == VNCURL_TURN_KIND_FULL, "one more");
}

void test_limiter(void)
{
  a_window_holds_the_limit();
  refusals_teach_a_limit();
  what_no_limiter_gave_is_refused();
}
