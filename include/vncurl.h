/*
 * vncurl: signs the request for a virtual machine's console, reads the reply, builds the console
 * URL. The program moves the bytes, with any HTTP library or none.
 *
 *   vncurl_request_write() -> your transport -> vncurl_reply_read() -> vncurl_console_url()
 *
 * The same with retries, a clock correction and a deadline, again and again until it is done:
 *
 *   vncurl_flow_start() -> vncurl_flow_next() -> your transport -> vncurl_flow_receive()
 *
 * Rules for every function
 *   - Text goes in as pointer and length, UTF-8. Text comes out in the caller's buf of cap bytes,
 *     without a NUL; when it is too short, *len is the exact room needed. buf may be NULL when
 *     cap is 0.
 *   - A pointer must be NULL where that is allowed, or valid and aligned for what it points to.
 *     NULL elsewhere, text that is not UTF-8, a length above PTRDIFF_MAX, and anything lent that
 *     overlaps buf give VNCURL_STATUS_INVALID_ARGUMENT. Places to write to must not overlap each
 *     other.
 *   - A struct with struct_size wants its sizeof there, and zeros in what is not used:
 *     `struct vncurl_call call = {.struct_size = sizeof call};`. The sizes of this header and of
 *     every earlier one are taken, another is refused. Zeros are what was before a member came.
 *   - What is lent is lent for the call, but for the body of a list, which its items point into.
 *     Nothing is allocated: there is nothing to free.
 *   - Keys, flows, retries, lists and limiters live in the caller's memory, aligned as their type.
 *     One that the library did not set must be zeros, which are refused.
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
 * vncurl_call.site: the cloud's common hosts.
 */
#define VNCURL_SITE_MAIN 0

/**
 * vncurl_call.site: Tencent's international site, `SERVICE.intl.tencentcloudapi.com`.
 */
#define VNCURL_SITE_INTL 1

/**
 * vncurl_call.method: the signature version's usual one.
 */
#define VNCURL_METHOD_DEFAULT 0

/**
 * vncurl_call.method: GET, parameters in the query.
 */
#define VNCURL_METHOD_GET 1

/**
 * vncurl_call.method: POST, parameters in the body: JSON for TC3, a form for the older signatures.
 */
#define VNCURL_METHOD_POST_BODY 2

/**
 * vncurl_call.method: POST, parameters in the query and no body.
 */
#define VNCURL_METHOD_POST_QUERY 3

/**
 * Bytes of a nonce that vncurl_nonce_write() writes.
 */
#define VNCURL_NONCE_LEN 18

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
 * Most events of one window that a limiter counts; the clouds' largest number is 40.
 */
#define VNCURL_WINDOW_MAX 40

/**
 * vncurl_search.by: all instances of the region.
 */
#define VNCURL_SEARCH_ALL 0

/**
 * vncurl_search.by: those of these ids; at least one, and at most vncurl_provider.ids_max.
 */
#define VNCURL_SEARCH_IDS 1

/**
 * vncurl_search.by: those of this name; 1 to 128 bytes without controls. Not for states.
 */
#define VNCURL_SEARCH_NAME 2

/**
 * vncurl_search.by: those with this address, such as "10.0.0.1". Not for states.
 */
#define VNCURL_SEARCH_ADDRESS 3

/**
 * An address of the private network; for Tencent's ECM every address.
 */
#define VNCURL_ADDRESS_PRIVATE 1

/**
 * An address of the internet.
 */
#define VNCURL_ADDRESS_PUBLIC 2

/**
 * An address of the internet that is bound to the instance: Alibaba keeps these apart.
 */
#define VNCURL_ADDRESS_ELASTIC 4

/**
 * The most ids that a search takes.
 */
#define VNCURL_IDS_MAX 100

/**
 * vncurl_sign(): write the canonical request; in the sorted-parameter family, the parameters
 * sorted by name.
 */
#define VNCURL_STEP_CANONICAL_REQUEST 1

/**
 * vncurl_sign(): write the string to sign.
 */
#define VNCURL_STEP_STRING_TO_SIGN 2

/**
 * vncurl_sign(): write the signature: 64 hexadecimal digits; in the sorted-parameter family,
 * base64.
 */
#define VNCURL_STEP_SIGNATURE 3

/**
 * vncurl_sign(): write the value of the Authorization header; in the sorted-parameter family, the
 * parameter "Signature=..." as it is appended to the query or the form.
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
   * The reply's body is not one document, JSON or XML, of the shape that the cloud documents.
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
   * The page does not start at a multiple of its length, or asks for none or for more instances
   * than the cloud lists at once.
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
   * The provider's viewer page takes no console password.
   */
  VNCURL_STATUS_PASSWORD_NOT_TAKEN = 27,
  /**
   * There is no provider of that name or number.
   */
  VNCURL_STATUS_UNKNOWN_PROVIDER = 100,
  /**
   * There is no algorithm or signature version of that name.
   */
  VNCURL_STATUS_UNKNOWN_ALGORITHM = 101,
  /**
   * An argument breaks the rules at the top of this header: NULL where none is allowed, text
   * that is not UTF-8, an impossible length, a struct_size that no version had, an overlap, a
   * number without a meaning, a flow, retry, list or limiter that was never set.
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
 * How the string to sign that a cloud echoes compares with the own one.
 */
enum vncurl_echo {
  /**
   * The cloud echoed none, as Tencent never does.
   */
  VNCURL_ECHO_ABSENT = 0,
  /**
   * Both sides signed the same text, so the secret is wrong.
   */
  VNCURL_ECHO_SAME = 1,
  /**
   * The texts differ, so something changed the request on its way, or it was signed wrongly.
   */
  VNCURL_ECHO_DIFFERS = 2,
};

/**
 * What a driver does next.
 */
enum vncurl_action {
  /**
   * Nothing: the call failed.
   */
  VNCURL_ACTION_NONE = 0,
  /**
   * Send the request; then hand over the reply, or say that none came.
   */
  VNCURL_ACTION_SEND = 1,
  /**
   * Ask again at until_ms.
   */
  VNCURL_ACTION_WAIT = 2,
  /**
   * The time is over.
   */
  VNCURL_ACTION_EXPIRED = 3,
};

/**
 * What a reply leads to.
 */
