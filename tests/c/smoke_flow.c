/*
 * The flow in the caller's memory.
 */
#include "smoke.h"

#include <string.h>

static char buf[8192];

enum { START_S = 1700000000 };
static const uint64_t start_ms = 1700000000000;

static struct vncurl_progress progress(const struct vncurl_flow *flow)
{
  struct vncurl_progress told = {0};
  told.struct_size = sizeof told;
  CHECK(vncurl_flow_progress(flow, &told) == VNCURL_STATUS_OK, "progress");
  return told;
}

static struct vncurl_outcome receive(struct arguments *a, int http_status, const char *body, uint64_t now_ms)
{
  size_t len;
  a->answered.http_status = http_status;
  a->answered.body = vncurl_text(body);
  CHECK(vncurl_flow_receive(&a->flow, &a->job, now_ms, 0, &a->answered, buf, sizeof buf, &len, &a->outcome,
                            NULL) == VNCURL_STATUS_OK, "%s", body);
  return a->outcome;
}

static struct vncurl_next next(struct arguments *a, uint64_t now_ms)
{
  size_t len;
  CHECK(vncurl_flow_next(&a->flow, &a->job, now_ms, 1, buf, sizeof buf, &len, &a->next, NULL) == VNCURL_STATUS_OK,
        "next");
  CHECK((len > 0) == (a->next.action == VNCURL_ACTION_SEND), "%d bytes", (int)len);
  return a->next;
}

#define REFUSED(code) "{\"Response\":{\"Error\":{\"Code\":\"" code "\",\"Message\":\"m\"},\"RequestId\":\"r\"}}"
#define GIVEN "{\"Response\":{\"InstanceVncUrl\":\"wss%3A%2F%2Fa%2Fb\",\"RequestId\":\"r-1\"}}"

static enum vncurl_status start(struct arguments *a, int preflight, int wait_running, const struct vncurl_flow *earlier)
{
  struct vncurl_settings settings = {0};
  settings.struct_size = sizeof settings;
  settings.timeout_ms = 30000;
  settings.preflight = preflight;
  settings.wait_running = wait_running;
  return vncurl_flow_start(&a->job, &settings, start_ms, earlier, &a->flow, NULL);
}

static void a_reply_ends_it_with_a_console(void)
{
  struct arguments a;
  fill_arguments(&a);
  CHECK(next(&a, start_ms).action == VNCURL_ACTION_SEND && same(a.next.request.method, "POST"), "send");
  CHECK(a.next.request.struct_size == sizeof a.next.request && a.next.request.http1.ptr == buf, "send");
  {
    struct vncurl_header header;
    CHECK(vncurl_request_header(&a.next.request, 0, &header) && header.name.len > 0, "headers of a step");
  }
  receive(&a, 200, GIVEN, start_ms + 100);
  CHECK(a.outcome.kind == VNCURL_OUTCOME_KIND_DONE && a.outcome.reason == VNCURL_REASON_NONE, "done");
  CHECK(same(a.outcome.console_url, "https://viewer.example/page.html?InstanceVncUrl=wss%3A%2F%2Fa%2Fb"),
        "done");
  CHECK(same(a.outcome.vnc_url, "wss%3A%2F%2Fa%2Fb") && same(a.outcome.request_id, "r-1"), "done");
  CHECK(a.outcome.not_after_ms == start_ms + 15000 && a.outcome.not_after == START_S + 15, "done");
  CHECK(a.outcome.fault.status == VNCURL_STATUS_OK && a.outcome.fault.message != NULL, "done");
}

