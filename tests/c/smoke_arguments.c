/*
 * Every argument of every writing function, spoilt in every way that C allows.
 */
#include "smoke.h"

#include <string.h>

static char buf[8192];

/* Call with spoilt arguments, and check that a failure leaves everything in order. */
static struct vncurl_error run(const struct function *function, struct arguments *a)
{
  struct vncurl_error error = {VNCURL_STATUS_OK, 0, NULL};
  size_t len = 12345;
  enum vncurl_status status;
  struct output output = {buf, sizeof buf, NULL, NULL};
  output.len = &len;
  output.error = &error;
  status = function->call(a, output);
  CHECK(error.status == status, "%s", function->name);
  CHECK(error.message != NULL && *error.message != '\0', "%s", function->name);
  if (status != VNCURL_STATUS_OK) {
    CHECK(len == 0, "%s", function->name);
    CHECK(a->request.http1.len == 0 && a->request.headers.len == 0, "%s", function->name);
    CHECK(a->reply.vnc_url.len == 0 && a->reply.refusal == VNCURL_REFUSAL_NONE, "%s", function->name);
    CHECK(a->next.action == VNCURL_ACTION_NONE && a->next.request.http1.len == 0, "%s", function->name);
    CHECK(a->outcome.kind == VNCURL_OUTCOME_KIND_NONE && a->outcome.console_url.len == 0, "%s", function->name);
    CHECK(a->listed.len == 0 && a->listed.request_id.len == 0, "%s", function->name);
    CHECK(a->instance.id.len == 0 && a->region.id.len == 0, "%s", function->name);
  }
  return error;
}

#define REFUSED(error) ((error).status == VNCURL_STATUS_INVALID_ARGUMENT)

static void impossible_texts_are_refused(const struct function *function, size_t member)
{
  struct arguments a;
  struct vncurl_str *text = MEMBER(&a, member);
  const struct vncurl_str impossible[] = {
      {NULL, 1}, {NULL, SIZE_MAX}, {"a", (size_t)PTRDIFF_MAX + 1}, {"a", SIZE_MAX},
      {buf, 1},  {buf + sizeof buf - 1, 1},
  };
  size_t at;
  for (at = 0; at < sizeof impossible / sizeof *impossible; at++) {
    fill_arguments(&a);
    *text = impossible[at];
    CHECK(REFUSED(run(function, &a)), "%s, member %lu, case %lu", function->name,
          (unsigned long)member, (unsigned long)at);
  }
}

static void texts_are_utf8_without_nul(const struct function *function, size_t member)
{
  struct arguments a;
  struct vncurl_str *text = MEMBER(&a, member);
  struct vncurl_error error;
  const struct vncurl_str broken[] = {{"ab\xff", 3}, {"ab\xc3", 3}, {"ab\xed\xa0\x80", 5}, {"ab\xc0\x80", 4}};
  const struct vncurl_str with_nul = {"a\0b", 3};
  size_t at;
  for (at = 0; at < sizeof broken / sizeof *broken; at++) {
    fill_arguments(&a);
    *text = broken[at];
    error = run(function, &a);
    CHECK(REFUSED(error) && error.at == 2, "%s, member %lu, case %lu", function->name,
          (unsigned long)member, (unsigned long)at);
  }
  fill_arguments(&a);
  *text = with_nul;
  error = run(function, &a);
  /* The low-level call takes key id and secret as they are, and a kept key needs no secret. A reply
     tells more than what was wrong with its request, and a flow judges its guest when it starts. */
  CHECK(error.status != VNCURL_STATUS_OK || strstr(function->name, "receive") != NULL ||
            (strcmp(function->name, "flow_next") == 0 && member >= offsetof(struct arguments, guest) &&
             member < offsetof(struct arguments, headers)) || member == offsetof(struct arguments, credentials.key_id) ||
            member == offsetof(struct arguments, credentials.secret) ||
            member == offsetof(struct arguments, call.nonce),
        "%s, member %lu", function->name, (unsigned long)member);
}

static void empty_texts_do_not_crash(const struct function *function, size_t member)
{
  struct arguments a;
  struct vncurl_str *text = MEMBER(&a, member);
  const struct vncurl_str empty[] = {{NULL, 0}, {"", 0}, {buf, 0}};
  enum vncurl_status first = VNCURL_STATUS_OK;
  size_t at;
  for (at = 0; at < sizeof empty / sizeof *empty; at++) {
    struct vncurl_error error;
    fill_arguments(&a);
    *text = empty[at];
    error = run(function, &a);
    CHECK(!REFUSED(error), "%s, member %lu", function->name, (unsigned long)member);
    if (at == 0) first = error.status;
    CHECK(error.status == first, "%s, member %lu", function->name, (unsigned long)member);
  }
}

static void structs_have_their_own_size_only(const struct function *function, size_t member)
{
  struct arguments a;
  size_t *struct_size = MEMBER(&a, member), at;
  fill_arguments(&a);
  {
    const size_t wrong[] = {0, 1, *struct_size - 1, *struct_size + 1, *struct_size * 2, SIZE_MAX};
    for (at = 0; at < sizeof wrong / sizeof *wrong; at++) {
      fill_arguments(&a);
      *struct_size = wrong[at];
      CHECK(REFUSED(run(function, &a)), "%s, member %lu, size %lu", function->name,
            (unsigned long)member, (unsigned long)wrong[at]);
      CHECK(*struct_size == wrong[at], "%s, member %lu", function->name, (unsigned long)member);
    }
  }
}

