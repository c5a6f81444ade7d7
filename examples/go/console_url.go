// Prints the console URL of a virtual machine: console_url INSTANCE REGION [ENDPOINT]
//
// An Alibaba machine is taken for Linux. Key id and secret stand in TENCENTCLOUD_SECRET_ID and _KEY,
// or ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET.
package main

/*
#cgo pkg-config: vncurl
#include <stdlib.h>
#include <vncurl.h>

// One request and its reply, in C's memory: Go's may not hold pointers that C wrote.
struct exchange {
  struct vncurl_provider provider;
  struct vncurl_request request;
  struct vncurl_reply reply;
  struct vncurl_error error;
  size_t len;
  char bytes[8192], texts[66000], url[16384], nonce[VNCURL_NONCE_LEN];
};

static struct vncurl_str text(_GoString_ string)
{
  return (struct vncurl_str){_GoStringPtr(string), _GoStringLen(string)};
}

static int find_provider(struct exchange *e, _GoString_ id)
{
  e->provider.struct_size = sizeof e->provider;
  return vncurl_provider_by_instance_id(text(id), &e->provider);
}

static int write_request(struct exchange *e, _GoString_ id, _GoString_ region, _GoString_ endpoint,
                         _GoString_ key_id, _GoString_ secret, uint64_t now, uint64_t random)
{
  struct vncurl_credentials credentials = {
      .struct_size = sizeof credentials, .key_id = text(key_id), .secret = text(secret)};
  struct vncurl_call call = {.struct_size = sizeof call, .region = text(region),
      .endpoint = text(endpoint), .timestamp = now};
  vncurl_nonce_write(random, e->nonce, sizeof e->nonce, &call.nonce.len);
  call.nonce.ptr = e->nonce;
  e->request.struct_size = sizeof e->request;
  return vncurl_request_write(e->provider.name, text(id), &call, &credentials, NULL, e->bytes,
                              sizeof e->bytes, &e->len, &e->request, &e->error);
}

static int read_reply(struct exchange *e, int http_status, _GoString_ body)
{
  e->reply.struct_size = sizeof e->reply;
  return vncurl_reply_read(e->provider.name, http_status, text(body), e->texts, sizeof e->texts,
                           &e->len, &e->reply, &e->error);
}

static int write_url(struct exchange *e, _GoString_ id)
{
  struct vncurl_guest guest = {.struct_size = sizeof guest, .os = VNCURL_OS_LINUX};
  return vncurl_console_url(e->provider.name, e->reply.vnc_url, text(id), &guest, e->url,
                            sizeof e->url, &e->len, &e->error);
}
*/
import "C"

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
	"unsafe"
)

// The shortest body that texts always holds.
const maxBody = 65536

func text(str C.struct_vncurl_str) string {
	return C.GoStringN(str.ptr, C.int(str.len))
}

// Send the request as it was signed.
func send(request *C.struct_vncurl_request) (int, string, error) {
	url := text(request.scheme) + "://" + text(request.host) + text(request.path_and_query)
	message, err := http.NewRequest(text(request.method), url, strings.NewReader(text(request.body)))
	if err != nil {
		return 0, "", err
	}
	var header C.struct_vncurl_header
	for i := C.size_t(0); C.vncurl_request_header(request, i, &header); i++ {
		message.Header.Set(text(header.name), text(header.value))
	}
	client := http.Client{
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	reply, err := client.Do(message)
	if err != nil {
		return 0, "", err
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(io.LimitReader(reply.Body, maxBody))
	return reply.StatusCode, string(body), err
}

func consoleURL(id, region, endpoint string) (string, error) {
	e := (*C.struct_exchange)(C.calloc(1, C.sizeof_struct_exchange))
	defer C.free(unsafe.Pointer(e))
	if C.find_provider(e, id) != 0 {
		return "", errors.New("no provider has instance ids like " + id)
	}
	keyID, secret := os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"), os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")
	if strings.HasPrefix(text(e.provider.name), "tencent-") {
		keyID, secret = os.Getenv("TENCENTCLOUD_SECRET_ID"), os.Getenv("TENCENTCLOUD_SECRET_KEY")
	}
	var random [8]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	now, bits := C.uint64_t(time.Now().Unix()), C.uint64_t(binary.LittleEndian.Uint64(random[:]))
	if C.write_request(e, id, region, endpoint, keyID, secret, now, bits) != 0 {
		return "", errors.New(C.GoString(e.error.message))
	}
	status, body, err := send(&e.request)
	if err != nil {
		return "", err
	}
	if C.read_reply(e, C.int(status), body) != 0 {
		return "", errors.New(C.GoString(e.error.message))
	}
	if e.reply.refusal != C.VNCURL_REFUSAL_NONE {
		return "", fmt.Errorf("%s: %s: %s", C.GoString(C.vncurl_refusal_word(C.int(e.reply.refusal))),
			text(e.reply.code), text(e.reply.message))
	}
	if C.write_url(e, id) != 0 {
		return "", errors.New(C.GoString(e.error.message))
	}
	return C.GoStringN(&e.url[0], C.int(e.len)), nil
}

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "console_url: usage: console_url INSTANCE REGION [ENDPOINT]")
		os.Exit(2)
	}
	url, err := consoleURL(os.Args[1], os.Args[2], strings.Join(os.Args[3:], ""))
	if err != nil {
		fmt.Fprintln(os.Stderr, "console_url:", err)
		os.Exit(1)
	}
	fmt.Println(url)
}
