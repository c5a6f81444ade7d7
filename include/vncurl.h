/*
 * vncurl: signs the request for a virtual machine's console, reads the reply, builds the console
 * URL. The program moves the bytes, with any HTTP library or none.
 *
 *   vncurl_request_write() -> your transport -> vncurl_reply_read() -> vncurl_console_url()
 *
 * Rules for every function
 *   - Text goes in as pointer and length, UTF-8. Text comes out in the caller's buf of cap bytes,
 *     without a NUL; when it is too short, *len is the exact length needed. buf may be NULL when
 *     cap is 0.
 *   - A pointer must be NULL where that is allowed, or valid and aligned for what it points to.
 *     NULL elsewhere, text that is not UTF-8, a length above PTRDIFF_MAX, and anything lent that
 *     overlaps buf give VNCURL_STATUS_INVALID_ARGUMENT. Places to write to must not overlap each
 *     other.
 *   - A struct with struct_size wants its sizeof there, and zeros in what is not used:
 *     `struct vncurl_call call = {.struct_size = sizeof call};`. Another size is refused.
 *   - What is lent is lent for the call. Nothing is kept or allocated: there is nothing to free.
 *   - No clock, random source, environment or global state is touched. Any thread may call
 *     anything, as long as no two write to one place.
 *   - No secret, token or VNC URL stands in an error.
 */

#ifndef VNCURL_H
#define VNCURL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/**
 * vncurl_error.at: this failure has no place.
 */
#define VNCURL_NO_PLACE SIZE_MAX

/**
 * First number of the version that this header belongs to.
 */
#define VNCURL_VERSION_MAJOR 0

/**
 * Second number of it; before 1.0 a change here may break the ABI.
 */
#define VNCURL_VERSION_MINOR 1

/**
 * Third number of it.
 */
#define VNCURL_VERSION_PATCH 0

/**
 * vncurl_guest.os: nobody knows. Enough where vncurl_provider.asks_for_os is false.
 */
#define VNCURL_OS_UNKNOWN 0

/**
 * vncurl_guest.os: Linux, or anything but Windows.
 */
#define VNCURL_OS_LINUX 1

/**
 * vncurl_guest.os: Windows.
 */
#define VNCURL_OS_WINDOWS 2

/**
 * vncurl_sign(): write the canonical request.
 */
#define VNCURL_STEP_CANONICAL_REQUEST 1

/**
 * vncurl_sign(): write the string to sign.
 */
#define VNCURL_STEP_STRING_TO_SIGN 2

/**
 * vncurl_sign(): write the signature, 64 hexadecimal digits.
 */
#define VNCURL_STEP_SIGNATURE 3

/**
 * vncurl_sign(): write the value of the Authorization header.
 */
#define VNCURL_STEP_AUTHORIZATION 4

/**
 * The most headers that vncurl_sign() takes.
 */
#define VNCURL_HEADERS_MAX 32

/**
 * How a call ended. 0 is success; the numbers never change, and up to 99 they are the same in
 * every language. Later versions may add some, so take an unknown one for a failure.
 */
