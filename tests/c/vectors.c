/*
 * Runs signature vectors through vncurl_sign(), every step of each.
 *
 * Standard input: records of lines that end in LF. A line is a key, or a key, one blank and a
 * value. A value is bytes in hexadecimal, two digits each, of either case; the empty value is
 * nothing behind the blank. The timestamp alone is decimal. A record is
 *
 *   name HEX                  names the record in messages; its first line
 *   algorithm HEX             such as TC3-HMAC-SHA256
 *   method HEX
 *   path HEX
 *   query HEX                 as sent, without "?"
 *   header HEX HEX            name and value of a header to sign; 0 to 64 such lines, in any order
 *   payload HEX               the body, or the text that is signed in its place
 *   service HEX               empty where the algorithm has none
 *   timestamp DECIMAL         Unix seconds
 *   key_id HEX
 *   secret HEX
 *   canonical_request HEX     expected, as are the following
 *   string_to_sign HEX
 *   signature HEX             the text of it: 64 hexadecimal digits are 128 here
 *   authorization HEX
 *   end
 *
 * Every key but header stands once, in any order between name and end. There are no empty lines
 * and no comments. A line is at most 8 MiB long, the values of a record are as much together.
 *
 * Standard output: one line, "c: 63 passed, 0 failed", counting records. Standard error: one line
 * for each step that differs. Ends with 1 when a record failed, when the input is malformed (then
 * there is no line on standard output), and when it holds no record.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vncurl.h"

enum { SIZE_MAX_BYTES = 8 << 20, HEADERS = 64 };

enum key {
  NAME, ALGORITHM, METHOD, PATH, QUERY, PAYLOAD, SERVICE, TIMESTAMP, KEY_ID, SECRET,
  CANONICAL_REQUEST, STRING_TO_SIGN, SIGNATURE, AUTHORIZATION, KEYS
};

static const char *const keys[KEYS] = {
    "name", "algorithm", "method", "path", "query", "payload", "service", "timestamp", "key_id",
    "secret", "canonical_request", "string_to_sign", "signature", "authorization",
};

struct record {
  struct vncurl_str values[KEYS];
  int set[KEYS];
  struct vncurl_header headers[HEADERS];
  size_t header_count;
};

static char line[SIZE_MAX_BYTES + 2], bytes[SIZE_MAX_BYTES], output[SIZE_MAX_BYTES];
static unsigned long line_number;
static size_t bytes_used;

static void malformed(const char *why)
{
  fprintf(stderr, "c: line %lu: %s\n", line_number, why);
  exit(1);
}

/* The next line without its LF, or 0 at the end of the input. */
static int read_line(void)
{
  size_t len;
  if (fgets(line, sizeof line, stdin) == NULL) {
    if (ferror(stdin)) malformed("cannot be read");
    return 0;
  }
  line_number++;
  len = strlen(line);
  if (len == 0 || line[len - 1] != '\n') malformed("does not end in LF, holds NUL, or is too long");
  line[len - 1] = '\0';
  return 1;
}

static int digit(char c)
{
  static const char digits[] = "0123456789abcdef0123456789ABCDEF";
  const char *at = c == '\0' ? NULL : strchr(digits, c);
  return at == NULL ? -1 : (int)(at - digits) % 16;
}

/* The bytes of a hexadecimal value. */
static struct vncurl_str decode(const char *hex)
{
  struct vncurl_str value;
  size_t at;
  value.ptr = bytes + bytes_used;
  value.len = strlen(hex) / 2;
  if (strlen(hex) % 2 != 0) malformed("odd number of digits");
  if (value.len > sizeof bytes - bytes_used) malformed("the record is too long");
  for (at = 0; at < value.len; at++) {
    int high = digit(hex[2 * at]), low = digit(hex[2 * at + 1]);
    if (high < 0 || low < 0) malformed("not hexadecimal");
    bytes[bytes_used++] = (char)(high << 4 | low);
  }
  return value;
}

