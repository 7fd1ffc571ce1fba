/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/provider.h"

static const enum failure_class classes[] = {
	[HTTP_REPLIED] = FAILURE_NONE,
	[HTTP_NO_HOST] = FAILURE_NO_HOST,
	[HTTP_REFUSED] = FAILURE_REFUSED,
	[HTTP_UNREACHABLE] = FAILURE_UNREACHABLE,
	[HTTP_CONNECT_TIMEOUT] = FAILURE_CONNECT_TIMEOUT,
	[HTTP_STALLED] = FAILURE_STALLED,
	[HTTP_TLS_AUTHORITY] = FAILURE_TLS_AUTHORITY,
	[HTTP_TLS_NAME] = FAILURE_TLS_NAME,
	[HTTP_TLS_DATE] = FAILURE_TLS_DATE,
	[HTTP_TLS_PIN] = FAILURE_TLS_PIN,
	[HTTP_TLS_FAILED] = FAILURE_TLS,
	[HTTP_TLS_WANTED] = FAILURE_TLS_WANTED,
	[HTTP_CUT] = FAILURE_CUT,
	[HTTP_TOO_LARGE] = FAILURE_TOO_LARGE,
	[HTTP_BROKEN] = FAILURE_NOT_HTTP,
};

enum failure_class provider_outcome_class(enum http_outcome outcome)
{
	return classes[outcome];
}

enum step provider_fail(struct conversation *conversation, enum failure_class class,
			const struct http_reply *last)
{
	conversation->failure = (struct failure){
		.class = class,
		.http_status = last && last->outcome == HTTP_REPLIED ? (unsigned)last->status : 0,
	};
	return STEP_FAIL;
}

void provider_tell(struct conversation *conversation, enum login_fact fact, const char *text,
		   const char *from)
{
	if (conversation->tell)
		conversation->tell(conversation->context, fact, text, from);
}

void provider_tell_expiry(struct conversation *conversation, time_t expires)
{
	char stamp[32];

	if (expires > 0 && clock_stamp(stamp, expires))
		provider_tell(conversation, FACT_EXPIRES, stamp, NULL);
}