enum vncurl_status {
  /**
   * It succeeded.
   */
  VNCURL_STATUS_OK = 0,
  /**
   * The output buffer is too short; the exact length needed is in *len.
   */
  VNCURL_STATUS_BUFFER_TOO_SMALL = 1,
  /**
   * The reply's body is not one JSON document of the shape that the cloud documents.
   */
  VNCURL_STATUS_MALFORMED_REPLY = 2,
  /**
   * The HTTP status is not one that the service gives: a gateway or a proxy answered.
   */
  VNCURL_STATUS_UNEXPECTED_STATUS = 3,
  /**
   * The VNC URL in the reply cannot be put into a viewer page.
   */
  VNCURL_STATUS_INVALID_VNC_URL = 4,
  /**
   * The timestamp is outside the years 1970 to 9999.
   */
  VNCURL_STATUS_TIME_OUT_OF_RANGE = 5,
  /**
   * The signing key is not set, or belongs to another UTC day, service or algorithm.
   */
  VNCURL_STATUS_SIGNING_KEY_MISMATCH = 6,
  /**
   * The region is not 1 to 32 of a-z, 0-9 and -, with no - at either end.
   */
  VNCURL_STATUS_INVALID_REGION = 7,
  /**
   * This provider needs a region.
   */
  VNCURL_STATUS_REGION_MISSING = 8,
  /**
   * The instance id is not 1 to 64 of A-Z, a-z, 0-9, _ and -, starting with a letter or digit.
   */
  VNCURL_STATUS_INVALID_INSTANCE_ID = 9,
  /**
   * The key id is not 1 to 128 printable ASCII characters without blank, comma or quote.
   */
  VNCURL_STATUS_INVALID_KEY_ID = 10,
  /**
   * The secret is not 1 to 128 printable ASCII characters without blank, comma or quote.
   */
  VNCURL_STATUS_INVALID_SECRET = 11,
  /**
   * The token is not 1 to 4096 printable ASCII characters without blank, comma or quote.
   */
  VNCURL_STATUS_INVALID_TOKEN = 12,
  /**
   * The nonce is not 1 to 64 of A-Z, a-z, 0-9 and -.
   */
  VNCURL_STATUS_INVALID_NONCE = 13,
  /**
   * The endpoint is not `https://host[:port]`, nor `http://` with a loopback address.
   */
  VNCURL_STATUS_INVALID_ENDPOINT = 14,
  /**
   * The viewer page is not an https:// address without ? and #, nor http:// with a loopback
   * address.
   */
  VNCURL_STATUS_INVALID_VIEWER = 15,
  /**
   * The viewer page must be told whether the guest runs Windows.
   */
  VNCURL_STATUS_OS_MISSING = 16,
  /**
   * A header to be signed has an invalid or repeated name, or a line break in its value.
   */
  VNCURL_STATUS_INVALID_HEADER = 17,
  /**
   * The method, path, query or service to be signed holds a character that no request line can.
   */
  VNCURL_STATUS_INVALID_REQUEST_LINE = 18,
  /**
   * The algorithm signs the host, and the headers hold none.
   */
  VNCURL_STATUS_HOST_MISSING = 19,
  /**
   * The signature version is of another cloud than the provider.
   */
  VNCURL_STATUS_SIGNATURE_VERSION_MISMATCH = 20,
  /**
   * The signature version has no such method: where it puts the parameters is fixed.
   */
  VNCURL_STATUS_UNSUPPORTED_METHOD = 21,
  /**
   * The provider's cloud has no hosts of that site.
   */
  VNCURL_STATUS_UNKNOWN_SITE = 22,
  /**
   * The provider has no such action.
   */
  VNCURL_STATUS_UNSUPPORTED_ACTION = 23,
  /**
   * The page starts too far on, or asks for none or for more instances than the cloud lists at once.
   */
  VNCURL_STATUS_PAGE_OUT_OF_RANGE = 24,
  /**
   * The console password is not 6 of `A-Z a-z 0-9`.
   */
  VNCURL_STATUS_INVALID_PASSWORD = 25,
  /**
   * The text to search for is empty, longer than 128 bytes, or holds a control.
   */
  VNCURL_STATUS_INVALID_SEARCH = 26,
  /**
   * There is no provider of that name or number.
   */
  VNCURL_STATUS_UNKNOWN_PROVIDER = 100,
  /**
   * There is no algorithm of that name.
   */
  VNCURL_STATUS_UNKNOWN_ALGORITHM = 101,
  /**
   * An argument breaks the rules at the top of this header: NULL where none is allowed, text
   * that is not UTF-8, an impossible length, another struct_size, an overlap, a number without
   * a meaning.
   */
  VNCURL_STATUS_INVALID_ARGUMENT = 102,
};

/**
 * Why the cloud said no. The numbers never change; later versions may add some.
 */
