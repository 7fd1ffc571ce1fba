/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/rule/together.h"

#include "schema/rules.h"
#include "schema/span.h"
#include "schema/words.h"

#define DAY (INT64_C(24) * 60 * 60 * 1000)

#define ACCESS_DAYS  1
#define REFRESH_DAYS 90

/* The names of lifetimes, in the order in which one is preferred. */
#define ACCESS_NAMES                                                                               \
	"JWT_ACCESS_EXPIRES_IN JWT_ACCESS_TOKEN_EXPIRES JWT_ACCESS_TOKEN_EXPIRES_IN "              \
	"JWT_ACCESS_EXPIRATION JWT_ACCESS_TTL JWT_ACCESS_TOKEN_TTL ACCESS_TOKEN_EXPIRE_MINUTES "   \
	"ACCESS_TOKEN_EXPIRES_IN ACCESS_TOKEN_EXPIRES ACCESS_TOKEN_TTL ACCESS_TOKEN_LIFETIME "     \
	"JWT_EXPIRES_IN JWT_EXPIRATION JWT_EXPIRY JWT_EXPIRE_MINUTES JWT_EXPIRATION_MS JWT_TTL"

void rule_check_jwt_expiry(const struct subject *subject)
{
	bool refresh = name_has_word(subject->variable->name, "refresh");
	int64_t ms = 0;

	if (name_has_word(subject->variable->name, "verify check enable enabled leeway"))
		return;
	switch (span_read(&ms, subject)) {
	case SPAN_UNREADABLE:
		subject_find(subject, "jwt-expiry-range", "write a time such as 15m",
			     "cannot be read as a time");
		return;
	case SPAN_NEVER:
		subject_find_at(subject, "jwt-expiry-range", SUBJECT_AT(ALWAYS), NULL,
				"tokens never expire");
		return;
	case SPAN_TIME: break;
	}
	if (ms <= 0)
		subject_find_at(subject, "jwt-expiry-range", SUBJECT_AT(ALWAYS), NULL,
				"is not above 0");
	else if (ms > (refresh ? REFRESH_DAYS : ACCESS_DAYS) * DAY)
		subject_find(subject, "jwt-expiry-range", NULL, "tokens live longer than %s",
			     refresh ? "90 days" : "24 hours");
}

void rule_check_refresh(const struct checking *checking)
{
	struct subject access, refresh;
	int64_t access_ms, refresh_ms;

	if (span_first(&access_ms, &access, checking, ACCESS_NAMES) &&
	    span_first(&refresh_ms, &refresh, checking, JWT_REFRESH_NAMES) && access_ms > 0 &&
	    refresh_ms > 0 && refresh_ms <= access_ms)
		subject_find(&refresh, "jwt-refresh-shorter", NULL,
			     "refresh tokens live no longer than %s lets access tokens",
			     access.variable->name);
}
