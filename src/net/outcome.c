/* SPDX-License-Identifier: Apache-2.0 */
#include "net/outcome.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>

/* CURLE_TOO_LARGE, which libcurl has since 8.6. */
#define CODE_TOO_LARGE 100

struct row {
	long number;
	enum http_outcome outcome;
};

/* Sorted as the cases of a request come: finding the host, TLS, the reply. */
static const struct row by_code[] = {
	{ CURLE_OK, HTTP_REPLIED },
	{ CURLE_COULDNT_RESOLVE_HOST, HTTP_NO_HOST },
	{ CURLE_SSL_CACERT_BADFILE, HTTP_TLS_AUTHORITY },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, HTTP_TLS_PIN },
	{ CURLE_SSL_CERTPROBLEM, HTTP_TLS_FAILED },
	{ CURLE_SSL_CIPHER, HTTP_TLS_FAILED },
	{ CURLE_SSL_ISSUER_ERROR, HTTP_TLS_FAILED },
	{ CURLE_SSL_INVALIDCERTSTATUS, HTTP_TLS_FAILED },
	{ CURLE_SSL_CLIENTCERT, HTTP_TLS_FAILED },
	{ CURLE_GOT_NOTHING, HTTP_CUT },
	{ CURLE_PARTIAL_FILE, HTTP_CUT },
	{ CURLE_SEND_ERROR, HTTP_CUT },
	{ CURLE_RECV_ERROR, HTTP_CUT },
	{ CURLE_HTTP2, HTTP_CUT },
	{ CURLE_HTTP2_STREAM, HTTP_CUT },
	{ CURLE_SSL_SHUTDOWN_FAILED, HTTP_CUT },
	{ CURLE_ABORTED_BY_CALLBACK, HTTP_CUT }, /* a second sending that we refused */
	{ CURLE_FILESIZE_EXCEEDED, HTTP_TOO_LARGE },
	{ CURLE_OUT_OF_MEMORY, HTTP_TOO_LARGE }, /* a header line beyond libcurl's own limit */
	{ CODE_TOO_LARGE, HTTP_TOO_LARGE },
};

/* X509_V_ERR_... by number: OpenSSL's headers are another folder's. */
static const struct row by_verify_result[] = {
	/* The chain is fine, or was not the reason: libcurl's own look at the name was. */
	{ 0, HTTP_TLS_NAME },       { 1, HTTP_TLS_NAME },
	{ 2, HTTP_TLS_AUTHORITY },  /* issuer not found */
	{ 7, HTTP_TLS_AUTHORITY },  /* signed by another key of a CA of that name */
	{ 9, HTTP_TLS_DATE },       /* not yet valid */
	{ 10, HTTP_TLS_DATE },      /* expired */
	{ 18, HTTP_TLS_AUTHORITY }, /* self-signed */
	{ 19, HTTP_TLS_AUTHORITY }, /* self-signed in the chain */
	{ 20, HTTP_TLS_AUTHORITY }, /* issuer not found here */
	{ 21, HTTP_TLS_AUTHORITY }, /* chain of one */
	{ 24, HTTP_TLS_AUTHORITY }, /* issuer is no CA */
	{ 27, HTTP_TLS_AUTHORITY }, /* not trusted */
	{ 29, HTTP_TLS_AUTHORITY }, /* issuer's name differs */
	{ 30, HTTP_TLS_AUTHORITY }, /* issuer's key differs */
	{ 62, HTTP_TLS_NAME },      { 64, HTTP_TLS_NAME },
};

static const struct row by_errno[] = {
	{ ECONNREFUSED, HTTP_REFUSED },
	{ ENOENT, HTTP_REFUSED },
	{ ETIMEDOUT, HTTP_CONNECT_TIMEOUT },
};

#define LOOK_UP(table, number, fallback) look_up(table, ARRAY_LENGTH(table), number, fallback)

static enum http_outcome look_up(const struct row *rows, size_t count, long number,
				 enum http_outcome fallback)
{
	for (size_t i = 0; i < count; i++) {
		if (rows[i].number == number)
			return rows[i].outcome;
	}
	return fallback;
}

/* Whether libcurl's text has one of the phrases, a list that ends with NULL. */
static bool says(const struct outcome_facts *facts, const char *const *phrases)
{
	for (; *phrases; phrases++) {
		if (strstr(facts->own_text, *phrases))
			return true;
	}
	return false;
}

/*
 * libcurl has one code for a refused handshake and for a server that went away during it (a
 * restart, a load balancer without a backend). The second passes by itself; only the text tells.
 */
static bool handshake_was_cut(const struct outcome_facts *facts)
{
	static const char *const phrases[] = { "unexpected eof", "SSL_ERROR_SYSCALL",
					       "Connection reset", "Broken pipe", NULL };

	return says(facts, phrases);
}

/* With TLS 1.3 the server turns a client certificate down after the handshake. */
static bool was_refused_by_alert(const struct outcome_facts *facts)
{
	static const char *const phrases[] = { " alert ", NULL };

	return says(facts, phrases);
}

/* libcurl has one code for a time-out while it looked for the host and for those after that. */
static bool was_resolving(const struct outcome_facts *facts)
{
	static const char *const phrases[] = { "Resolving timed out", NULL };

	return says(facts, phrases);
}

enum http_outcome outcome_of(const struct outcome_facts *facts)
{
	if (facts->too_large)
		return HTTP_TOO_LARGE;
	switch (facts->code) {
	case CURLE_COULDNT_CONNECT: return LOOK_UP(by_errno, facts->os_error, HTTP_UNREACHABLE);
	case CURLE_OPERATION_TIMEDOUT:
		return facts->connected       ? HTTP_STALLED
		       : was_resolving(facts) ? HTTP_NO_HOST
					      : HTTP_CONNECT_TIMEOUT;
	case CURLE_SSL_CONNECT_ERROR:
		return handshake_was_cut(facts) ? HTTP_UNREACHABLE : HTTP_TLS_FAILED;
	case CURLE_PEER_FAILED_VERIFICATION:
		return LOOK_UP(by_verify_result, facts->verify_result, HTTP_TLS_FAILED);
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
		if (was_refused_by_alert(facts))
			return HTTP_TLS_FAILED;
		break;
	default: break;
	}
	if (!facts->connected && LOOK_UP(by_code, facts->code, HTTP_CUT) == HTTP_CUT)
		return HTTP_UNREACHABLE;
	return LOOK_UP(by_code, facts->code, HTTP_BROKEN);
}