enum vncurl_refusal {
  /**
   * It said yes.
   */
  VNCURL_REFUSAL_NONE = 0,
  /**
   * The key id is unknown or disabled, or the token is wrong or expired.
   */
  VNCURL_REFUSAL_BAD_CREDENTIALS = 1,
  /**
   * The key is good, and its owner may not do this.
   */
  VNCURL_REFUSAL_NO_PERMISSION = 2,
  /**
   * The request's time is too far from the cloud's.
   */
  VNCURL_REFUSAL_CLOCK_SKEW = 3,
  /**
   * The signature does not match: a wrong secret, or a request changed on its way.
   */
  VNCURL_REFUSAL_SIGNATURE = 4,
  /**
   * The instance is stopped, expired or gone, so it has no screen.
   */
  VNCURL_REFUSAL_NOT_RUNNING = 5,
  /**
   * The instance is between two states, or another operation is going on: try later.
   */
  VNCURL_REFUSAL_BUSY = 6,
  /**
   * There is no such instance, at least not in this region.
   */
  VNCURL_REFUSAL_NOT_FOUND = 7,
  /**
   * The region does not exist, or is not the instance's.
   */
  VNCURL_REFUSAL_WRONG_REGION = 8,
  /**
   * Too many requests.
   */
  VNCURL_REFUSAL_THROTTLED = 9,
  /**
   * This kind of instance has no such console, or the product no such action.
   */
  VNCURL_REFUSAL_NOT_SUPPORTED = 10,
  /**
   * A parameter is wrong or missing.
   */
  VNCURL_REFUSAL_BAD_REQUEST = 11,
  /**
   * The cloud failed.
   */
  VNCURL_REFUSAL_CLOUD_FAULT = 12,
  /**
   * A code that is in no list.
   */
  VNCURL_REFUSAL_UNKNOWN = 13,
};

/**
 * Text, or bytes: `len` bytes at `ptr`, which need not end in NUL.
 *
 * Text is UTF-8. NULL with length 0 is the empty text, so `{0}` is one.
 * vncurl_text() makes one of a NUL-terminated string.
 */
struct vncurl_str {
  /**
   * The first byte.
   */
  const char *ptr;
  /**
   * Length in bytes.
   */
  size_t len;
};

/**
 * What a cloud's documents say about a product. The texts are static and not NUL-terminated.
 */
struct vncurl_provider {
  /**
   * sizeof (struct vncurl_provider); set it before the call.
   */
  size_t struct_size;
  /**
   * The permanent name: cloud, a hyphen, product, such as "tencent-cvm".
   */
  struct vncurl_str name;
  /**
   * The name for people, such as "Tencent Cloud CVM".
   */
  struct vncurl_str title;
  /**
   * What the product's instance ids start with, such as "ins-".
   */
  struct vncurl_str instance_id_prefix;
  /**
   * First label of the host, and the service in a credential scope.
   */
  struct vncurl_str service;
  /**
   * The API's version, as the cloud dates it.
   */
  struct vncurl_str api_version;
  /**
   * Address of the viewer page, without "?".
   */
  struct vncurl_str page;
  /**
   * Day on which that address was last read in the cloud's documents, "YYYY-MM-DD".
   */
  struct vncurl_str page_read_on;
  /**
   * Requests per second that the cloud permits; 0 where it does not say.
   */
  uint32_t requests_per_s;
  /**
   * Seconds for which a VNC URL can be opened after the cloud sent it.
   */
  uint32_t vnc_url_valid_s;
  /**
   * Consoles of one instance that may be opened in a minute.
   */
  uint32_t connects_per_min;
  /**
   * Seconds without a key or a click after which the console closes; 0 where the cloud does
   * not say.
   */
  uint32_t keep_alive_s;
  /**
   * Whether a VNC URL opens once only.
   */
  bool single_use;
  /**
   * Whether vncurl_console_url() must be told the guest's operating system.
   */
  bool asks_for_os;
};

/**
 * A key pair, and the token that comes with a temporary one. Borrowed for a call, never kept.
 */
struct vncurl_credentials {
  /**
   * sizeof (struct vncurl_credentials).
   */
  size_t struct_size;
  /**
   * Names the key pair; public. Tencent's SecretId, Alibaba's AccessKeyId.
   */
  struct vncurl_str key_id;
  /**
   * Signs; never sent. Tencent's SecretKey, Alibaba's AccessKeySecret.
   */
  struct vncurl_str secret;
  /**
   * Third part of temporary credentials; empty when there is none. It is sent.
   */
  struct vncurl_str token;
};