static void a_busy_cloud_is_asked_again(void)
{
  struct arguments a;
  struct vncurl_next waited;
  fill_arguments(&a);
  next(&a, start_ms);
  a.answered.retry_after = vncurl_text("3");
  CHECK(receive(&a, 200, REFUSED("RequestLimitExceeded"), start_ms).kind == VNCURL_OUTCOME_KIND_AGAIN,
        "throttled");
  CHECK(progress(&a.flow).retries == 1 && progress(&a.flow).last == VNCURL_REFUSAL_THROTTLED, "throttled");
  waited = next(&a, start_ms);
  CHECK(waited.action == VNCURL_ACTION_WAIT && waited.until_ms == start_ms + 3000, "Retry-After");
  CHECK(next(&a, start_ms + 3000).action == VNCURL_ACTION_SEND, "send again");
  a.answered.retry_after = vncurl_text("\xff");
  CHECK(receive(&a, 503, "<html>", start_ms + 3000).kind == VNCURL_OUTCOME_KIND_AGAIN, "gateway");
  vncurl_flow_lost(&a.flow, start_ms + 4000, 7);
  CHECK(progress(&a.flow).retries == 3, "lost");
  CHECK(progress(&a.flow).deadline_ms == start_ms + 30000 && !progress(&a.flow).over, "deadline");
  waited = next(&a, start_ms + 30000);
  CHECK(waited.action == VNCURL_ACTION_EXPIRED && progress(&a.flow).over, "expired");
}

static void a_wrong_clock_is_corrected_once(void)
{
  struct arguments a;
  struct vncurl_flow first;
  fill_arguments(&a);
  a.answered.date = vncurl_text("Tue, 14 Nov 2023 23:13:20 GMT");
  next(&a, start_ms);
  CHECK(receive(&a, 200, REFUSED("AuthFailure.SignatureExpire"), start_ms).kind == VNCURL_OUTCOME_KIND_AGAIN,
        "clock");
  CHECK(progress(&a.flow).offset_s == 3600, "%d s", (int)progress(&a.flow).offset_s);
  CHECK(next(&a, start_ms).action == VNCURL_ACTION_SEND, "again");
  memcpy(&first, &a.flow, sizeof first);
  receive(&a, 200, REFUSED("AuthFailure.SignatureExpire"), start_ms);
  CHECK(a.outcome.kind == VNCURL_OUTCOME_KIND_FAILED && a.outcome.reason == VNCURL_REASON_REFUSED,
        "a second time");
  CHECK(a.outcome.refusal == VNCURL_REFUSAL_CLOCK_SKEW && same(a.outcome.code, "AuthFailure.SignatureExpire"),
        "code");
  CHECK(same(a.outcome.message, "m") && same(a.outcome.request_id, "r"), "message");
  CHECK(start(&a, 0, 0, &first) == VNCURL_STATUS_OK && progress(&a.flow).offset_s == 3600, "kept");
  CHECK(start(&a, 0, 0, &a.flow) == VNCURL_STATUS_OK && progress(&a.flow).offset_s == 3600,
        "kept in its place");
  CHECK(start(&a, 0, 0, NULL) == VNCURL_STATUS_OK && progress(&a.flow).offset_s == 0, "not kept");
  vncurl_flow_end(&first);
}

static void every_reason_has_its_texts(void)
{
  struct arguments a;
  fill_arguments(&a);
  start(&a, 1, 0, NULL);
  receive(&a, 200, "{\"Response\":{\"InstanceStatusSet\":[{\"InstanceId\":\"ins-r9hr2upy\",\"InstanceState\":"
                   "\"STOPPED\"}],\"TotalCount\":1,\"RequestId\":\"r\"}}", start_ms);
  CHECK(a.outcome.reason == VNCURL_REASON_STATE && same(a.outcome.state, "STOPPED"), "state");
  CHECK(a.outcome.refusal == VNCURL_REFUSAL_NOT_RUNNING && a.outcome.code.len == 0, "state");
  receive(&a, 200, "{\"Response\":{\"InstanceStatusSet\":[],\"TotalCount\":0,\"RequestId\":\"r\"}}", start_ms);
  CHECK(a.outcome.reason == VNCURL_REASON_NOT_LISTED && a.outcome.refusal == VNCURL_REFUSAL_NONE, "not listed");
  start(&a, 0, 0, NULL);
  receive(&a, 200, "{\"Response\":{", start_ms);
  CHECK(a.outcome.reason == VNCURL_REASON_REPLY && a.outcome.fault.status == VNCURL_STATUS_MALFORMED_REPLY,
        "reply");
  CHECK(a.outcome.fault.at == 13 && a.outcome.fault.message != NULL, "byte %d", (int)a.outcome.fault.at);
  a.job.provider = vncurl_text("alibaba-ecs");
  a.guest.os = VNCURL_OS_UNKNOWN;
  start(&a, 0, 0, NULL);
  receive(&a, 403, "{\"RequestId\":\"r\",\"Code\":\"Forbidden.RAM\",\"Message\":\"m\"}", start_ms);
  CHECK(a.outcome.reason == VNCURL_REASON_OS_UNKNOWN && a.outcome.refusal == VNCURL_REFUSAL_NO_PERMISSION,
        "system");
  CHECK(same(a.outcome.code, "Forbidden.RAM"), "system");
  start(&a, 0, 0, NULL);
  receive(&a, 200, "{\"RequestId\":\"r\",\"TotalCount\":1,\"Instances\":{\"Instance\":[{\"InstanceId\":"
                   "\"ins-r9hr2upy\",\"Status\":\"Running\"}]}}", start_ms);
  CHECK(a.outcome.reason == VNCURL_REASON_OS_UNKNOWN && a.outcome.code.len == 0, "the cloud does not say");
}