enum vncurl_outcome_kind {
  /**
   * Nothing: the call failed.
   */
  VNCURL_OUTCOME_KIND_NONE = 0,
  /**
   * Ask vncurl_flow_next() what to do.
   */
  VNCURL_OUTCOME_KIND_AGAIN = 1,
  /**
   * Open the console URL.
   */
  VNCURL_OUTCOME_KIND_DONE = 2,
  /**
   * There will be no console.
   */
  VNCURL_OUTCOME_KIND_FAILED = 3,
};

/**
 * Why there will be no console. Later versions may add some.
 */
enum vncurl_reason {
  /**
   * It did not fail.
   */
  VNCURL_REASON_NONE = 0,
  /**
   * The cloud said no, and asking again cannot help, or not before the deadline.
   */
  VNCURL_REASON_REFUSED = 1,
  /**
   * The instance's own state says no: not-running, or busy past the deadline.
   */
  VNCURL_REASON_STATE = 2,
  /**
   * The list of instances holds no such instance, so it is not in this region.
   */
  VNCURL_REASON_NOT_LISTED = 3,
  /**
   * The viewer page must be told whether the guest runs Windows, and the cloud may not be asked
   * (then there is a refusal) or does not say.
   */
  VNCURL_REASON_OS_UNKNOWN = 4,
  /**
   * The reply cannot be read, or its VNC URL cannot be opened.
   */
  VNCURL_REASON_REPLY = 5,
};

/**
 * What a limiter says.
 */
enum vncurl_turn_kind {
  /**
   * Nothing: the call failed.
   */
  VNCURL_TURN_KIND_NONE = 0,
  /**
   * Begin now, and give the place to vncurl_limiter_ended() when the event ended.
   */
  VNCURL_TURN_KIND_GO = 1,
  /**
   * Ask again at until_ms.
   */
  VNCURL_TURN_KIND_WAIT = 2,
  /**
   * Every place belongs to an event that goes on: ask again when one ended.
   */
  VNCURL_TURN_KIND_FULL = 3,
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
  /**
   * The viewer page's version or name, such as "0.0.8"; older ones: vncurl_viewer_at().
   */
  struct vncurl_str viewer;
  /**
   * Whether a call must name the region.
   */
  bool needs_region;
  /**
   * Most ids of one request for the states of instances.
   */
  uint32_t ids_max;
  /**
   * Most instances of one page of states.
   */
  uint32_t statuses_page_max;
  /**
   * Most instances of one page of instances.
   */
  uint32_t instances_page_max;
  /**
   * Requests for states per second that the cloud permits; 0 where it does not say.
   */
  uint32_t statuses_per_s;
  /**
   * Requests for instances per second that the cloud permits; 0 where it does not say.
   */
  uint32_t instances_per_s;
  /**
   * The kinds of address that instances can be searched by: a sum of VNCURL_ADDRESS_....
   */
  uint32_t address_kinds;
};

/**
 * A page that shows a console. The texts are static and not NUL-terminated.
 */
struct vncurl_viewer {
  /**
   * sizeof (struct vncurl_viewer); set it before the call.
   */
  size_t struct_size;
  /**
   * The page's version or name, such as "0.0.8".
   */
  struct vncurl_str name;
  /**
   * Address of the page, without "?": for vncurl_guest.page.
   */
  struct vncurl_str page;
  /**
   * Day on which that address was last read in the cloud's documents, "YYYY-MM-DD".
   */
  struct vncurl_str read_on;
  /**
   * Seconds without a key or a click after which the console closes; 0 where the cloud does
   * not say.
   */
  uint32_t keep_alive_s;
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
 * vncurl_signing_key_derive() or vncurl_signing_key_for() fills. It may be copied while it is set;
 * each copy is a secret and wants its own vncurl_signing_key_wipe(). It is of no use to another
 * process.
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
   * Unique for each request, 1 to 64 of A-Z, a-z, 0-9 and -; vncurl_nonce_write() makes one that
   * all take. Alibaba refuses one that it has seen. Tencent's TC3 takes none; its signature
   * version 1 takes a number of 1 to 18 digits, the first not zero.
   */
  struct vncurl_str nonce;
  /**
   * Unix seconds. Tencent refuses a request that is more than 300 s from its clock, Alibaba one
   * that is more than 15 minutes from its own.
   */
  uint64_t timestamp;
  /**
   * Which of the cloud's own hosts, VNCURL_SITE_..., when there is no endpoint.
   */
  int site;
  /**
   * How the request is signed: "tc3", "tencent-v1-hmacsha1" or "tencent-v1-hmacsha256" for
   * Tencent, "acs3" or "alibaba-rpc" for Alibaba; empty: the cloud's present way, the first.
   */
  struct vncurl_str signature;
  /**
   * Where the parameters travel, VNCURL_METHOD_....
   */
  int method;
  /**
   * 1 signs the text "UNSIGNED-PAYLOAD" in place of the body, for a sender that cannot hash its
   * body first: "tc3" alone. Else 0.
   */
  int unsigned_payload;
};

/**
 * A signed request. Its texts lie in the buffer that the call filled.
 */
struct vncurl_request {
  /**
   * sizeof (struct vncurl_request); set it before the call.
   */
  size_t struct_size;
  /**
   * "POST" or "GET".
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
   * The body, byte for byte as signed; empty where the parameters are in the query.
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
  /**
   * The instance's console password, 6 of A-Z, a-z and 0-9, for a page that takes one:
   * Alibaba's. Empty when the person is to type it.
   */
  struct vncurl_str password;
};

/**
 * What a flow is about: the same at every step.
 */
struct vncurl_job {
  /**
   * sizeof (struct vncurl_job).
   */
  size_t struct_size;
  /**
   * Name of a provider, e.g. "tencent-cvm".
   */
  struct vncurl_str provider;
  /**
   * The instance, e.g. "ins-r9hr2upy".
   */
  struct vncurl_str instance_id;
  /**
   * Where and how; the flow itself fills in timestamp and nonce.
   */
  const struct vncurl_call *call;
  /**
   * Who signs.
   */
  const struct vncurl_credentials *credentials;
  /**
   * What the page is told; NULL as for vncurl_console_url(). An operating system that is not
   * known the flow finds out where the page asks.
   */
  const struct vncurl_guest *guest;
};

/**
 * What a flow may do.
 */
