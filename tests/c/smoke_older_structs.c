/*
 * Structs of earlier headers: what they lack counts as zeros, is not read, and is not written.
 */
#include "smoke.h"

#include <stdlib.h>
#include <string.h>

static char buf[8192], older[8192];

/* A copy of the first bytes of a struct in a room of exactly that size, so that a step behind it is seen. */
static void *cut(const void *whole, size_t size)
{
  void *part = malloc(size);
  memcpy(part, whole, size);
  memcpy(part, &size, sizeof size);
  return part;
}

static void a_call_of_an_earlier_header_is_the_usual_one(void)
{
  const size_t size = offsetof(struct vncurl_call, site);
  struct arguments a;
  struct vncurl_call *call;
  size_t len, other;
  fill_arguments(&a);
  call = cut(&a.call, size);
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, NULL, buf, sizeof buf, &len,
                             &a.request, NULL) == VNCURL_STATUS_OK, "call");
  CHECK(vncurl_request_write(a.provider, a.instance_id, call, &a.credentials, NULL, older, sizeof older, &other,
                             &a.request, NULL) == VNCURL_STATUS_OK, "earlier call");
  CHECK(len == other && memcmp(buf, older, len) == 0, "earlier call");
  free(call);
  /* What stands behind it is somebody else's. */
  memset((char *)&a.call + size, 0xff, sizeof a.call - size);
  a.call.struct_size = size;
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, NULL, older, sizeof older, &other,
                             &a.request, NULL) == VNCURL_STATUS_OK, "earlier call before other bytes");
  a.call.struct_size = size + 8;
  CHECK(vncurl_request_write(a.provider, a.instance_id, &a.call, &a.credentials, NULL, older, sizeof older, &other,
                             &a.request, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "a size that no header had");
}

static void a_guest_of_an_earlier_header_has_no_password(void)
{
  struct arguments a;
  struct vncurl_guest *guest;
  size_t len;
  fill_arguments(&a);
  a.guest.password = vncurl_text("aB3xY9");
  guest = cut(&a.guest, offsetof(struct vncurl_guest, password));
  CHECK(vncurl_console_url(vncurl_text("alibaba-ecs"), a.vnc_url, a.instance_id, guest, buf, sizeof buf, &len,
                           NULL) == VNCURL_STATUS_OK, "earlier guest");
  buf[len] = '\0';
  CHECK(strstr(buf, "password") == NULL && strstr(buf, "viewer.example") != NULL, "%s", buf);
  free(guest);
}

static void a_provider_of_an_earlier_header_is_filled_so_far(void)
{
  const size_t size = offsetof(struct vncurl_provider, viewer);
  struct vncurl_provider provider, whole = {0};
  size_t at;
  memset(&provider, 0x5a, sizeof provider);
  provider.struct_size = size;
  whole.struct_size = sizeof whole;
  CHECK(vncurl_provider_by_name(vncurl_text("tencent-ecm"), &provider) == VNCURL_STATUS_OK, "earlier provider");
  CHECK(vncurl_provider_by_name(vncurl_text("tencent-ecm"), &whole) == VNCURL_STATUS_OK, "provider");
  CHECK(provider.struct_size == size && provider.name.ptr == whole.name.ptr, "earlier provider");
  CHECK(provider.connects_per_min == whole.connects_per_min, "earlier provider");
  for (at = size; at < sizeof provider; at++)
    CHECK(((unsigned char *)&provider)[at] == 0x5a, "byte %d was written", (int)at);
  CHECK(!whole.needs_region && whole.ids_max > 0 && whole.statuses_page_max > 0, "tencent-ecm");
  CHECK(vncurl_provider_by_name(vncurl_text("tencent-cvm"), &whole) == VNCURL_STATUS_OK, "provider");
  CHECK(whole.needs_region && whole.ids_max == 100 && whole.instances_page_max == 100, "tencent-cvm");
  CHECK(whole.statuses_per_s == 40 && whole.instances_per_s == 40, "%d, %d", (int)whole.statuses_per_s,
        (int)whole.instances_per_s);
  CHECK(whole.address_kinds == (VNCURL_ADDRESS_PRIVATE | VNCURL_ADDRESS_PUBLIC),
        "%d", (int)whole.address_kinds);
  CHECK(vncurl_provider_by_name(vncurl_text("x"), &provider) == VNCURL_STATUS_UNKNOWN_PROVIDER, "x");
  CHECK(provider.struct_size == size && provider.name.len == 0, "an earlier struct is emptied");
}

void test_older_structs(void)
{
  a_call_of_an_earlier_header_is_the_usual_one();
  a_guest_of_an_earlier_header_has_no_password();
  a_provider_of_an_earlier_header_is_filled_so_far();
}