static void structs_are_null_where_that_is_allowed(const struct function *function)
{
  struct arguments a;
  const size_t *member;
  /* The struct's place is set through a pointer to char, so that any struct pointer will do. */
  void *nothing = NULL;
  for (member = function->required; *member != 0; member++) {
    fill_arguments(&a);
    memcpy(MEMBER(&a, *member), &nothing, sizeof nothing);
    CHECK(REFUSED(run(function, &a)), "%s, pointer %lu", function->name, (unsigned long)*member);
  }
  for (member = function->optional; *member != 0; member++) {
    fill_arguments(&a);
    memcpy(MEMBER(&a, *member), &nothing, sizeof nothing);
    CHECK(run(function, &a).status == VNCURL_STATUS_OK, "%s, pointer %lu", function->name,
          (unsigned long)*member);
  }
}

static void structs_outside_the_buffer_only(const struct function *function)
{
  struct arguments a;
  const struct function *sign = &functions[function_count - 1];
  fill_arguments(&a);
  memcpy(buf, a.credentials_at, sizeof *a.credentials_at);
  a.credentials_at = (const void *)buf;
  CHECK(REFUSED(run(sign, &a)), "%s", function->name);
}

/* What is given for bytes may hold anything, but must be there. */
static void headers_are_counted(void)
{
  struct arguments a;
  const struct function *sign = &functions[function_count - 1];
  struct vncurl_header many[VNCURL_HEADERS_MAX + 1];
  static char names[VNCURL_HEADERS_MAX + 1];
  size_t at;
  for (at = 0; at <= VNCURL_HEADERS_MAX; at++) {
    names[at] = "0123456789abcdefghijklmnopqrstuvw"[at];
    many[at].name.ptr = &names[at];
    many[at].name.len = 1;
    many[at].value = vncurl_text(NULL);
  }
  fill_arguments(&a);
  a.signable.headers = many;
  a.signable.header_count = VNCURL_HEADERS_MAX;
  CHECK(run(sign, &a).status == VNCURL_STATUS_OK, "%d headers", VNCURL_HEADERS_MAX);
  a.signable.header_count++;
  CHECK(REFUSED(run(sign, &a)), "%d headers", VNCURL_HEADERS_MAX + 1);
  a.signable.header_count = SIZE_MAX;
  CHECK(REFUSED(run(sign, &a)), "SIZE_MAX headers");
  a.signable.header_count = 1;
  a.signable.headers = NULL;
  CHECK(REFUSED(run(sign, &a)), "no headers");
  a.signable.header_count = 0;
  CHECK(run(sign, &a).status == VNCURL_STATUS_OK, "no headers");
  fill_arguments(&a);
  a.headers[1].name = vncurl_text("HOST");
  {
    struct vncurl_error error = run(sign, &a);
    CHECK(error.status == VNCURL_STATUS_INVALID_HEADER && error.at == 1, "header given twice");
  }
}

static void numbers_have_a_meaning(void)
{
  const int wrong[] = {-2147483647 - 1, -1, 5, 200, 65536, 65536 + 200, 2147483647};
  struct arguments a;
  size_t at, function;
  for (at = 0; at < sizeof wrong / sizeof *wrong; at++) {
    for (function = 0; function < function_count; function++) {
      enum vncurl_status status;
      fill_arguments(&a);
      a.step = a.guest.os = a.http_status = wrong[at];
      status = run(&functions[function], &a).status;
      if (strstr(functions[function].name, "authorization") != NULL ||
          strstr(functions[function].name, "console") != NULL)
        CHECK(status == VNCURL_STATUS_INVALID_ARGUMENT, "%s, %d", functions[function].name, wrong[at]);
      if (strstr(functions[function].name, "reply") != NULL && wrong[at] != 200)
        CHECK(status == (wrong[at] == 5 ? VNCURL_STATUS_UNEXPECTED_STATUS
                                        : VNCURL_STATUS_INVALID_ARGUMENT),
              "%s, %d", functions[function].name, wrong[at]);
    }
  }
  fill_arguments(&a);
  a.step = 0;
  CHECK(REFUSED(run(&functions[function_count - 1], &a)), "step 0");
}

void test_arguments(void)
{
  size_t at;
  const size_t *member;
  for (at = 0; at < function_count; at++) {
    const struct function *function = &functions[at];
    for (member = function->texts; *member != 0; member++) {
      impossible_texts_are_refused(function, *member);
      texts_are_utf8_without_nul(function, *member);
      empty_texts_do_not_crash(function, *member);
    }
    for (member = function->bytes; *member != 0; member++) {
      impossible_texts_are_refused(function, *member);
      empty_texts_do_not_crash(function, *member);
    }
    for (member = function->structs; *member != 0; member++)
      structs_have_their_own_size_only(function, *member);
    structs_are_null_where_that_is_allowed(function);
    structs_outside_the_buffer_only(function);
  }
  headers_are_counted();
  numbers_have_a_meaning();
}
