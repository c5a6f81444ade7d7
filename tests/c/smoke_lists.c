/*
 * Lists: requests, pages, items.
 */
#include "smoke.h"

#include <string.h>

static char buf[8192], item[1024];

static void items_are_handed_out_in_order(void)
{
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  CHECK(a.list.total == 7 && a.list.len == 2 && a.list.refusal == VNCURL_REFUSAL_NONE, "list");
  CHECK(vncurl_list_next(&a.list, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK, "first");
  CHECK(same(a.instance.id, "ins-r9hr2upy") && same(a.instance.name, "caf\xc3\xa9"), "first");
  CHECK(same(a.instance.state, "STOPPED") && a.instance.refusal == VNCURL_REFUSAL_NOT_RUNNING, "first");
  CHECK(a.instance.windows == 1, "first");
  CHECK(vncurl_list_next(&a.list, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK, "second");
  CHECK(same(a.instance.id, "ins-00000002") && a.instance.name.len == 0 && a.instance.windows == -1, "second");
  CHECK(a.instance.refusal == VNCURL_REFUSAL_NONE, "second");
  CHECK(vncurl_list_next(&a.list, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK && len == 0,
        "end");
  CHECK(a.instance.id.len == 0 && a.instance.windows == -1, "end");
  CHECK(vncurl_list_next(&a.list, NULL, 0, &len, &a.instance, NULL) == VNCURL_STATUS_OK && len == 0, "end");
}

static void a_short_buffer_leaves_the_item_the_next_one(void)
{
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  CHECK(vncurl_list_next(&a.list, item, 3, &len, &a.instance, NULL) == VNCURL_STATUS_BUFFER_TOO_SMALL,
        "3 bytes");
  CHECK(vncurl_list_next(&a.list, item, len, &len, &a.instance, NULL) == VNCURL_STATUS_OK, "enough");
  CHECK(same(a.instance.id, "ins-r9hr2upy"), "enough");
}

static void a_copied_list_goes_on_by_itself(void)
{
  struct arguments a;
  struct vncurl_list copy;
  size_t len;
  fill_arguments(&a);
  vncurl_list_next(&a.list, item, sizeof item, &len, &a.instance, NULL);
  memcpy(&copy, &a.list, sizeof copy);
  vncurl_list_next(&a.list, item, sizeof item, &len, &a.instance, NULL);
  CHECK(vncurl_list_next(&copy, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK &&
            same(a.instance.id, "ins-00000002"), "copy");
}

static void addresses_have_numbers(void)
{
  static const int wrong[] = {-1, 0, 3, VNCURL_ADDRESS_ELASTIC, 2147483647};
  struct arguments a;
  struct vncurl_str address = {item, 0};
  size_t at;
  fill_arguments(&a);
  CHECK(vncurl_instance_address(&a.handed, VNCURL_ADDRESS_PRIVATE, 1, item, sizeof item, &address.len, NULL) ==
                VNCURL_STATUS_OK && same(address, "10.0.0.2"), "second private");
  CHECK(vncurl_instance_address(&a.handed, VNCURL_ADDRESS_PUBLIC, 0, item, sizeof item, &address.len, NULL) ==
                VNCURL_STATUS_OK && same(address, "203.0.113.9"), "first public");
  CHECK(vncurl_instance_address(&a.handed, VNCURL_ADDRESS_PUBLIC, 1, NULL, 0, &address.len, NULL) ==
                VNCURL_STATUS_OK && address.len == 0, "past the end");
  CHECK(vncurl_instance_address(&a.handed, VNCURL_ADDRESS_PRIVATE, SIZE_MAX, NULL, 0, &address.len, NULL) ==
                VNCURL_STATUS_OK && address.len == 0, "past the end");
  for (at = 0; at < sizeof wrong / sizeof *wrong; at++)
    CHECK(vncurl_instance_address(&a.handed, wrong[at], 0, item, sizeof item, &address.len, NULL) ==
              VNCURL_STATUS_INVALID_ARGUMENT, "kind %d", wrong[at]);
  memset(&a.handed.item, 0, sizeof a.handed.item);
  CHECK(vncurl_instance_address(&a.handed, VNCURL_ADDRESS_PRIVATE, 0, item, sizeof item, &address.len, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "zeros");
}

static void regions_are_a_list_of_their_own(void)
{
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  CHECK(a.regions.len == 2 && a.regions.total == 2, "regions");
  CHECK(vncurl_list_next_region(&a.regions, item, sizeof item, &len, &a.region, NULL) == VNCURL_STATUS_OK,
        "first");
  CHECK(same(a.region.id, "ap-guangzhou") && same(a.region.name, "South China") && a.region.available == 1,
        "first");
  CHECK(vncurl_list_next_region(&a.regions, item, sizeof item, &len, &a.region, NULL) == VNCURL_STATUS_OK,
        "second");
  CHECK(same(a.region.id, "ap-x") && a.region.available == -1, "second");
  CHECK(vncurl_list_next_region(&a.regions, item, sizeof item, &len, &a.region, NULL) == VNCURL_STATUS_OK &&
            a.region.id.len == 0, "end");
  CHECK(vncurl_list_next(&a.regions, item, sizeof item, &len, &a.instance, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "instances of regions");
  CHECK(vncurl_list_next_region(&a.list, item, sizeof item, &len, &a.region, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "regions of instances");
}

static void a_refusal_is_a_list_without_items(void)
{
  static const char refused[] = "{\"Response\":{\"Error\":{\"Code\":\"UnauthorizedOperation\",\"Message\":"
                                "\"no\"},\"RequestId\":\"r\"}}";
  struct arguments a;
  struct vncurl_error error;
  size_t len;
  fill_arguments(&a);
  CHECK(vncurl_statuses_read(a.provider, 200, vncurl_text(refused), buf, sizeof buf, &len, &a.listed, NULL) ==
            VNCURL_STATUS_OK, "refusal");
  CHECK(a.listed.refusal == VNCURL_REFUSAL_NO_PERMISSION && a.listed.len == 0 && a.listed.total == -1,
        "refusal");
  CHECK(same(a.listed.code, "UnauthorizedOperation") && same(a.listed.message, "no"), "refusal");
  CHECK(same(a.listed.request_id, "r"), "refusal");
  CHECK(vncurl_list_next(&a.listed, item, sizeof item, &len, &a.instance, &error) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "items of a refusal");
  CHECK(strstr(error.message, "not set") != NULL, "%s", error.message);
  CHECK(vncurl_statuses_read(a.provider, 200, a.listed_body, buf, sizeof buf, &len, &a.listed, NULL) ==
                VNCURL_STATUS_OK && a.listed.len == 1, "states");
  CHECK(vncurl_list_next(&a.listed, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK &&
            a.instance.refusal == VNCURL_REFUSAL_BUSY, "states");
  CHECK(vncurl_regions_read(a.provider, 502, vncurl_text("<html>"), buf, sizeof buf, &len, &a.listed, NULL) ==
            VNCURL_STATUS_UNEXPECTED_STATUS, "gateway");
}

static void an_xml_list_reads_alike(void)
{
  struct vncurl_str ecs = vncurl_text("alibaba-ecs");
  const struct vncurl_str body = vncurl_text(
      "<DescribeInstanceStatusResponse><RequestId>r</RequestId><TotalCount>1</TotalCount><InstanceStatuses>"
      "<InstanceStatus><InstanceId>i-1</InstanceId><Status>Stopped</Status></InstanceStatus>"
      "</InstanceStatuses></DescribeInstanceStatusResponse>");
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  CHECK(vncurl_statuses_read(ecs, 200, body, buf, sizeof buf, &len, &a.listed, NULL) == VNCURL_STATUS_OK &&
            a.listed.len == 1, "XML");
  CHECK(vncurl_list_next(&a.listed, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK &&
            same(a.instance.id, "i-1") && same(a.instance.state, "Stopped"), "XML");
  CHECK(vncurl_list_next(&a.listed, item, sizeof item, &len, &a.instance, NULL) == VNCURL_STATUS_OK && len == 0,
        "XML");
}

/* Every change of one byte ends in some status, and what is handed out can be read. */
static void a_broken_list_is_read_or_refused(void)
{
  struct arguments a;
  size_t at, len;
  char body[1024];
  fill_arguments(&a);
  for (at = 0; at < a.listed_body.len; at++) {
    static const char bytes[] = "\0\"\\,:{}[]x\xff";
    struct vncurl_str part = {body, 0};
    size_t byte, count;
    memcpy(body, a.listed_body.ptr, a.listed_body.len);
    part.len = at;
    CHECK(vncurl_instances_read(a.provider, 200, part, buf, sizeof buf, &len, &a.listed, NULL) ==
              VNCURL_STATUS_MALFORMED_REPLY, "%d bytes", (int)at);
    part.len = a.listed_body.len;
    for (byte = 0; byte < sizeof bytes; byte++) {
      body[at] = bytes[byte];
      if (vncurl_instances_read(a.provider, 200, part, buf, sizeof buf, &len, &a.listed, NULL) != VNCURL_STATUS_OK)
        continue;
      CHECK(len <= part.len + 64, "byte %d", (int)at);
      for (count = 0; vncurl_list_next(&a.listed, item, sizeof item, &len, &a.instance, NULL) ==
                          VNCURL_STATUS_OK && len > 0; count++)
        vncurl_instance_address(&a.instance, VNCURL_ADDRESS_PRIVATE, 1, item, sizeof item, &len, NULL);
      CHECK(count == a.listed.len, "byte %d: %d items of %d", (int)at, (int)count, (int)a.listed.len);
    }
  }
}

static enum vncurl_status ask(struct arguments *a, int states, struct vncurl_error *error)
{
  size_t len;
  return (states ? vncurl_statuses_request : vncurl_instances_request)(
      a->provider, a->search_at, a->page_at, &a->call, &a->credentials, &a->key, buf, sizeof buf, &len,
      &a->request, error);
}

static void searches_and_pages_are_checked(void)
{
  struct arguments a;
  struct vncurl_error error;
  struct vncurl_str many[VNCURL_IDS_MAX + 1];
  size_t at;
  fill_arguments(&a);
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_OK &&
            same(a.request.body, "{\"InstanceIds\":[\"ins-r9hr2upy\",\"ins-00000002\"],\"Offset\":20,\"Limit\":10}"),
        "%.*s", (int)a.request.body.len, a.request.body.ptr);
  a.search_at = NULL, a.page_at = NULL;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_OK && same(a.request.body, "{\"Offset\":0,\"Limit\":100}"), "all");
  fill_arguments(&a);
  for (at = 0; at <= VNCURL_IDS_MAX; at++) many[at] = vncurl_text("ins-r9hr2upy");
  a.search.ids = many;
  a.search.id_count = VNCURL_IDS_MAX;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_OK, "100 ids");
  a.search.id_count++;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE && ask(&a, 0, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE,
        "101 ids");
  a.search.id_count = SIZE_MAX;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE, "SIZE_MAX ids");
  a.search.id_count = 0;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE && ask(&a, 0, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE,
        "no ids are not all");
  a.search.by = VNCURL_SEARCH_NAME;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_UNSUPPORTED_ACTION && ask(&a, 0, NULL) == VNCURL_STATUS_OK,
        "by name");
  a.search.text = vncurl_text("a\nb");
  CHECK(ask(&a, 0, &error) == VNCURL_STATUS_INVALID_SEARCH && error.at == 1, "a line break in a name");
  fill_arguments(&a);
  a.search.by = VNCURL_SEARCH_ADDRESS;
  a.search.address_kind = VNCURL_ADDRESS_ELASTIC;
  CHECK(ask(&a, 0, NULL) == VNCURL_STATUS_UNSUPPORTED_ACTION, "Tencent knows no elastic address");
  for (a.search.address_kind = -1; a.search.address_kind < 7; a.search.address_kind += 4)
    CHECK(ask(&a, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "kind %d", a.search.address_kind);
  for (a.search.by = -1; a.search.by < 9; a.search.by += 5)
    CHECK(ask(&a, 0, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "by %d", a.search.by);
  fill_arguments(&a);
  a.page.limit = 101;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE, "101 on a page");
  a.page.limit = 256 + 10;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE, "266 on a page");
  a.page.limit = 10, a.page.offset = 15;
  CHECK(ask(&a, 1, NULL) == VNCURL_STATUS_PAGE_OUT_OF_RANGE, "in the middle of a page");
}

static void a_list_outside_the_buffer_only(void)
{
  static union { struct vncurl_list list; struct vncurl_instance instance; char bytes[4096]; } place;
  struct arguments a;
  size_t len;
  fill_arguments(&a);
  place.list = a.list;
  CHECK(vncurl_list_next(&place.list, place.bytes, sizeof place.bytes, &len, &a.instance, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "list");
  CHECK(vncurl_list_next(&place.list, place.bytes + sizeof place.list - 1, 1, &len, &a.instance, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT, "last byte of the list");
  place.instance = a.handed;
  CHECK(vncurl_instance_address(&place.instance, VNCURL_ADDRESS_PRIVATE, 0, place.bytes, sizeof place.bytes, &len,
                                NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "instance");
}

void test_lists(void)
{
  items_are_handed_out_in_order();
  a_short_buffer_leaves_the_item_the_next_one();
  a_copied_list_goes_on_by_itself();
  addresses_have_numbers();
  regions_are_a_list_of_their_own();
  a_refusal_is_a_list_without_items();
  an_xml_list_reads_alike();
  a_broken_list_is_read_or_refused();
  searches_and_pages_are_checked();
  a_list_outside_the_buffer_only();
}
