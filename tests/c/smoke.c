/*
 * Calls every function of libvncurl with good, bad and impossible arguments. Prints one line on
 * standard output, one more for each check that fails on standard error, and ends with 1 then.
 */
#include "smoke.h"

#include <string.h>

int checks, failures;

int same(struct vncurl_str text, const char *string)
{
  size_t len = strlen(string);
  return text.len == len && (len == 0 || memcmp(text.ptr, string, len) == 0);
}

int main(void)
{
  test_output();
  test_arguments();
  test_answers();
  test_injection();
  test_signing_key();
  test_calls();
  test_older_structs();
  test_lists();
  test_flow();
  test_retry();
  test_limiter();
  printf("smoke: %d passed, %d failed\n", checks - failures, failures);
  return failures != 0;
}