/**
 * A signing key, ready for many signatures: 512 bytes of the caller's memory, which
 * vncurl_signing_key_derive() fills. It may be copied while it is set; each copy is a secret and
 * wants its own vncurl_signing_key_wipe(). It is of no use to another process.
 */
struct vncurl_signing_key {
  /**
   * The library's own; some bytes may be unset. There is room for a later version's key.
   */
  uint64_t opaque[64];
};

/**
 * What went wrong, and where. A struct that never grows.
 */
struct vncurl_error {
  /**
   * What the call returned.
   */
  enum vncurl_status status;
  /**
   * The byte at which the fault is, counted from 0, in the text that the status names; for
   * VNCURL_STATUS_INVALID_HEADER the position of the header; else VNCURL_NO_PLACE.
   */
  size_t at;
  /**
   * The cause in English: static, NUL-terminated, without any of the caller's text. For some
   * statuses it says more than vncurl_strerror().
   */
  const char *message;
};

/**
 * What every call to a cloud takes, whatever it asks for.
 */
struct vncurl_call {
  /**
   * sizeof (struct vncurl_call).
   */
  size_t struct_size;
  /**
   * The cloud's region, such as "ap-guangzhou".
   */
  struct vncurl_str region;
  /**
   * Where to send the request, `https://host[:port]`, or `http://` with a loopback address;
   * empty: the cloud's own host.
   */
  struct vncurl_str endpoint;
  /**
   * Unique for each request, 1 to 64 of A-Z, a-z, 0-9 and -; 32 hexadecimal digits from a
   * random source are right. Alibaba refuses one that it has seen; Tencent takes none.
   */
  struct vncurl_str nonce;
  /**
   * Unix seconds. Tencent refuses a request that is more than 300 s from its clock, Alibaba one
   * that is more than 15 minutes from its own.
   */
  uint64_t timestamp;
};

/**
 * A signed request. Its texts lie in the buffer that vncurl_request_write() filled.
 */
struct vncurl_request {
  /**
   * sizeof (struct vncurl_request); set it before the call.
   */
  size_t struct_size;
  /**
   * "POST".
   */
  struct vncurl_str method;
  /**
   * "https", or "http" to a loopback address. Follow no redirect.
   */
  struct vncurl_str scheme;
  /**
   * Host, or host:port: the authority of the URL and the Host header's value, which is signed.
   */
  struct vncurl_str host;
  /**
   * "/", with "?" and the query when there is one. It is signed.
   */
  struct vncurl_str path_and_query;
  /**
   * Every header but Host and Content-Length, which HTTP libraries add themselves: lines
   * "Name: value" that end in CR LF. Send each unchanged: some are signed.
   */
  struct vncurl_str headers;
  /**
   * The body, byte for byte as signed; empty for Alibaba.
   */
  struct vncurl_str body;
  /**
   * The whole request as HTTP/1.1 bytes, for a device without an HTTP library.
   */
  struct vncurl_str http1;
};

/**
 * One header. A struct that never grows.
 */
struct vncurl_header {
  /**
   * Such as "Content-Type".
   */
  struct vncurl_str name;
  /**
   * Without blanks around it.
   */
  struct vncurl_str value;
};

/**
 * A well-formed reply: the VNC URL, or a refusal. Its texts lie in the buffer that
 * vncurl_reply_read() filled.
 */
struct vncurl_reply {
  /**
   * sizeof (struct vncurl_reply); set it before the call.
   */
  size_t struct_size;
  /**
   * The cloud's id of the call; empty when it sent none. Quote it in reports.
   */
  struct vncurl_str request_id;
  /**
   * The VNC URL as it arrived, not yet checked: give it to vncurl_console_url(). Empty in a
   * refusal. A secret while it is valid.
   */
  struct vncurl_str vnc_url;
  /**
   * The cloud's own code of a refusal, such as "InvalidInstanceId.NotFound".
   */
  struct vncurl_str code;
  /**
   * The cloud's message of a refusal, fit for a log: without the string to sign that Alibaba
   * echoes.
   */
  struct vncurl_str message;
  /**
   * Why it is a refusal; VNCURL_REFUSAL_NONE when it is none.
   */
  enum vncurl_refusal refusal;
};

