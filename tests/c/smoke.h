/*
 * The pieces of the smoke test: what may go wrong between a C program and libvncurl.
 */
#ifndef SMOKE_H
#define SMOKE_H

#include <stdio.h>

#include "vncurl.h"

extern int checks, failures;

/* Count a check; say where and in which call when it does not hold. */
#define CHECK(holds, ...)                              \
  do {                                                 \
    checks++;                                          \
    if (!(holds)) {                                    \
      failures++;                                      \
      fprintf(stderr, "%s:%d: ", __FILE__, __LINE__);  \
      fprintf(stderr, __VA_ARGS__);                    \
      fprintf(stderr, ": not %s\n", #holds);          \
    }                                                  \
  } while (0)

/*
 * Everything that any writing function takes. fill_arguments() makes all of them good. The first
 * member is in no list of struct function, where offset 0 is the end.
 */
struct arguments {
  int http_status, step;
  struct vncurl_str provider, instance_id, vnc_url, body, listed_body, regions_body, algorithm, service;
  struct vncurl_call call;
  struct vncurl_credentials credentials;
  struct vncurl_guest guest;
  struct vncurl_header headers[2];
  struct vncurl_signable signable;
  struct vncurl_signing_key key;
  struct vncurl_str ids[2];
  struct vncurl_search search;
  struct vncurl_page page;
  struct vncurl_job job;
  struct vncurl_answered answered;
  struct vncurl_flow flow, *flow_at;
  struct vncurl_list list, regions, *list_at;  /* filled, for vncurl_list_next() */
  struct vncurl_instance handed;               /* filled, for vncurl_instance_address() */
  int address_kind;
  const struct vncurl_search *search_at;
  const struct vncurl_page *page_at;
  const struct vncurl_job *job_at;
  const struct vncurl_answered *answered_at;
  const struct vncurl_instance *handed_at;
  const struct vncurl_call *call_at;
  const struct vncurl_credentials *credentials_at;
  const struct vncurl_guest *guest_at;
  const struct vncurl_signable *signable_at;
  const struct vncurl_signing_key *key_at;
  struct vncurl_request request, *request_at;
  struct vncurl_reply reply, *reply_at;
  struct vncurl_next next, *next_at;
  struct vncurl_outcome outcome, *outcome_at;
  struct vncurl_list listed, *listed_at;
  struct vncurl_instance instance, *instance_at;
  struct vncurl_region region, *region_at;
};

/* Where a writing function puts its text. */
struct output {
  char *buf;
  size_t cap, *len;
  struct vncurl_error *error;
};

/* A writing function, and the places of its arguments in struct arguments; 0 ends a list. */
struct function {
  const char *name;
  enum vncurl_status (*call)(struct arguments *arguments, struct output output);
  size_t texts[16];    /* UTF-8 */
  size_t bytes[8];     /* anything */
  size_t structs[8];   /* with a struct_size */
  size_t required[8];  /* pointers that may not be NULL */
  size_t optional[4];  /* pointers that may */
};

extern const struct function functions[];
extern const size_t function_count;

void fill_arguments(struct arguments *arguments);

/* Pointer to the member at an offset. */
#define MEMBER(arguments, offset) ((void *)((char *)(arguments) + (offset)))

/* Whether a text is this string. */
int same(struct vncurl_str text, const char *string);

/* One file each. */
void test_output(void);
void test_arguments(void);
void test_answers(void);
void test_injection(void);
void test_signing_key(void);
void test_calls(void);
void test_older_structs(void);
void test_lists(void);
void test_flow(void);
void test_retry(void);
void test_limiter(void);

#endif
