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

static enum vncurl_status websocket_url(struct arguments *a, struct output out)
{
  return vncurl_websocket_url(a->provider, a->vnc_url, out.buf, out.cap, out.len, out.error);
}

static enum vncurl_status statuses_request(struct arguments *a, struct output out)
{
  return vncurl_statuses_request(a->provider, a->search_at, a->page_at, a->call_at, a->credentials_at,
                                 a->key_at, out.buf, out.cap, out.len, a->request_at, out.error);
}

static enum vncurl_status instances_request(struct arguments *a, struct output out)
{
  return vncurl_instances_request(a->provider, a->search_at, a->page_at, a->call_at, a->credentials_at,
                                  a->key_at, out.buf, out.cap, out.len, a->request_at, out.error);
}

static enum vncurl_status instances_by_name(struct arguments *a, struct output out)
{
  a->search.by = VNCURL_SEARCH_NAME;
  return instances_request(a, out);
}

static enum vncurl_status instances_by_address(struct arguments *a, struct output out)
{
  a->search.by = VNCURL_SEARCH_ADDRESS;
  return instances_request(a, out);
}

static enum vncurl_status regions_request(struct arguments *a, struct output out)
{
  return vncurl_regions_request(a->provider, a->call_at, a->credentials_at, a->key_at, out.buf, out.cap,
                                out.len, a->request_at, out.error);
}

static enum vncurl_status statuses_read(struct arguments *a, struct output out)
{
  return vncurl_statuses_read(a->provider, a->http_status, a->listed_body, out.buf, out.cap, out.len,
                              a->listed_at, out.error);
}

static enum vncurl_status instances_read(struct arguments *a, struct output out)
{
  return vncurl_instances_read(a->provider, a->http_status, a->listed_body, out.buf, out.cap, out.len,
                               a->listed_at, out.error);
}

static enum vncurl_status regions_read(struct arguments *a, struct output out)
{
  return vncurl_regions_read(a->provider, a->http_status, a->regions_body, out.buf, out.cap, out.len,
                             a->listed_at, out.error);
}

static enum vncurl_status list_next(struct arguments *a, struct output out)
{
  return vncurl_list_next(a->list_at, out.buf, out.cap, out.len, a->instance_at, out.error);
}

static enum vncurl_status list_next_region(struct arguments *a, struct output out)
{
  if (a->list_at == &a->list) a->list_at = &a->regions;
  return vncurl_list_next_region(a->list_at, out.buf, out.cap, out.len, a->region_at, out.error);
}

static enum vncurl_status instance_address(struct arguments *a, struct output out)
{
  return vncurl_instance_address(a->handed_at, a->address_kind, 0, out.buf, out.cap, out.len, out.error);
}

static enum vncurl_status flow_next(struct arguments *a, struct output out)
{
  return vncurl_flow_next(a->flow_at, a->job_at, 1700000000000, 1, out.buf, out.cap, out.len, a->next_at,
                          out.error);
}

static enum vncurl_status flow_receive(struct arguments *a, struct output out)
{
  return vncurl_flow_receive(a->flow_at, a->job_at, 1700000000000, 1, a->answered_at, out.buf, out.cap,
                             out.len, a->outcome_at, out.error);
}