static void read_header(struct record *record, char *names_value)
{
  char *value = strchr(names_value, ' ');
  struct vncurl_header *header;
  if (value == NULL) malformed("a header has a name and a value");
  if (record->header_count == HEADERS) malformed("too many headers");
  *value++ = '\0';
  header = &record->headers[record->header_count++];
  header->name = decode(names_value);
  header->value = decode(value);
}

/* Take in one line of a record. */
static void read_value(struct record *record, const char *word, char *value)
{
  size_t key = 0;
  if (strcmp(word, "header") == 0) {
    read_header(record, value);
    return;
  }
  while (key < KEYS && strcmp(word, keys[key]) != 0) key++;
  if (key == KEYS) malformed("unknown key");
  if (record->set[key]) malformed("a key stands twice in its record");
  record->set[key] = 1;
  if (key == TIMESTAMP) {
    record->values[key].ptr = bytes + bytes_used;
    record->values[key].len = strlen(value);
    if (*value == '\0' || strlen(value) > 19 || strspn(value, "0123456789") != strlen(value))
      malformed("not a timestamp");
    memcpy(bytes + bytes_used, value, strlen(value) + 1);
    bytes_used += strlen(value) + 1;
  } else {
    record->values[key] = decode(value);
  }
}

/* The next record, or 0 at the end of the input. */
static int read_record(struct record *record)
{
  size_t key;
  memset(record, 0, sizeof *record);
  bytes_used = 0;
  while (read_line()) {
    char *value = strchr(line, ' ');
    if (strcmp(line, "end") == 0) {
      for (key = 0; key < KEYS; key++)
        if (!record->set[key]) malformed("the record lacks a key");
      return 1;
    }
    if (value == NULL) malformed("no value");
    *value++ = '\0';
    if (!record->set[NAME] && strcmp(line, "name") != 0) malformed("a record starts with its name");
    read_value(record, line, value);
  }
  if (record->set[NAME]) malformed("the input ends inside a record");
  return 0;
}

/* Whether one step gives the expected text; says so when it does not. */
static int step_agrees(const struct record *record, int step, enum key expected)
{
  const struct vncurl_str *values = record->values;
  struct vncurl_signable signable = {0};
  struct vncurl_credentials credentials = {0};
  struct vncurl_error error;
  size_t len;
  signable.struct_size = sizeof signable;
  signable.method = values[METHOD];
  signable.path = values[PATH];
  signable.query = values[QUERY];
  signable.headers = record->headers;
  signable.header_count = record->header_count;
  signable.payload = values[PAYLOAD];
  credentials.struct_size = sizeof credentials;
  credentials.key_id = values[KEY_ID];
  credentials.secret = values[SECRET];
  if (vncurl_sign(values[ALGORITHM], &signable, &credentials, strtoull(values[TIMESTAMP].ptr, NULL, 10),
                  values[SERVICE], step, output, sizeof output, &len, &error) != VNCURL_STATUS_OK) {
    fprintf(stderr, "c: %.*s: %s: %s\n", (int)values[NAME].len, values[NAME].ptr, keys[expected],
            error.message);
    return 0;
  }
  if (len != values[expected].len || memcmp(output, values[expected].ptr, len) != 0) {
    fprintf(stderr, "c: %.*s: %s differs\n", (int)values[NAME].len, values[NAME].ptr, keys[expected]);
    return 0;
  }
  return 1;
}

int main(void)
{
  static struct record record;
  unsigned long passed = 0, failed = 0;
  while (read_record(&record)) {
    int agree = step_agrees(&record, VNCURL_STEP_CANONICAL_REQUEST, CANONICAL_REQUEST);
    agree &= step_agrees(&record, VNCURL_STEP_STRING_TO_SIGN, STRING_TO_SIGN);
    agree &= step_agrees(&record, VNCURL_STEP_SIGNATURE, SIGNATURE);
    agree &= step_agrees(&record, VNCURL_STEP_AUTHORIZATION, AUTHORIZATION);
    if (agree)
      passed++;
    else
      failed++;
  }
  printf("c: %lu passed, %lu failed\n", passed, failed);
  if (passed + failed == 0) fprintf(stderr, "c: no record\n");
  return passed == 0 || failed != 0;
}