struct vncurl_settings {
  /**
   * sizeof (struct vncurl_settings).
   */
  size_t struct_size;
  /**
   * How long it may take in all, in milliseconds.
   */
  uint64_t timeout_ms;
  /**
   * 1 looks at the instance's state before asking for its console. Else 0.
   */
  int preflight;
  /**
   * 1 waits for an instance that is not running, in the hope that somebody starts it. Else 0.
   */
  int wait_running;
};

/**
 * The state of one way from an instance id to its console: 1 KiB of the caller's memory, which
 * vncurl_flow_start() fills. It holds a signing key and so is a secret: end it with
 * vncurl_flow_end(). It may be copied; each copy wants its own end.
 */
struct vncurl_flow {
  /**
   * The library's own; some bytes may be unset.
   */
  uint64_t opaque[128];
};

/**
 * A step of a flow.
 */
struct vncurl_next {
  /**
   * sizeof (struct vncurl_next); set it before the call.
   */
  size_t struct_size;
  /**
   * What to do.
   */
  enum vncurl_action action;
  /**
   * For VNCURL_ACTION_EXPIRED why the time was not enough, if a refusal was the cause.
   */
  enum vncurl_refusal last;
  /**
   * For VNCURL_ACTION_WAIT the time, in milliseconds of the caller's clock.
   */
  uint64_t until_ms;
  /**
   * For VNCURL_ACTION_SEND the request; its struct_size is set by the library.
   */
  struct vncurl_request request;
};

/**
 * What came back. Headers that are not there, or not text, are as good as empty.
 */
struct vncurl_answered {
  /**
   * sizeof (struct vncurl_answered).
   */
  size_t struct_size;
  /**
   * The HTTP status.
   */
  int http_status;
  /**
   * The whole body, as it came; limit it to 64 KiB when you receive it.
   */
  struct vncurl_str body;
  /**
   * The value of the header Date: it corrects a clock.
   */
  struct vncurl_str date;
  /**
   * The value of the header Retry-After: seconds; a date is not honoured.
   */
  struct vncurl_str retry_after;
  /**
   * The value of the header x-acs-retry-after: milliseconds.
   */
  struct vncurl_str retry_after_ms;
};

/**
 * The end of a flow, or that it goes on. Its texts lie in the buffer that vncurl_flow_receive()
 * filled.
 */
struct vncurl_outcome {
  /**
   * sizeof (struct vncurl_outcome); set it before the call.
   */
  size_t struct_size;
  /**
   * What the reply leads to.
   */
  enum vncurl_outcome_kind kind;
  /**
   * For VNCURL_OUTCOME_KIND_FAILED why.
   */
  enum vncurl_reason reason;
  /**
   * The cloud's refusal, or what the instance's state comes to.
   */
  enum vncurl_refusal refusal;
  /**
   * The console URL. A secret while it is valid.
   */
  struct vncurl_str console_url;
  /**
   * The VNC URL in it, for vncurl_websocket_url().
   */
  struct vncurl_str vnc_url;
  /**
   * Milliseconds of the caller's clock after which it cannot be opened any more.
   */
  uint64_t not_after_ms;
  /**
   * The same in Unix seconds of the cloud's clock.
   */
  uint64_t not_after;
  /**
   * The cloud's id of the call; empty when it sent none. Quote it in reports.
   */
  struct vncurl_str request_id;
  /**
   * The cloud's own code of a refusal.
   */
  struct vncurl_str code;
  /**
   * The cloud's message of a refusal, fit for a log.
   */
  struct vncurl_str message;
  /**
   * For VNCURL_REASON_STATE the instance's state, in the cloud's own word.
   */
  struct vncurl_str state;
  /**
   * For VNCURL_REASON_REPLY what is wrong with the reply, and where.
   */
  struct vncurl_error fault;
};

/**
 * How far it got, to be shown to a person who waits.
 */
struct vncurl_progress {
  /**
   * sizeof (struct vncurl_progress); set it before the call.
   */
  size_t struct_size;
  /**
   * Seconds that the cloud's clock is ahead of the caller's, as far as a refusal has told.
   */
  int64_t offset_s;
  /**
   * When it gives up, in milliseconds of the caller's clock.
   */
  uint64_t deadline_ms;
  /**
   * How often something was asked again.
   */
  uint32_t retries;
  /**
   * Why it asks again: what the last reply refused. VNCURL_REFUSAL_NONE when that got lost, was
   * none of the service, or let a flow go on to the VNC URL.
   */
  enum vncurl_refusal last;
  /**
   * Whether it has ended, for whatever reason.
   */
  bool over;
};

/**
 * Retries, the deadline and the clock of one request that is not a flow's, such as one for a page
 * of a list: 128 bytes of the caller's memory, which vncurl_retry_start() fills. It holds no
 * secret.
 */
struct vncurl_retry {
  /**
   * The library's own; some bytes may be unset.
   */
  uint64_t opaque[16];
};

/**
 * Admits events at the rate that a cloud permits: 512 bytes of the caller's memory, which
 * vncurl_limiter_start() fills. It holds no secret.
 */
struct vncurl_limiter {
  /**
   * The library's own; some bytes may be unset.
   */
  uint64_t opaque[64];
};

/**
 * A limiter's answer. A struct that never grows.
 */
struct vncurl_turn {
  /**
   * What to do.
   */
  enum vncurl_turn_kind kind;
  /**
   * For VNCURL_TURN_KIND_GO the event's place.
   */
  uint32_t place;
  /**
   * For VNCURL_TURN_KIND_WAIT the time.
   */
  uint64_t until_ms;
};

/**
 * Which instances to list.
 */
struct vncurl_search {
  /**
   * sizeof (struct vncurl_search).
   */
  size_t struct_size;
  /**
   * VNCURL_SEARCH_....
   */
  int by;
  /**
   * For VNCURL_SEARCH_ADDRESS one of VNCURL_ADDRESS_... that vncurl_provider.address_kinds holds.
   */
  int address_kind;
  /**
   * For VNCURL_SEARCH_IDS the ids.
   */
  const struct vncurl_str *ids;
  /**
   * How many: at most VNCURL_IDS_MAX.
   */
  size_t id_count;
  /**
   * For VNCURL_SEARCH_NAME the name, for VNCURL_SEARCH_ADDRESS the address.
   */
  struct vncurl_str text;
};

/**
 * A part of a list.
 */