/**
 * What the viewer page is told besides the VNC URL and the instance, and which page it is.
 */
struct vncurl_guest {
  /**
   * sizeof (struct vncurl_guest).
   */
  size_t struct_size;
  /**
   * The viewer page without "?", "https://...", or "http://" with a loopback address; empty: the
   * provider's own. Pages move.
   */
  struct vncurl_str page;
  /**
   * The guest's operating system, VNCURL_OS_....
   */
  int os;
};

/**
 * The parts of a request that a signature covers.
 */
struct vncurl_signable {
  /**
   * sizeof (struct vncurl_signable).
   */
  size_t struct_size;
  /**
   * Such as "POST".
   */
  struct vncurl_str method;
  /**
   * Starts with "/", as sent.
   */
  struct vncurl_str path;
  /**
   * What follows the "?", as sent; empty when there is none.
   */
  struct vncurl_str query;
  /**
   * The headers to sign, and no others; any order, names of any case. Blanks around a value do
   * not count.
   */
  const struct vncurl_header *headers;
  /**
   * How many: at most VNCURL_HEADERS_MAX.
   */
  size_t header_count;
  /**
   * The body's bytes, or the text that is signed in their place ("UNSIGNED-PAYLOAD").
   */
  struct vncurl_str payload;
};

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * Describe a status.
 *
 * In
 *   status       what a function returned; any number may be passed
 *
 * Returns
 *   static, NUL-terminated English without a full stop; "unknown status" for a number that is
 *   none
 */
const char *vncurl_strerror(int status);

/**
 * Name the version of the library that is linked.
 *
 * Returns
 *   static, NUL-terminated text such as "0.1.0"
 */
const char *vncurl_version(void);

/**
 * Count the providers.
 *
 * Returns
 *   how many numbers vncurl_provider_at() takes, from 0
 */
size_t vncurl_provider_count(void);

/**
 * Describe a provider by its number.
 *
 * In
 *   index        from 0 to vncurl_provider_count() - 1, in order of name; numbers change when a
 *                provider comes, names do not
 *
 * Out
 *   out          the provider; empty on failure
 *
 * Returns
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER past the end, or _INVALID_ARGUMENT for NULL or another
 *   struct_size.
 *
 * Pointers
 *   `out` must be valid for its struct_size, which the caller sets.
 */
enum vncurl_status vncurl_provider_at(size_t index,
                                      struct vncurl_provider *out);

/**
 * Describe a provider by its permanent name.
 *
 * In
 *   name         such as "tencent-cvm"
 *
 * Out
 *   out          the provider; empty on failure
 *
 * Returns
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, or _INVALID_ARGUMENT.
 *
 * Pointers
 *   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
 */
enum vncurl_status vncurl_provider_by_name(struct vncurl_str name,
                                           struct vncurl_provider *out);

/**
 * Describe the provider whose instance ids start like this one.
 *
 * In
 *   instance_id  "ins-..." is Tencent's CVM, "i-..." is Alibaba's ECS
 *
 * Out
 *   out          the provider; empty on failure
 *
 * Returns
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, or _INVALID_ARGUMENT. Only the start is looked at: the
 *   id itself is checked by the calls that use it.
 *
 * Pointers
 *   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
 */
enum vncurl_status vncurl_provider_by_instance_id(struct vncurl_str instance_id,
                                                  struct vncurl_provider *out);

/**
 * Derive the signing key, to be kept for several requests.
 *
 * A request with a kept key takes a third of the hashing. Tencent's key serves one UTC day,
 * Alibaba's serves until the secret changes.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   credentials  key id, secret and token; all three are checked
 *   timestamp    Unix seconds, of the UTC day that the key shall serve
 *
 * Out
 *   out          the key; zeros on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, _INVALID_KEY_ID, _INVALID_SECRET, _INVALID_TOKEN,
 *   _TIME_OUT_OF_RANGE or _INVALID_ARGUMENT.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. `out` is a secret: wipe it with
 *   vncurl_signing_key_wipe() when it is no longer needed.
 *
 * Timing
 *   The time taken does not depend on what the secret holds, only on its length.
 */
