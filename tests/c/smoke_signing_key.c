/*
 * The signing key in the caller's memory.
 */
#include "smoke.h"

#include <string.h>

static enum vncurl_status write_with(struct arguments *a, char *buf, size_t cap, size_t *len)
{
  return vncurl_request_write(a->provider, a->instance_id, a->call_at, a->credentials_at, a->key_at, buf,
                              cap, len, a->request_at, NULL);
}

static void a_kept_key_signs_as_a_derived_one(void)
{
  const char *const providers[] = {"tencent-cvm", "alibaba-ecs"};
  struct arguments a;
  char kept[8192], derived[8192];
  size_t at, len, other;
  for (at = 0; at < 2; at++) {
    struct vncurl_signing_key copy;
    fill_arguments(&a);
    a.provider = vncurl_text(providers[at]);
    CHECK(vncurl_signing_key_derive(a.provider, a.credentials_at, a.call.timestamp, &a.key, NULL) ==
              VNCURL_STATUS_OK,
          "%s", providers[at]);
    memcpy(&copy, &a.key, sizeof copy);
    vncurl_signing_key_wipe(&a.key);
    a.key_at = &copy;
    a.credentials.secret = vncurl_text(NULL);
    CHECK(write_with(&a, kept, sizeof kept, &len) == VNCURL_STATUS_OK, "%s", providers[at]);
    fill_arguments(&a);
    a.provider = vncurl_text(providers[at]);
    a.key_at = NULL;
    CHECK(write_with(&a, derived, sizeof derived, &other) == VNCURL_STATUS_OK, "%s", providers[at]);
    CHECK(len == other && memcmp(kept, derived, len) == 0, "%s", providers[at]);
    vncurl_signing_key_wipe(&copy);
  }
}

static void another_key_is_refused(void)
{
  struct arguments a;
  char buf[8192];
  size_t len;
  fill_arguments(&a);
  a.call.timestamp += 86400;
  CHECK(write_with(&a, buf, sizeof buf, &len) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "another day");
  fill_arguments(&a);
  a.provider = vncurl_text("alibaba-ecs");
  CHECK(write_with(&a, buf, sizeof buf, &len) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "another cloud");
  fill_arguments(&a);
  memset(&a.key, 0, sizeof a.key);
  CHECK(write_with(&a, buf, sizeof buf, &len) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "zeros");
  fill_arguments(&a);
  memset(&a.key, 0, 8);
  CHECK(write_with(&a, buf, sizeof buf, &len) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "no mark");
}

static void a_wiped_key_is_zeros(void)
{
  static const struct vncurl_signing_key zeros;
  struct arguments a;
  char buf[8192];
  size_t len;
  fill_arguments(&a);
  CHECK(memcmp(&a.key, &zeros, sizeof zeros) != 0, "set");
  vncurl_signing_key_wipe(&a.key);
  CHECK(memcmp(&a.key, &zeros, sizeof zeros) == 0, "wiped");
  CHECK(write_with(&a, buf, sizeof buf, &len) == VNCURL_STATUS_SIGNING_KEY_MISMATCH, "wiped");
  vncurl_signing_key_wipe(&a.key);
  vncurl_signing_key_wipe(NULL);
}

static void a_key_that_cannot_be_derived_is_zeros(void)
{
  static const struct vncurl_signing_key zeros;
  struct arguments a;
  struct vncurl_error error;
  fill_arguments(&a);
  CHECK(vncurl_signing_key_derive(a.provider, a.credentials_at, 253402300800u, &a.key, &error) ==
                VNCURL_STATUS_TIME_OUT_OF_RANGE &&
            error.status == VNCURL_STATUS_TIME_OUT_OF_RANGE,
        "the year 10000");
  CHECK(memcmp(&a.key, &zeros, sizeof zeros) == 0, "the year 10000");
  a.credentials.secret = vncurl_text("secret ");
  CHECK(vncurl_signing_key_derive(a.provider, a.credentials_at, 0, &a.key, &error) ==
                VNCURL_STATUS_INVALID_SECRET &&
            error.at == 6,
        "a blank");
  CHECK(vncurl_signing_key_derive(vncurl_text("x"), a.credentials_at, 0, &a.key, NULL) ==
            VNCURL_STATUS_UNKNOWN_PROVIDER,
        "x");
  CHECK(vncurl_signing_key_derive(a.provider, NULL, 0, &a.key, NULL) == VNCURL_STATUS_INVALID_ARGUMENT, "NULL");
  CHECK(vncurl_signing_key_derive(a.provider, a.credentials_at, 0, NULL, &error) ==
            VNCURL_STATUS_INVALID_ARGUMENT,
        "NULL");
  a.credentials.struct_size = 8;
  CHECK(vncurl_signing_key_derive(a.provider, a.credentials_at, 0, &a.key, NULL) ==
            VNCURL_STATUS_INVALID_ARGUMENT,
        "struct_size");
}

void test_signing_key(void)
{
  a_kept_key_signs_as_a_derived_one();
  another_key_is_refused();
  a_wiped_key_is_zeros();
  a_key_that_cannot_be_derived_is_zeros();
}
