/* The worker for libcurl: a whole POST on a fresh local connection, with and without a signature
 * (CURLOPT_AWS_SIGV4). The difference of the two is what libcurl's signature costs.
 *
 * Server and client are this one thread: the answer stands in the connection before libcurl looks
 * for it, so that no other process's turn is measured. */

#include "worker.h"

#include <curl/curl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

struct connection {
    CURL *curl;
    int listener;
    int server;
};

static int answer(void *data, char *ip, char *local_ip, int port, int local_port) {
    (void)ip, (void)local_ip, (void)port, (void)local_port;
    struct connection *connection = data;
    connection->server = accept(connection->listener, NULL, NULL);
    bench_require(connection->server >= 0, "no connection");
    ssize_t sent = write(connection->server, ANSWER, sizeof ANSWER - 1);
    bench_require(sent == sizeof ANSWER - 1, "the answer does not fit");
    return CURL_PREREQFUNC_OK;
}

static size_t discard(char *data, size_t size, size_t count, void *unused) {
    (void)data, (void)unused;
    return size * count;
}

/* `name` is the listener's, in the abstract namespace. */
static void prepare(struct connection *connection, const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int name_len = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)name_len);
    connection->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    bench_require(bind(connection->listener, (struct sockaddr *)&address, len) == 0 &&
                      listen(connection->listener, 1) == 0,
                  "no listener");
    CURL *curl = curl_easy_init();
    bench_require(curl != NULL, "no handle");
    curl_easy_setopt(curl, CURLOPT_URL, "http://127.0.0.1/");
    curl_easy_setopt(curl, CURLOPT_ABSTRACT_UNIX_SOCKET, name);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, answer);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, connection);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, "{\"InstanceId\":\"ins-r9hr2upy\"}");
    connection->curl = curl;
}

static void perform(const struct connection *connection) {
    char request[4096];
    bench_require(curl_easy_perform(connection->curl) == CURLE_OK, "the request failed");
    bench_require(read(connection->server, request, sizeof request) > 0, "no request came");
    close(connection->server);
}

static void plain(void) {
    static struct connection connection;
    if (connection.curl == NULL) {
        char name[32];
        snprintf(name, sizeof name, "bench-plain-%d", (int)getpid());
        prepare(&connection, name);
    }
    perform(&connection);
}

static void with_signature(void) {
    static struct connection connection;
    if (connection.curl == NULL) {
        char name[32];
        snprintf(name, sizeof name, "bench-signed-%d", (int)getpid());
        prepare(&connection, name);
        curl_easy_setopt(connection.curl, CURLOPT_AWS_SIGV4, "aws:amz:ap-guangzhou:cvm");
        curl_easy_setopt(connection.curl, CURLOPT_USERPWD,
                         "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE:Gu5t9xGARNpq86cd98joQYCN3EXAMPLE");
    }
    perform(&connection);
}

const struct bench_case bench_cases[] = {
    {"signature", "signed", "libcurl: POST with a signature (aws-sigv4), bare secret", with_signature},
    {"signature", "plain", "libcurl: the same POST without a signature", plain},
    {NULL, NULL, NULL, NULL},
};
