/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/login.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

const struct aws_key_names aws_names_of_metadata = { "AccessKeyId", "SecretAccessKey", "Token",
						     "Expiration", false };

bool aws_credentials_sound(const struct aws_credentials *credentials)
{
	const char *key = credentials->access_key, *secret = credentials->secret_key;
	const char *token = credentials->session_token;

	/* The id stands in front of a slash and a comma in the header. */
	return key && text_is_token(key, AWS_MAX_KEY_ID) && !strpbrk(key, "/,=") && secret &&
	       text_is_token(secret, AWS_MAX_SECRET) &&
	       (!token || text_is_token(token, AWS_MAX_TOKEN));
}

static char *copy_of(const struct jsondoc *object, const char *name)
{
	const char *text = jsondoc_string(jsondoc_member(object, name), NULL);

	return text && text[0] ? text_copy(text) : NULL;
}

/* Absent, null and "" mean that it is not known. */
static bool read_expiry(time_t *ret, const struct jsondoc *value, const struct aws_key_names *names)
{
	const char *text = jsondoc_string(value, NULL);
	enum jsondoc_kind kind = jsondoc_kind(value);
	int64_t number;

	if (kind == JSONDOC_ABSENT || kind == JSONDOC_IS_NULL || (text && !text[0]))
		return true;
	if (!names->in_milliseconds)
		return text && clock_parse_stamp(ret, text);
	if (!jsondoc_int(&number, value) || number <= 0)
		return false;
	*ret = (time_t)(number / 1000);
	return true;
}

bool aws_credentials_read(struct aws_credentials *ret, const struct jsondoc *object,
			  const struct aws_key_names *names)
{
	struct aws_credentials credentials = {
		.access_key = copy_of(object, names->access_key),
		.secret_key = copy_of(object, names->secret_key),
		.session_token = copy_of(object, names->session_token),
	};
	bool good =
		read_expiry(&credentials.expires, jsondoc_member(object, names->expires), names) &&
		aws_credentials_sound(&credentials);

	aws_credentials_done(good ? ret : &credentials);
	if (good)
		*ret = credentials;
	return good;
}
