/* What vncurl.h uses of the standard library's string.h, which a device need not have. */
#ifndef STRING_H
#define STRING_H
#include <stddef.h>

static inline size_t strlen(const char *text)
{
  size_t len = 0;
  while (text[len] != '\0') len++;
  return len;
}

#endif