static enum vncurl_status flow_receive_refusal(struct arguments *a, struct output out)
{
  if (a->answered.body.ptr == a->body.ptr)
    a->answered.body = vncurl_text("{\"Response\":{\"Error\":{\"Code\":\"UnauthorizedOperation\",\"Message\":"
                                   "\"no\\u00e9\"},\"RequestId\":\"r\"}}");
  return flow_receive(a, out);
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
  {AT(provider), AT(instance_id), REQUEST_TEXTS_OF_ALL}
#define REQUEST_TEXTS_OF_ALL                                                                    \
  AT(call.region), AT(call.endpoint), AT(call.nonce), AT(call.signature),                       \
      AT(credentials.key_id), AT(credentials.secret), AT(credentials.token)
#define FLOW_TEXTS                                                                              \
  {AT(job.provider), AT(job.instance_id), AT(guest.page), AT(guest.password), REQUEST_TEXTS_OF_ALL}
#define ANSWERED_BYTES                                                                          \
  {AT(answered.body), AT(answered.date), AT(answered.retry_after), AT(answered.retry_after_ms)}
#define RECEIVE_PLACES                                                                          \
  {AT(job), AT(call), AT(credentials), AT(guest), AT(answered), AT(outcome)},                   \
      {AT(flow_at), AT(job_at), AT(job.call), AT(job.credentials), AT(answered_at), AT(outcome_at)}, \
      {AT(job.guest)}
#define LIST_PLACES {AT(listed)}, {AT(listed_at)}, {0}
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
    {"console_url", console_url,
     {AT(provider), AT(vnc_url), AT(instance_id), AT(guest.page), AT(guest.password)}, {0}, {AT(guest)},
     {0}, {AT(guest_at)}},
    {"websocket_url", websocket_url, {AT(provider), AT(vnc_url)}, {0}, {0}, {0}, {0}},
    {"statuses_request", statuses_request,
     {AT(provider), AT(ids[0]), AT(ids[1]), REQUEST_TEXTS_OF_ALL}, {0},
     {AT(search), AT(page), AT(call), AT(credentials), AT(request)},
     {AT(call_at), AT(credentials_at), AT(request_at), AT(search.ids)},
     {AT(search_at), AT(page_at), AT(key_at)}},
    {"instances_request", instances_request,
     {AT(provider), AT(ids[0]), AT(ids[1]), REQUEST_TEXTS_OF_ALL}, {0},
     {AT(search), AT(page), AT(call), AT(credentials), AT(request)},
     {AT(call_at), AT(credentials_at), AT(request_at), AT(search.ids)},
     {AT(search_at), AT(page_at), AT(key_at)}},
    {"instances by name", instances_by_name, {AT(search.text)}, {0}, {AT(search)}, {0}, {0}},
    {"instances by address", instances_by_address, {AT(search.text)}, {0}, {AT(search)}, {0}, {0}},
    {"regions_request", regions_request, {AT(provider), REQUEST_TEXTS_OF_ALL}, {0},
     {AT(call), AT(credentials), AT(request)}, {AT(call_at), AT(credentials_at), AT(request_at)},
     {AT(key_at)}},
    {"statuses_read", statuses_read, {AT(provider)}, {AT(listed_body)}, LIST_PLACES},
    {"instances_read", instances_read, {AT(provider)}, {AT(listed_body)}, LIST_PLACES},
    {"regions_read", regions_read, {AT(provider)}, {AT(regions_body)}, LIST_PLACES},
    {"list_next", list_next, {0}, {0}, {AT(list), AT(instance)}, {AT(list_at), AT(instance_at)}, {0}},
    {"list_next_region", list_next_region, {0}, {0}, {AT(regions), AT(region)},
     {AT(list_at), AT(region_at)}, {0}},
    {"instance_address", instance_address, {0}, {0}, {AT(handed)}, {AT(handed_at)}, {0}},
    {"flow_next", flow_next, FLOW_TEXTS, {0}, {AT(job), AT(call), AT(credentials), AT(guest), AT(next)},
     {AT(flow_at), AT(job_at), AT(job.call), AT(job.credentials), AT(next_at)}, {AT(job.guest)}},
    {"flow_receive", flow_receive, FLOW_TEXTS, ANSWERED_BYTES, RECEIVE_PLACES},
    {"flow_receive, refusal", flow_receive_refusal, FLOW_TEXTS, ANSWERED_BYTES, RECEIVE_PLACES},
    {"sign, canonical request", canonical_request, SIGN_TEXTS, SIGN_PLACES},
    {"sign, string to sign", string_to_sign, SIGN_TEXTS, SIGN_PLACES},
    {"sign, signature", signature, SIGN_TEXTS, SIGN_PLACES},
    {"sign, authorization", sign, SIGN_TEXTS, SIGN_PLACES},
};
const size_t function_count = sizeof functions / sizeof *functions;