enum vncurl_status vncurl_signing_key_derive(struct vncurl_str provider,
                                             const struct vncurl_credentials *credentials,
                                             uint64_t timestamp,
                                             struct vncurl_signing_key *out,
                                             struct vncurl_error *error);

/**
 * Overwrite a signing key with zeros, in a way that no compiler leaves out.
 *
 * In, Out
 *   key          set, zeroed or wiped before; NULL does nothing
 *
 * Pointers
 *   Borrowed for the call.
 */
void vncurl_signing_key_wipe(struct vncurl_signing_key *key);

/**
 * Write the signed request that asks a cloud for the VNC URL of an instance.
 *
 * The arguments are checked first: a region such as "evil.example/#" or an id with a line break
 * is an error, never a request. Same arguments, same bytes.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   instance_id  the instance, e.g. "ins-r9hr2upy"
 *   call         region, endpoint, nonce, timestamp
 *   credentials  key id, secret and token. With a kept key the secret is not looked at
 *   kept         the key that vncurl_signing_key_derive() made of the same credentials, for this
 *                UTC day; NULL derives it now
 *
 * Out
 *   buf, cap     receives the request: HTTP/1.1, ASCII, not NUL-terminated, at most cap bytes.
 *                About 700 bytes, more with a token; 8192 are always enough. NULL with cap 0
 *                only measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
 *                0 on any other failure
 *   out          the parts, which lie in buf; empty on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _REGION_MISSING,
 *   _SIGNING_KEY_MISMATCH, _TIME_OUT_OF_RANGE, an _INVALID_... that names the argument, or
 *   _INVALID_ARGUMENT. On failure the bytes in buf are unspecified.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 *
 * Timing
 *   The signature stays valid for minutes: who reads buf can send it. Sign again to send again.
 */
enum vncurl_status vncurl_request_write(struct vncurl_str provider,
                                        struct vncurl_str instance_id,
                                        const struct vncurl_call *call,
                                        const struct vncurl_credentials *credentials,
                                        const struct vncurl_signing_key *kept,
                                        char *buf,
                                        size_t cap,
                                        size_t *len,
                                        struct vncurl_request *out,
                                        struct vncurl_error *error);

/**
 * Name a header of a request, for an HTTP library.
 *
 * In
 *   request      filled by vncurl_request_write(), whose buffer is unchanged
 *   index        from 0
 *
 * Out
 *   out          name and value, which lie in that buffer; empty past the last one
 *
 * Returns
 *   true, or false past the last header and for NULL or another struct_size. Host and
 *   Content-Length are not among the headers: HTTP libraries add them.
 *
 * Pointers
 *   Borrowed for the call.
 */
bool vncurl_request_header(const struct vncurl_request *request,
                           size_t index,
                           struct vncurl_header *out);

/**
 * Read the reply to the request for a VNC URL.
 *
 * A refusal is a reply like any other: the call succeeds, and out->refusal says why.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   http_status  the HTTP status
 *   body         the whole body, as it came; limit it to 64 KiB when you receive it
 *
 * Out
 *   buf, cap     receives the reply's texts, unescaped; never more than the body's length and 64
 *                bytes. NULL with cap 0 only measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
 *                0 on any other failure
 *   out          the texts, which lie in buf and are not NUL-terminated; empty on failure
 *   error        what went wrong and where in the body; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _MALFORMED_REPLY,
 *   _UNEXPECTED_STATUS when a gateway or proxy answered, or _INVALID_ARGUMENT. On failure the
 *   bytes in buf are unspecified.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. The body must lie outside buf.
 *
 * Timing
 *   The VNC URL expires vnc_url_valid_s (15 s) after the cloud sent it.
 */
enum vncurl_status vncurl_reply_read(struct vncurl_str provider,
                                     int http_status,
                                     struct vncurl_str body,
                                     char *buf,
                                     size_t cap,
                                     size_t *len,
                                     struct vncurl_reply *out,
                                     struct vncurl_error *error);

