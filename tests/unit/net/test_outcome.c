/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <curl/curl.h>
#include <errno.h>

#include "net/outcome.h"

#define EOF_TEXT   "OpenSSL/3.0.22: error:0A000126:SSL routines::unexpected eof while reading"
#define RESET_TEXT "OpenSSL SSL_connect: Connection reset by peer in connection to 127.0.0.1:1"
#define OLD_TEXT   "error:0A000102:SSL routines::unsupported protocol"
#define ALERT_TEXT                                                                                 \
	"OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required"

static const struct {
	struct outcome_facts facts;
	enum http_outcome outcome;
} rows[] = {
	{ { .code = CURLE_OK, .connected = true }, HTTP_REPLIED },
	{ { .code = CURLE_COULDNT_RESOLVE_HOST }, HTTP_NO_HOST },
	{ { .code = CURLE_COULDNT_CONNECT, .os_error = ECONNREFUSED }, HTTP_REFUSED },
	{ { .code = CURLE_COULDNT_CONNECT, .os_error = ENOENT }, HTTP_REFUSED },
	{ { .code = CURLE_COULDNT_CONNECT, .os_error = ENETUNREACH }, HTTP_UNREACHABLE },
	{ { .code = CURLE_COULDNT_CONNECT, .os_error = EHOSTUNREACH }, HTTP_UNREACHABLE },
	{ { .code = CURLE_COULDNT_CONNECT, .os_error = EACCES }, HTTP_UNREACHABLE },
	{ { .code = CURLE_COULDNT_CONNECT, .os_error = ETIMEDOUT }, HTTP_CONNECT_TIMEOUT },
	{ { .code = CURLE_COULDNT_CONNECT }, HTTP_UNREACHABLE },
	{ { .code = CURLE_OPERATION_TIMEDOUT }, HTTP_CONNECT_TIMEOUT },
	{ { .code = CURLE_OPERATION_TIMEDOUT, .connected = true }, HTTP_STALLED },
	{ { .code = CURLE_SSL_CONNECT_ERROR, .own_text = EOF_TEXT }, HTTP_UNREACHABLE },
	{ { .code = CURLE_SSL_CONNECT_ERROR, .own_text = RESET_TEXT }, HTTP_UNREACHABLE },
	{ { .code = CURLE_SSL_CONNECT_ERROR, .own_text = OLD_TEXT }, HTTP_TLS_FAILED },
	{ { .code = CURLE_SSL_CONNECT_ERROR, .own_text = "" }, HTTP_TLS_FAILED },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 0 }, HTTP_TLS_NAME },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 1 }, HTTP_TLS_NAME },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 62 }, HTTP_TLS_NAME },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 9 }, HTTP_TLS_DATE },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 10 }, HTTP_TLS_DATE },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 18 }, HTTP_TLS_AUTHORITY },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 20 }, HTTP_TLS_AUTHORITY },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 23 }, HTTP_TLS_FAILED },
	{ { .code = CURLE_PEER_FAILED_VERIFICATION, .verify_result = 66 }, HTTP_TLS_FAILED },
	{ { .code = CURLE_SSL_CACERT_BADFILE }, HTTP_TLS_AUTHORITY },
	{ { .code = CURLE_SSL_PINNEDPUBKEYNOTMATCH }, HTTP_TLS_PIN },
	{ { .code = CURLE_SSL_CERTPROBLEM }, HTTP_TLS_FAILED },
	{ { .code = CURLE_SSL_CLIENTCERT }, HTTP_TLS_FAILED },
	{ { .code = CURLE_RECV_ERROR, .connected = true, .own_text = ALERT_TEXT },
	  HTTP_TLS_FAILED },
	{ { .code = CURLE_RECV_ERROR, .connected = true, .own_text = EOF_TEXT }, HTTP_CUT },
	{ { .code = CURLE_RECV_ERROR, .own_text = RESET_TEXT }, HTTP_UNREACHABLE },
	{ { .code = CURLE_PARTIAL_FILE, .connected = true }, HTTP_CUT },
	{ { .code = CURLE_GOT_NOTHING, .connected = true }, HTTP_CUT },
	{ { .code = CURLE_HTTP2, .connected = true }, HTTP_CUT },
	{ { .code = CURLE_HTTP2_STREAM, .connected = true }, HTTP_CUT },
	{ { .code = CURLE_WRITE_ERROR, .connected = true, .too_large = true }, HTTP_TOO_LARGE },
	{ { .code = CURLE_WRITE_ERROR, .connected = true }, HTTP_BROKEN },
	{ { .code = CURLE_FILESIZE_EXCEEDED, .connected = true }, HTTP_TOO_LARGE },
	{ { .code = CURLE_OUT_OF_MEMORY, .connected = true }, HTTP_TOO_LARGE },
	{ { .code = 100, .connected = true }, HTTP_TOO_LARGE },
	{ { .code = CURLE_UNSUPPORTED_PROTOCOL, .connected = true }, HTTP_BROKEN },
	{ { .code = CURLE_WEIRD_SERVER_REPLY, .connected = true }, HTTP_BROKEN },
	{ { .code = 9999, .connected = true }, HTTP_BROKEN },
	{ { .code = 9999 }, HTTP_UNREACHABLE },
};

static void verdicts_have_one_meaning_each(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct outcome_facts facts = rows[i].facts;

		if (!facts.own_text)
			facts.own_text = "";
		if (outcome_of(&facts) != rows[i].outcome)
			fail_msg("row %zu: outcome %d", i, (int)outcome_of(&facts));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_have_one_meaning_each),
	};

	return cmocka_run_group_tests_name("net/outcome", tests, NULL, NULL);
}