/* Lists, read; what is handed out points into the bodies. */
static void fill_lists(struct arguments *a)
{
  static char texts[64], item[64];
  size_t len;
  a->listed_body = vncurl_text(
      "{\"Response\": {\"TotalCount\": 7, \"InstanceSet\": [{\"InstanceId\": \"ins-r9hr2upy\", "
      "\"InstanceName\": \"caf\\u00e9\", \"InstanceState\": \"STOPPED\", \"OsName\": \"Windows Server\", "
      "\"PrivateIpAddresses\": [\"10.0.0.1\", \"10.0.\\u0030.2\"], \"PublicIpAddresses\": [\"203.0.113.9\"]}, "
      "{\"InstanceId\": \"ins-00000002\", \"InstanceState\": \"RUNNING\"}], "
      "\"InstanceStatusSet\": [{\"InstanceId\": \"ins-r9hr2upy\", \"InstanceState\": \"REBOOTING\"}], "
      "\"RequestId\": \"3a685fe7\\/327a\"}}");
  a->regions_body = vncurl_text(
      "{\"Response\": {\"TotalCount\": 2, \"RegionSet\": [{\"Region\": \"ap-guangzhou\", \"RegionName\": "
      "\"South \\u0043hina\", \"RegionState\": \"AVAILABLE\"}, {\"Region\": \"ap-x\"}], "
      "\"RequestId\": \"r\"}}");
  a->list.struct_size = a->regions.struct_size = a->listed.struct_size = sizeof a->list;
  a->handed.struct_size = a->instance.struct_size = sizeof a->handed;
  a->region.struct_size = sizeof a->region;
  vncurl_instances_read(a->provider, 200, a->listed_body, texts, sizeof texts, &len, &a->list, NULL);
  vncurl_regions_read(a->provider, 200, a->regions_body, texts, sizeof texts, &len, &a->regions, NULL);
  vncurl_list_next(&a->list, item, sizeof item, &len, &a->handed, NULL);
  vncurl_instances_read(a->provider, 200, a->listed_body, texts, sizeof texts, &len, &a->list, NULL);
  a->address_kind = VNCURL_ADDRESS_PRIVATE;
  a->list_at = &a->list;
  a->handed_at = &a->handed;
  a->listed_at = &a->listed;
  a->instance_at = &a->instance;
  a->region_at = &a->region;
}

static void fill_search(struct arguments *a)
{
  a->ids[0] = vncurl_text("ins-r9hr2upy");
  a->ids[1] = vncurl_text("ins-00000002");
  a->search.struct_size = sizeof a->search;
  a->search.by = VNCURL_SEARCH_IDS;
  a->search.address_kind = VNCURL_ADDRESS_PRIVATE;
  a->search.ids = a->ids;
  a->search.id_count = 2;
  a->search.text = vncurl_text("10.0.0.1");
  a->page.struct_size = sizeof a->page;
  a->page.offset = 20;
  a->page.limit = 10;
  a->search_at = &a->search;
  a->page_at = &a->page;
}

static void fill_flow(struct arguments *a)
{
  struct vncurl_settings settings = {0};
  settings.struct_size = sizeof settings;
  settings.timeout_ms = 30000;
  a->job.struct_size = sizeof a->job;
  a->job.provider = a->provider;
  a->job.instance_id = a->instance_id;
  a->job.call = &a->call;
  a->job.credentials = &a->credentials;
  a->job.guest = &a->guest;
  a->answered.struct_size = sizeof a->answered;
  a->answered.http_status = 200;
  a->answered.body = a->body;
  a->answered.date = vncurl_text("Tue, 14 Nov 2023 22:13:20 GMT");
  vncurl_flow_start(&a->job, &settings, 1700000000000, NULL, &a->flow, NULL);
  a->flow_at = &a->flow;
  a->job_at = &a->job;
  a->answered_at = &a->answered;
  a->next.struct_size = sizeof a->next;
  a->outcome.struct_size = sizeof a->outcome;
  a->next_at = &a->next;
  a->outcome_at = &a->outcome;
}

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
  fill_search(a);
  fill_lists(a);
  fill_flow(a);
}