/**
 * Name a refusal in one word, the same as in every other language, such as "not-running".
 *
 * In
 *   refusal      vncurl_reply.refusal; any number may be passed
 *
 * Returns
 *   static, NUL-terminated text; "" for VNCURL_REFUSAL_NONE and for a number that is none
 */
const char *vncurl_refusal_word(int refusal);

/**
 * Say what to do about a refusal, in one sentence.
 *
 * In
 *   refusal      vncurl_reply.refusal; any number may be passed
 *
 * Returns
 *   static, NUL-terminated text; "" for VNCURL_REFUSAL_NONE and for a number that is none
 */
const char *vncurl_refusal_advice(int refusal);

/**
 * Write the console URL: the page that opens a VNC URL in a browser.
 *
 * The VNC URL comes from the network and is judged byte by byte: one that would add parameters
 * to the page, or lead elsewhere than to a WebSocket, is an error.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   vnc_url      the VNC URL exactly as the cloud sent it: it is percent-encoded once already,
 *                and encoding it again breaks the page. At most 4096 bytes
 *   instance_id  the instance it opens, e.g. "ins-r9hr2upy"
 *   guest        operating system and page; NULL: unknown, and the provider's own
 *
 * Out
 *   buf, cap     receives the URL: ASCII, not NUL-terminated, at most cap bytes.
 *                NULL with cap 0 only measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
 *                0 on any other failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL (of the VNC URL only the length was judged then),
 *   _UNKNOWN_PROVIDER, _INVALID_VNC_URL, _OS_MISSING, _INVALID_INSTANCE_ID, _INVALID_VIEWER, or
 *   _INVALID_ARGUMENT. On failure the bytes in buf are unspecified.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 *
 * Timing
 *   The VNC URL expires vnc_url_valid_s (15 s) after the cloud sent it, and may open only once.
 *   Open the page at once, and keep the URL out of logs: who has it has the console.
 */
enum vncurl_status vncurl_console_url(struct vncurl_str provider,
                                      struct vncurl_str vnc_url,
                                      struct vncurl_str instance_id,
                                      const struct vncurl_guest *guest,
                                      char *buf,
                                      size_t cap,
                                      size_t *len,
                                      struct vncurl_error *error);

/**
 * Sign any request, and write one step of the way.
 *
 * Nothing is known here of a provider, and key id and secret are taken as they are: the only
 * checks are those that keep one text from passing for another.
 *
 * In
 *   algorithm    "TC3-HMAC-SHA256" or "ACS3-HMAC-SHA256"
 *   signable     what is signed
 *   credentials  key id and secret; the token is not looked at: when it is sent, it is a header
 *   timestamp    Unix seconds; for TC3 the same as in X-TC-Timestamp
 *   service      for TC3 the first label of the host, such as "cvm"; ACS3 ignores it
 *   step         VNCURL_STEP_..., which text to write
 *
 * Out
 *   buf, cap     receives the text: not NUL-terminated, at most cap bytes.
 *                NULL with cap 0 only measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
 *                0 on any other failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_ALGORITHM, _TIME_OUT_OF_RANGE,
 *   _INVALID_HEADER (error->at is its position), _INVALID_REQUEST_LINE, or _INVALID_ARGUMENT. On
 *   failure the bytes in buf are unspecified.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 *
 * Timing
 *   A signature stays valid for minutes. The time taken does not depend on what the secret holds,
 *   only on its length.
 */
enum vncurl_status vncurl_sign(struct vncurl_str algorithm,
                               const struct vncurl_signable *signable,
                               const struct vncurl_credentials *credentials,
                               uint64_t timestamp,
                               struct vncurl_str service,
                               int step,
                               char *buf,
                               size_t cap,
                               size_t *len,
                               struct vncurl_error *error);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

/** Text from a NUL-terminated string; NULL is the empty text. */
static inline struct vncurl_str vncurl_text(const char *text)
{
  struct vncurl_str str;
  str.ptr = text;
  str.len = text == NULL ? 0 : strlen(text);
  return str;
}

#endif  /* VNCURL_H */