/* A reply that did not fit can be handed over again, and changes nothing before. */
static void a_short_buffer_leaves_the_flow_as_it_was(void)
{
  static const char *const bodies[] = {GIVEN, REFUSED("UnauthorizedOperation")};
  struct arguments a;
  size_t at, len, again;
  for (at = 0; at < 2; at++) {
    fill_arguments(&a);
    next(&a, start_ms);
    a.answered.body = vncurl_text(bodies[at]);
    CHECK(vncurl_flow_receive(&a.flow, &a.job, start_ms, 0, &a.answered, buf, 3, &len, &a.outcome, NULL) ==
              VNCURL_STATUS_BUFFER_TOO_SMALL, "%s", bodies[at]);
    CHECK(progress(&a.flow).last == VNCURL_REFUSAL_NONE, "%s", bodies[at]);
    CHECK(vncurl_flow_receive(&a.flow, &a.job, start_ms, 0, &a.answered, buf, len, &again, &a.outcome, NULL) ==
              VNCURL_STATUS_OK && again == len, "%s", bodies[at]);
    CHECK(a.outcome.kind == (at == 0 ? VNCURL_OUTCOME_KIND_DONE : VNCURL_OUTCOME_KIND_FAILED),
          "%s", bodies[at]);
  }
}

static void what_was_not_started_is_refused(void)
{
  static const struct vncurl_flow zeros;
  struct arguments a;
  struct vncurl_progress told = {0};
  struct vncurl_flow none;
  size_t len;
  fill_arguments(&a);
  next(&a, start_ms);
  CHECK(memcmp(&a.flow, &zeros, sizeof zeros) != 0, "started");
  vncurl_flow_end(&a.flow);
  CHECK(memcmp(&a.flow, &zeros, sizeof zeros) == 0, "ended");
  vncurl_flow_end(&a.flow);
  vncurl_flow_end(NULL);
  CHECK(vncurl_flow_next(&a.flow, &a.job, start_ms, 1, buf, sizeof buf, &len, &a.next, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "next");
  CHECK(vncurl_flow_receive(&a.flow, &a.job, start_ms, 1, &a.answered, buf, sizeof buf, &len, &a.outcome, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "receive");
  vncurl_flow_lost(&a.flow, start_ms, 1);
  vncurl_flow_lost(NULL, start_ms, 1);
  CHECK(memcmp(&a.flow, &zeros, sizeof zeros) == 0, "lost");
  told.struct_size = sizeof told;
  told.retries = 9;
  CHECK(vncurl_flow_progress(&zeros, &told) == VNCURL_STATUS_INVALID_ARGUMENT && told.retries == 0, "progress");
  CHECK(vncurl_flow_progress(NULL, &told) == VNCURL_STATUS_INVALID_ARGUMENT, "progress");
  memset(&none, 0x5a, sizeof none);
  CHECK(vncurl_flow_start(NULL, NULL, 0, NULL, &none, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(memcmp(&none, &zeros, sizeof zeros) == 0, "a flow that did not start is zeros");
}

static void every_argument_of_a_start_is_checked(void)
{
  static const int wrong[] = {-1, 2, 2147483647};
  struct vncurl_settings settings = {0};
  struct arguments a;
  struct vncurl_error error;
  size_t at;
  static const struct vncurl_flow zeros;
  settings.struct_size = sizeof settings;
  for (at = 0; at < 3; at++) {
    fill_arguments(&a);
    CHECK(start(&a, wrong[at], 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "preflight %d", wrong[at]);
    CHECK(start(&a, 0, wrong[at], NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "wait_running %d", wrong[at]);
  }
  CHECK(start(&a, 1, 1, &zeros) == VNCURL_STATUS_INVALID_ARGUMENT, "an earlier flow that is none");
  CHECK(vncurl_flow_start(&a.job, NULL, 0, NULL, &a.flow, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "settings");
  CHECK(vncurl_flow_start(NULL, &settings, 0, NULL, &a.flow, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "job");
  CHECK(vncurl_flow_start(&a.job, &settings, 0, NULL, NULL, &error) == VNCURL_STATUS_INVALID_ARGUMENT, "out");
  settings.struct_size--;
  CHECK(vncurl_flow_start(&a.job, &settings, 0, NULL, &a.flow, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "size");
  a.job.struct_size++;
  CHECK(start(&a, 0, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "size of the job");
  fill_arguments(&a);
  a.job.call = NULL;
  CHECK(start(&a, 0, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "no call");
  fill_arguments(&a);
  a.job.credentials = NULL;
  CHECK(start(&a, 0, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "no credentials");
  fill_arguments(&a);
  a.job.instance_id = vncurl_text("a b");
  settings.struct_size = sizeof settings;
  CHECK(vncurl_flow_start(&a.job, &settings, 0, NULL, &a.flow, &error) == VNCURL_STATUS_INVALID_INSTANCE_ID &&
            error.at == 1, "a blank");
  fill_arguments(&a);
  a.guest.password = vncurl_text("aB3xY9");
  CHECK(start(&a, 0, 0, NULL) == VNCURL_STATUS_PASSWORD_NOT_TAKEN, "password");
}

static void a_flow_outside_the_buffer_only(void)
{
  static union { struct vncurl_flow flow; char bytes[4096]; } place;
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  place.flow = a.flow;
  CHECK(vncurl_flow_next(&place.flow, &a.job, start_ms, 1, place.bytes, sizeof place.bytes, &len, &a.next, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "next");
  CHECK(vncurl_flow_receive(&place.flow, &a.job, start_ms, 1, &a.answered, place.bytes + sizeof place.flow - 1, 99,
                            &len, &a.outcome, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "receive");
}

/* Times and random numbers of every size end in some answer. */
static void extreme_times_are_answered(void)
{
  const uint64_t times[] = {0, 1, UINT64_MAX / 2, UINT64_MAX - 1, UINT64_MAX};
  struct arguments a;
  size_t at, of, len;
  for (at = 0; at < 5; at++)
    for (of = 0; of < 5; of++) {
      struct vncurl_settings settings = {0};
      settings.struct_size = sizeof settings;
      settings.timeout_ms = times[of];
      fill_arguments(&a);
      CHECK(vncurl_flow_start(&a.job, &settings, times[at], NULL, &a.flow, NULL) == VNCURL_STATUS_OK, "start");
      vncurl_flow_next(&a.flow, &a.job, times[at], times[of], buf, sizeof buf, &len, &a.next, NULL);
      receive(&a, 200, REFUSED("InternalError"), times[of]);
      receive(&a, 200, REFUSED("AuthFailure.SignatureExpire"), times[at]);
      vncurl_flow_lost(&a.flow, times[at], times[of]);
      vncurl_flow_next(&a.flow, &a.job, times[of], times[at], buf, sizeof buf, &len, &a.next, NULL);
      receive(&a, 200, GIVEN, times[of]);
      CHECK(a.outcome.kind == VNCURL_OUTCOME_KIND_DONE, "times %d and %d", (int)at, (int)of);
    }
}

void test_flow(void)
{
  a_reply_ends_it_with_a_console();
  a_busy_cloud_is_asked_again();
  a_wrong_clock_is_corrected_once();
  every_reason_has_its_texts();
  a_short_buffer_leaves_the_flow_as_it_was();
  what_was_not_started_is_refused();
  every_argument_of_a_start_is_checked();
  a_flow_outside_the_buffer_only();
  extreme_times_are_answered();
}
