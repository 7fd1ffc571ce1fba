/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define LONGEST_KEY   256
#define LONGEST_TOKEN 16384

/* It goes into a header: one line of printable characters without blanks. */
static bool is_key(const char *text, size_t longest)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	}
	return length > 0 && length <= longest;
}

/* The keys of the environment, as they are. */
enum step aws_login(struct conversation *conversation, const struct http_reply *last,
		    struct http_request *next)
{
	struct aws_session *session = conversation->session;
	const char *access = aws_option(session, "access-key-id");
	const char *secret = aws_option(session, "secret-access-key");
	const char *token = aws_option(session, "session-token");

	(void)last;
	(void)next;
	if (!access || !secret)
		return provider_fail(conversation, FAILURE_NO_KEYS, NULL);
	session->credentials = (struct aws_credentials){
		.access_key = text_trimmed(access),
		.secret_key = text_trimmed(secret),
		.session_token = token ? text_trimmed(token) : NULL,
	};
	if (!is_key(session->credentials.access_key, LONGEST_KEY) ||
	    !is_key(session->credentials.secret_key, LONGEST_KEY) ||
	    (token && !is_key(session->credentials.session_token, LONGEST_TOKEN)))
		return provider_fail(conversation, FAILURE_KEYS, NULL);
	return STEP_DONE;
}

void aws_login_free(void *login)
{
	(void)login;
}