struct vncurl_page {
  /**
   * sizeof (struct vncurl_page).
   */
  size_t struct_size;
  /**
   * How many items come before it: a multiple of limit.
   */
  uint32_t offset;
  /**
   * Most items that it holds, up to vncurl_provider.statuses_page_max or .instances_page_max;
   * 0 for so many.
   */
  uint32_t limit;
};

/**
 * Where vncurl_list_next() goes on: 1 KiB of the caller's memory.
 */
struct vncurl_cursor {
  /**
   * The library's own; some bytes may be unset.
   */
  uint64_t opaque[128];
};

/**
 * A page of a list, or a refusal. Its texts lie in the buffer that the call filled.
 */
struct vncurl_list {
  /**
   * sizeof (struct vncurl_list); set it before the call.
   */
  size_t struct_size;
  /**
   * How many items there are on all pages together; -1 where the cloud does not say.
   */
  int64_t total;
  /**
   * How many items the page holds: so often vncurl_list_next() finds one.
   */
  size_t len;
  /**
   * Why it is a refusal; VNCURL_REFUSAL_NONE when it is none.
   */
  enum vncurl_refusal refusal;
  /**
   * The cloud's id of the call; empty when it sent none. Quote it in reports.
   */
  struct vncurl_str request_id;
  /**
   * The cloud's own code of a refusal.
   */
  struct vncurl_str code;
  /**
   * The cloud's message of a refusal, fit for a log.
   */
  struct vncurl_str message;
  /**
   * Where the page is read; it points into the reply's body.
   */
  struct vncurl_cursor cursor;
};

/**
 * Where vncurl_instance_address() looks.
 */
struct vncurl_item {
  /**
   * The library's own; some bytes may be unset.
   */
  uint64_t opaque[6];
};

/**
 * An instance of a list. Its texts lie in the buffer that vncurl_list_next() filled.
 */
struct vncurl_instance {
  /**
   * sizeof (struct vncurl_instance); set it before the call.
   */
  size_t struct_size;
  /**
   * The id, as the cloud wrote it; empty past the last instance.
   */
  struct vncurl_str id;
  /**
   * The name that its owner gave it; empty where the list says none.
   */
  struct vncurl_str name;
  /**
   * The state, in the cloud's own word; empty where the list says none.
   */
  struct vncurl_str state;
  /**
   * Why there is no console now, as far as the state tells; VNCURL_REFUSAL_NONE for a state that
   * has one, and for a word that is not known, since then only the cloud can say.
   */
  enum vncurl_refusal refusal;
  /**
   * 1 when it runs Windows, 0 when not, -1 where the list does not say.
   */
  int windows;
  /**
   * Where its addresses stand; it points into the reply's body.
   */
  struct vncurl_item item;
};

/**
 * A region of a list. Its texts lie in the buffer that vncurl_list_next_region() filled.
 */
struct vncurl_region {
  /**
   * sizeof (struct vncurl_region); set it before the call.
   */
  size_t struct_size;
  /**
   * The id, such as "ap-guangzhou", as the cloud wrote it; empty past the last region.
   */
  struct vncurl_str id;
  /**
   * The name for people; empty where the list says none.
   */
  struct vncurl_str name;
  /**
   * 1 when instances can be bought there now, 0 when not, -1 where the list does not say.
   * Instances that are there already can be asked for in any case.
   */
  int available;
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
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER past the end, or _INVALID_ARGUMENT for NULL or a
 *   struct_size that no version had.
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
 *   instance_id  "ins-..." is Tencent's CVM, "ein-..." its ECM, "lhins-..." its Lighthouse;
 *                "i-..." is Alibaba's ECS
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
 * Describe a viewer page of a provider: its own, then older ones that still work.
 *
 * In
 *   provider     name of a provider, e.g. "alibaba-ecs"
 *   index        0 for the provider's own page, from 1 for the older ones
 *
 * Out
 *   out          the page; empty on failure
 *
 * Returns
 *   true, or false past the last page and for arguments that no page has
 *
 * Pointers
 *   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
 */
bool vncurl_viewer_at(struct vncurl_str provider,
                      size_t index,
                      struct vncurl_viewer *out);

/**
 * Write a nonce that every cloud and signature version takes, for vncurl_call.nonce: 18 digits,
 * the first not zero. A flow does this by itself.
 *
 * In
 *   random       64 random bits, new at every call
 *
 * Out
 *   buf, cap     receives VNCURL_NONCE_LEN bytes: not NUL-terminated. NULL with cap 0 only
 *                measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the bytes needed; 0 on any other
 *                failure
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL or _INVALID_ARGUMENT
 *
 * Pointers
 *   Borrowed for the call.
 */
enum vncurl_status vncurl_nonce_write(uint64_t random,
                                      char *buf,
                                      size_t cap,
                                      size_t *len);

/**
 * Read the value of an HTTP header Date, which every reply of the clouds has: the time, for a
 * device without a clock. A flow does this by itself when a cloud refuses its time.
 *
 * In
 *   date         such as "Sun, 06 Nov 1994 08:49:37 GMT", without blanks around it
 *
 * Out
 *   out          Unix seconds; 0 on failure
 *
 * Returns
 *   true, or false for a text of another form, a day that is in no calendar, and for NULL
 *
 * Pointers
 *   Borrowed for the call.
 */
bool vncurl_http_date(struct vncurl_str date,
                      uint64_t *out);

/**
 * Derive the signing key, to be kept for several requests.
 *
 * A request with a kept key takes a third of the hashing. Tencent's key serves one UTC day,
 * Alibaba's serves until the secret changes. It is the key of the cloud's present way to sign; for
 * another see vncurl_signing_key_for().
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
 * Derive the signing key that a call needs, to be kept for several requests.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   call         its signature version and timestamp count; the others are only read
 *   credentials  key id, secret and token; all three are checked
 *
 * Out
 *   out          the key; zeros on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   as vncurl_signing_key_derive(), and VNCURL_STATUS_UNKNOWN_ALGORITHM for a signature version
 *   that there is not, _SIGNATURE_VERSION_MISMATCH for one of another cloud.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. `out` is a secret: wipe it with
 *   vncurl_signing_key_wipe() when it is no longer needed.
 *
 * Timing
 *   The time taken does not depend on what the secret holds, only on its length.
 */
enum vncurl_status vncurl_signing_key_for(struct vncurl_str provider,
                                          const struct vncurl_call *call,
                                          const struct vncurl_credentials *credentials,
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
 *   call         region, endpoint, nonce, timestamp, way to sign
 *   credentials  key id, secret and token. With a kept key the secret is not looked at
 *   kept         the key that vncurl_signing_key_derive() or vncurl_signing_key_for() made of the
 *                same credentials, for this UTC day; NULL derives it now
 *
 * Out
 *   buf, cap     receives the request: HTTP/1.1, ASCII, not NUL-terminated, at most cap bytes.
 *                About 700 bytes, more with a token; 8192 are always enough for "tc3" and "acs3",
 *                16384 for the older signatures, which encode the token. NULL with cap 0 only
 *                measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
 *                0 on any other failure
 *   out          the parts, which lie in buf; empty on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _REGION_MISSING,
 *   _SIGNING_KEY_MISMATCH, _TIME_OUT_OF_RANGE, _UNKNOWN_ALGORITHM for a signature version that
 *   there is not, _SIGNATURE_VERSION_MISMATCH, _UNSUPPORTED_METHOD, _UNKNOWN_SITE, an
 *   _INVALID_... that names the argument, or _INVALID_ARGUMENT. On failure the bytes in buf are
 *   unspecified.
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
 *   request      filled by a call whose buffer is unchanged
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
 * Compare the string to sign that Alibaba echoes for a signature that does not match with the own
 * one, which vncurl_sign() writes.
 *
 * In
 *   provider     name of a provider, e.g. "alibaba-ecs"
 *   http_status  the HTTP status
 *   body         the reply to vncurl_request_write()
 *   own          the string that was signed here
 *
 * Out
 *   out          what the comparison says; VNCURL_ECHO_ABSENT on failure, and for a reply that is
 *                no refusal
 *   at           for VNCURL_ECHO_DIFFERS the first byte of the own string that differs, counted
 *                from 0; else 0
 *   error        what went wrong and where in the body; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, _MALFORMED_REPLY, _UNEXPECTED_STATUS or
 *   _INVALID_ARGUMENT.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated.
 */
enum vncurl_status vncurl_reply_compare_echo(struct vncurl_str provider,
                                             int http_status,
                                             struct vncurl_str body,
                                             struct vncurl_str own,
                                             enum vncurl_echo *out,
                                             size_t *at,
                                             struct vncurl_error *error);

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
 *   guest        operating system, page, password; NULL: unknown, the provider's own, none
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
 *   _UNKNOWN_PROVIDER, _INVALID_VNC_URL, _OS_MISSING, _INVALID_INSTANCE_ID, _INVALID_VIEWER,
 *   _INVALID_PASSWORD, _PASSWORD_NOT_TAKEN, or _INVALID_ARGUMENT. On failure the bytes in buf are
 *   unspecified.
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
 * Write the address that a VNC URL stands for, decoded once, for a program that opens the
 * WebSocket itself. A browser needs vncurl_console_url().
 *
 * Tencent's page finds settings of its own behind the address ("&password=&isWindows=..."); they
 * are part of what the cloud sent and stay.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   vnc_url      the VNC URL exactly as the cloud sent it, at most 4096 bytes
 *
 * Out
 *   buf, cap     receives the address: ASCII, not NUL-terminated. It wants room for the encoded
 *                address, which is longer. NULL with cap 0 only measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact room needed;
 *                0 on any other failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL (of the VNC URL only the length was judged then),
 *   _UNKNOWN_PROVIDER, _INVALID_VNC_URL, or _INVALID_ARGUMENT. On failure the bytes in buf are
 *   unspecified.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 *
 * Timing
 *   As for vncurl_console_url().
 */
enum vncurl_status vncurl_websocket_url(struct vncurl_str provider,
                                        struct vncurl_str vnc_url,
                                        char *buf,
                                        size_t cap,
                                        size_t *len,
                                        struct vncurl_error *error);

/**
 * Start a flow: what a careful operator does between an instance id and its console.
 *
 * It never sends, waits, or asks for the time: its driver calls vncurl_flow_next(), sends or waits
 * as that says, and gives every reply to vncurl_flow_receive(). It asks again when that can help
 * (throttled, busy, the cloud's own fault, a lost reply), each time with a new time, nonce and
 * signature, after a pause that doubles, varies and honours what the cloud asks for, and never
 * past the deadline. It corrects a refused clock once, by the Date of the reply that refused it.
 *
 * In
 *   job          what it is about; the same at every call of one flow
 *   settings     what it may do
 *   now_ms       the time: milliseconds of the caller's clock, Unix time where there is one
 *   earlier      a flow of the same provider, credentials and signature version, whose signing
 *                key and clock correction this one goes on with, and which may lie at `out`;
 *                NULL: none
 *
 * Out
 *   out          the flow; zeros on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _UNKNOWN_PROVIDER, _UNKNOWN_ALGORITHM, _INVALID_ENDPOINT,
 *   _INVALID_INSTANCE_ID, _INVALID_VIEWER, _INVALID_PASSWORD, _PASSWORD_NOT_TAKEN, or
 *   _INVALID_ARGUMENT. What else is wrong with the job, vncurl_flow_next() says.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. Calls with one flow must not overlap in
 *   time.
 */
enum vncurl_status vncurl_flow_start(const struct vncurl_job *job,
                                     const struct vncurl_settings *settings,
                                     uint64_t now_ms,
                                     const struct vncurl_flow *earlier,
                                     struct vncurl_flow *out,
                                     struct vncurl_error *error);

/**
 * Say that no reply came: the connection failed, or was silent for too long. Both actions only
 * read, so the next step asks again.
 *
 * In
 *   now_ms       the time
 *   random       new at every call; it varies the pause
 *
 * In, Out
 *   flow         started; otherwise, and for NULL, nothing happens
 *
 * Pointers
 *   Borrowed for the call.
 */
void vncurl_flow_lost(struct vncurl_flow *flow,
                      uint64_t now_ms,
                      uint64_t random);

/**
 * Overwrite a flow, and the signing key in it, with zeros, in a way that no compiler leaves out.
 *
 * In, Out
 *   flow         started, zeroed or ended before; NULL does nothing
 *
 * Pointers
 *   Borrowed for the call.
 */
void vncurl_flow_end(struct vncurl_flow *flow);

/**
 * Ask a flow what to do, and write the signed request when that is to send one.
 *
 * In
 *   job          as for vncurl_flow_start()
 *   now_ms       the time
 *   random       64 random bits, new at every call: they make the nonce
 *
 * In, Out
 *   flow         started
 *
 * Out
 *   buf, cap     receives the request, as vncurl_request_write() writes it: about 1 KiB, more with
 *                a token; what is always enough, vncurl_request_write() says. NULL with cap 0
 *                only measures
 *   len          bytes written, 0 when nothing is to be sent; on VNCURL_STATUS_BUFFER_TOO_SMALL
 *                the exact bytes needed, and the same call can be made again; 0 on any other
 *                failure
 *   out          what to do; empty on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   as vncurl_request_write()
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent, and the flow, must lie
 *   outside buf.
 *
 * Timing
 *   Send the request at once: the time in it is now_ms with the correction.
 */
enum vncurl_status vncurl_flow_next(struct vncurl_flow *flow,
                                    const struct vncurl_job *job,
                                    uint64_t now_ms,
                                    uint64_t random,
                                    char *buf,
                                    size_t cap,
                                    size_t *len,
                                    struct vncurl_next *out,
                                    struct vncurl_error *error);

/**
 * Give a flow the reply to the request that vncurl_flow_next() wrote.
 *
 * In
 *   job          as for vncurl_flow_start()
 *   now_ms       the time
 *   random       64 random bits, new at every call: they vary the pauses
 *   answered     what came back
 *
 * In, Out
 *   flow         started
 *
 * Out
 *   buf, cap     receives the texts of `out`: the console URL and what is in it, or what the cloud
 *                said; never more than twice the body's length and 1 KiB. NULL with cap 0 only
 *                measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed, and the
 *                same call can be made again; 0 on any other failure
 *   out          what the reply leads to; empty on failure
 *   error        what went wrong and where; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, whatever the cloud said, _BUFFER_TOO_SMALL, and for what is wrong with the
 *   arguments as vncurl_flow_start()
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent, and the flow, must lie
 *   outside buf.
 *
 * Timing
 *   Open the console URL at once, and before not_after_ms.
 */
enum vncurl_status vncurl_flow_receive(struct vncurl_flow *flow,
                                       const struct vncurl_job *job,
                                       uint64_t now_ms,
                                       uint64_t random,
                                       const struct vncurl_answered *answered,
                                       char *buf,
                                       size_t cap,
                                       size_t *len,
                                       struct vncurl_outcome *out,
                                       struct vncurl_error *error);

/**
 * Tell how far a flow got, also once there is a console or none will come, until vncurl_flow_end().
 *
 * In
 *   flow         started, and not wiped by vncurl_flow_end()
 *
 * Out
 *   out          retries, deadline and clock; empty on failure
 *
 * Returns
 *   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL, for a flow that was not started, and for a
 *   struct_size that no version had
 *
 * Pointers
 *   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
 */
enum vncurl_status vncurl_flow_progress(const struct vncurl_flow *flow,
                                        struct vncurl_progress *out);

/**
 * Start to ask for something that is no console, such as a page of a list. A flow does all of
 * this by itself.
 *
 * The driver asks vncurl_retry_ready() whether to send, signs for vncurl_retry_timestamp(), and
 * hands what is no answer to vncurl_retry_refused(), _unreadable() or _lost().
 *
 * In
 *   now_ms       the time: milliseconds of the caller's clock, Unix time where there is one
 *   timeout_ms   how long it may take in all
 *   offset_s     a clock correction that is known already, as vncurl_progress.offset_s; else 0
 *
 * Out
 *   out          the beginning
 *
 * Returns
 *   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL
 *
 * Pointers
 *   Nothing is kept or allocated. Calls with one vncurl_retry must not overlap in time.
 */
enum vncurl_status vncurl_retry_start(uint64_t now_ms,
                                      uint64_t timeout_ms,
                                      int64_t offset_s,
                                      struct vncurl_retry *out);

/**
 * Ask whether to send now.
 *
 * In
 *   now_ms       the time
 *
 * In, Out
 *   retry        started
 *
 * Out
 *   until_ms     for VNCURL_ACTION_WAIT the time to ask again, else 0; NULL when not wanted
 *
 * Returns
 *   VNCURL_ACTION_SEND, _WAIT, or _EXPIRED, which stays even when the clock is set back;
 *   VNCURL_ACTION_NONE for NULL and for what was not started
 *
 * Pointers
 *   Borrowed for the call.
 */
enum vncurl_action vncurl_retry_ready(struct vncurl_retry *retry,
                                      uint64_t now_ms,
                                      uint64_t *until_ms);

/**
 * Tell for which time to sign, by the cloud's clock as far as it is known.
 *
 * In
 *   retry        started
 *   now_ms       the time
 *
 * Returns
 *   Unix seconds, for vncurl_call.timestamp; 0 for NULL and for what was not started
 *
 * Pointers
 *   Borrowed for the call.
 */
uint64_t vncurl_retry_timestamp(const struct vncurl_retry *retry,
                                uint64_t now_ms);

/**
 * Take in a refusal.
 *
 * In
 *   now_ms       the time
 *   random       64 random bits, new at every call: they vary the pause
 *   answered     what came back; its body is not looked at
 *   refusal      why, as vncurl_list.refusal or vncurl_reply.refusal says
 *
 * In, Out
 *   retry        started
 *
 * Returns
 *   whether to ask again, when vncurl_retry_ready() says so. false when that cannot help, or not
 *   before the deadline; for NULL, what was not started, and a refusal or an answer that is none
 *
 * Pointers
 *   Borrowed for the call.
 */
bool vncurl_retry_refused(struct vncurl_retry *retry,
                          uint64_t now_ms,
                          uint64_t random,
                          const struct vncurl_answered *answered,
                          int refusal);

/**
 * Take in a reply that could not be read: a gateway's, which may be passing.
 *
 * In
 *   now_ms       the time
 *   random       64 random bits, new at every call: they vary the pause
 *   answered     what came back; its body is not looked at
 *   status       what vncurl_statuses_read() and its like returned
 *
 * In, Out
 *   retry        started
 *
 * Returns
 *   as vncurl_retry_refused()
 *
 * Pointers
 *   Borrowed for the call.
 */
bool vncurl_retry_unreadable(struct vncurl_retry *retry,
                             uint64_t now_ms,
                             uint64_t random,
                             const struct vncurl_answered *answered,
                             int status);

/**
 * Say that no reply came: the connection failed, or was silent for too long.
 *
 * In
 *   now_ms       the time
 *   random       64 random bits, new at every call: they vary the pause
 *
 * In, Out
 *   retry        started; otherwise, and for NULL, nothing happens
 *
 * Pointers
 *   Borrowed for the call.
 */
void vncurl_retry_lost(struct vncurl_retry *retry,
                       uint64_t now_ms,
                       uint64_t random);

/**
 * Tell how far it got.
 *
 * In
 *   retry        started
 *
 * Out
 *   out          retries, deadline and clock; empty on failure
 *
 * Returns
 *   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL, for what was not started, and for a
 *   struct_size that no version had
 *
 * Pointers
 *   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
 */
enum vncurl_status vncurl_retry_progress(const struct vncurl_retry *retry,
                                         struct vncurl_progress *out);

/**
 * Start a limiter. All its times are milliseconds of one clock of the caller's.
 *
 * In
 *   limit        events in a window, such as vncurl_provider.requests_per_s in a second or
 *                .connects_per_min in a minute, at most VNCURL_WINDOW_MAX; 0 where the cloud
 *                publishes none: then it learns one from refusals
 *   window_ms    length of the window
 *
 * Out
 *   out          the limiter
 *
 * Returns
 *   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL
 *
 * Pointers
 *   Nothing is kept or allocated. Calls with one limiter must not overlap in time.
 */
enum vncurl_status vncurl_limiter_start(uint32_t limit,
                                        uint64_t window_ms,
                                        struct vncurl_limiter *out);

/**
 * Ask to begin an event.
 *
 * An event takes a place when it begins and gives it back one window after it ended. The cloud
 * saw the request some time between the two, so no window of its clock holds more than the limit.
 *
 * In
 *   now_ms       the time
 *
 * In, Out
 *   limiter      started
 *
 * Out
 *   out          begin, wait, or wait for an event to end; VNCURL_TURN_KIND_NONE on failure
 *
 * Returns
 *   VNCURL_STATUS_OK, or _INVALID_ARGUMENT for NULL and for a limiter that was not started
 *
 * Pointers
 *   Borrowed for the call.
 */
enum vncurl_status vncurl_limiter_begin(struct vncurl_limiter *limiter,
                                        uint64_t now_ms,
                                        struct vncurl_turn *out);

/**
 * Say that an event ended.
 *
 * In
 *   place        vncurl_turn.place of its beginning; another number is no event
 *   now_ms       the time
 *   throttled    whether the cloud refused it as one too many, VNCURL_REFUSAL_THROTTLED
 *
 * In, Out
 *   limiter      started; otherwise, and for NULL, nothing happens
 *
 * Pointers
 *   Borrowed for the call.
 */
void vncurl_limiter_ended(struct vncurl_limiter *limiter,
                          uint32_t place,
                          uint64_t now_ms,
                          bool throttled);

/**
 * Write the signed request for the states of instances.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   search       all, or by ids; NULL: all
 *   page         which part of the list; NULL: the first, as long as the cloud gives it
 *   call, credentials, kept
 *                as for vncurl_request_write()
 *
 * Out
 *   buf, cap, len, out, error
 *                as for vncurl_request_write(); with many ids about 4 KiB, more with a token
 *
 * Returns
 *   as vncurl_request_write(), and VNCURL_STATUS_PAGE_OUT_OF_RANGE, which too many ids give too,
 *   and _UNSUPPORTED_ACTION for a search that this list does not know.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 */
enum vncurl_status vncurl_statuses_request(struct vncurl_str provider,
                                           const struct vncurl_search *search,
                                           const struct vncurl_page *page,
                                           const struct vncurl_call *call,
                                           const struct vncurl_credentials *credentials,
                                           const struct vncurl_signing_key *kept,
                                           char *buf,
                                           size_t cap,
                                           size_t *len,
                                           struct vncurl_request *out,
                                           struct vncurl_error *error);

/**
 * Write the signed request for instances with their names, addresses and systems.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   search       which; NULL: all of the region
 *   page         which part of the list; NULL: the first, as long as the cloud gives it
 *   call, credentials, kept
 *                as for vncurl_request_write()
 *
 * Out
 *   buf, cap, len, out, error
 *                as for vncurl_request_write(); with many ids about 4 KiB, more with a token
 *
 * Returns
 *   as vncurl_request_write(), and VNCURL_STATUS_PAGE_OUT_OF_RANGE, which no or too many ids give
 *   too, _INVALID_SEARCH, and _UNSUPPORTED_ACTION for a kind of address that the provider does
 *   not search by.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 */
enum vncurl_status vncurl_instances_request(struct vncurl_str provider,
                                            const struct vncurl_search *search,
                                            const struct vncurl_page *page,
                                            const struct vncurl_call *call,
                                            const struct vncurl_credentials *credentials,
                                            const struct vncurl_signing_key *kept,
                                            char *buf,
                                            size_t cap,
                                            size_t *len,
                                            struct vncurl_request *out,
                                            struct vncurl_error *error);

/**
 * Write the signed request for a product's regions.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   call         needs no region, and asks the host of the one that it names
 *   credentials, kept
 *                as for vncurl_request_write()
 *
 * Out
 *   buf, cap, len, out, error
 *                as for vncurl_request_write()
 *
 * Returns
 *   as vncurl_request_write()
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
 */
enum vncurl_status vncurl_regions_request(struct vncurl_str provider,
                                          const struct vncurl_call *call,
                                          const struct vncurl_credentials *credentials,
                                          const struct vncurl_signing_key *kept,
                                          char *buf,
                                          size_t cap,
                                          size_t *len,
                                          struct vncurl_request *out,
                                          struct vncurl_error *error);

/**
 * Check the reply to vncurl_statuses_request(), whose instances have an id and a state alone.
 *
 * A refusal is a reply like any other: the call succeeds, and out->refusal says why.
 *
 * In
 *   provider     name of a provider, e.g. "tencent-cvm"
 *   http_status  the HTTP status
 *   body         the whole body, as it came; it must stay as it is as long as `out` is used
 *
 * Out
 *   buf, cap     receives request id, code and message, unescaped; never more than the body's
 *                length and 64 bytes. NULL with cap 0 only measures
 *   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
 *                0 on any other failure
 *   out          the page, for vncurl_list_next(); empty on failure
 *   error        what went wrong and where in the body; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _MALFORMED_REPLY,
 *   _UNEXPECTED_STATUS when a gateway or proxy answered, or _INVALID_ARGUMENT.
 *
 * Pointers
 *   The body is borrowed as long as `out` is used, the others for the call; nothing is allocated.
 *   The body must lie outside buf.
 */
enum vncurl_status vncurl_statuses_read(struct vncurl_str provider,
                                        int http_status,
                                        struct vncurl_str body,
                                        char *buf,
                                        size_t cap,
                                        size_t *len,
                                        struct vncurl_list *out,
                                        struct vncurl_error *error);

/**
 * Check the reply to vncurl_instances_request().
 *
 * In, Out, Returns, Pointers
 *   as for vncurl_statuses_read()
 */
enum vncurl_status vncurl_instances_read(struct vncurl_str provider,
                                         int http_status,
                                         struct vncurl_str body,
                                         char *buf,
                                         size_t cap,
                                         size_t *len,
                                         struct vncurl_list *out,
                                         struct vncurl_error *error);

/**
 * Check the reply to vncurl_regions_request(), for vncurl_list_next_region().
 *
 * In, Out, Returns, Pointers
 *   as for vncurl_statuses_read()
 */
enum vncurl_status vncurl_regions_read(struct vncurl_str provider,
                                       int http_status,
                                       struct vncurl_str body,
                                       char *buf,
                                       size_t cap,
                                       size_t *len,
                                       struct vncurl_list *out,
                                       struct vncurl_error *error);

/**
 * Hand out the next instance of a page.
 *
 * In
 *   list         filled by vncurl_statuses_read() or vncurl_instances_read(); its body unchanged
 *
 * Out
 *   list         stands behind the instance; on failure where it stood
 *   buf, cap     receives id, name and state, unescaped. NULL with cap 0 only measures
 *   len          bytes written, 0 past the last instance; on VNCURL_STATUS_BUFFER_TOO_SMALL the
 *                exact bytes needed; 0 on any other failure
 *   out          the instance; empty past the last one and on failure
 *   error        what went wrong; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, past the last instance too, _BUFFER_TOO_SMALL, or _INVALID_ARGUMENT, also
 *   for a refusal and for a list of regions.
 *
 * Pointers
 *   Borrowed for the call, and the body as long as `out` is used; nothing is allocated. `list`
 *   must lie outside buf.
 */
enum vncurl_status vncurl_list_next(struct vncurl_list *list,
                                    char *buf,
                                    size_t cap,
                                    size_t *len,
                                    struct vncurl_instance *out,
                                    struct vncurl_error *error);

/**
 * Write an address of an instance.
 *
 * In
 *   instance     filled by vncurl_list_next(); the body of its list unchanged
 *   kind         VNCURL_ADDRESS_PRIVATE, or VNCURL_ADDRESS_PUBLIC for all of the internet
 *   index        from 0
 *
 * Out
 *   buf, cap     receives the address, as the cloud wrote it. NULL with cap 0 only measures
 *   len          bytes written, 0 past the last address; on VNCURL_STATUS_BUFFER_TOO_SMALL the
 *                exact bytes needed; 0 on any other failure
 *   error        what went wrong; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, past the last address too, _BUFFER_TOO_SMALL, or _INVALID_ARGUMENT.
 *
 * Pointers
 *   Borrowed for the call; nothing is kept or allocated. `instance` must lie outside buf.
 */
enum vncurl_status vncurl_instance_address(const struct vncurl_instance *instance,
                                           int kind,
                                           size_t index,
                                           char *buf,
                                           size_t cap,
                                           size_t *len,
                                           struct vncurl_error *error);

/**
 * Hand out the next region of a list.
 *
 * In
 *   list         filled by vncurl_regions_read(); its body unchanged
 *
 * Out
 *   list         stands behind the region; on failure where it stood
 *   buf, cap     receives id and name, unescaped. NULL with cap 0 only measures
 *   len          bytes written, 0 past the last region; on VNCURL_STATUS_BUFFER_TOO_SMALL the
 *                exact bytes needed; 0 on any other failure
 *   out          the region; empty past the last one and on failure
 *   error        what went wrong; NULL when not wanted
 *
 * Returns
 *   VNCURL_STATUS_OK, past the last region too, _BUFFER_TOO_SMALL, or _INVALID_ARGUMENT, also for
 *   a refusal and for a list of instances.
 *
 * Pointers
 *   Borrowed for the call; nothing is allocated. `list` must lie outside buf.
 */
enum vncurl_status vncurl_list_next_region(struct vncurl_list *list,
                                           char *buf,
                                           size_t cap,
                                           size_t *len,
                                           struct vncurl_region *out,
                                           struct vncurl_error *error);

/**
 * Sign any request, and write one step of the way.
 *
 * Nothing is known here of a provider, and key id and secret are taken as they are: the only
 * checks are those that keep one text from passing for another.
 *
 * There are two families. Tencent's "TC3-HMAC-SHA256" and Alibaba's "ACS3-HMAC-SHA256" sign a
 * canonical request, and the signature stands in a header. Tencent's "HmacSHA1" and "HmacSHA256"
 * and Alibaba's "HMAC-SHA1" sign all parameters of the query and of the form that is the payload,
 * sorted by name without "Signature", and the signature is one more parameter.
 *
 * In
 *   algorithm    one of these five names
 *   signable     what is signed. In the sorted-parameter family the payload is a form or empty,
 *                and of the headers Host alone counts, which Tencent's must hold
 *   credentials  key id and secret; the token is not looked at: when it is sent, it is a header
 *   timestamp    Unix seconds; for TC3 the same as in X-TC-Timestamp. The sorted-parameter family
 *                ignores it: its time is a parameter
 *   service      for TC3 the first label of the host, such as "cvm"; the others ignore it
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
 *   _INVALID_HEADER (error->at is its position), _INVALID_REQUEST_LINE, also for a form that does
 *   not decode to text, _HOST_MISSING, or _INVALID_ARGUMENT. On failure the bytes in buf are
 *   unspecified.
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
