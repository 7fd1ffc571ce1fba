/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/* The metadata services of containers and instances, as the environment describes them. */

#define ECS_SERVER     "http://169.254.170.2"
#define IMDS_SERVER    "http://169.254.169.254"
#define IMDS_SERVER_V6 "http://[fd00:ec2::254]"
#define MAX_TOKEN      16384
#define MAX_TIMEOUT    60000
#define METADATA       "the instance's metadata service"

#define RELATIVE   "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL       "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define TOKEN      "AWS_CONTAINER_AUTHORIZATION_TOKEN"
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

/* A path and a query as they are sent: nothing that could become another request. */
static bool is_path(const char *text)
{
	for (const char *c = text; *c; c++) {
		if (*c < 0x21 || *c > 0x7e || *c == '\\' || *c == '#')
			return false;
	}
	return text[0] == '/';
}

/* Splits a whole URI into server and path; false, with an error, when it is refused. */
static bool split(char **ret_server, char **ret_path, const char *uri, struct error *err)
{
	_cleanup_(freep) char *literal = aws_literal_address(uri);
	const char *host = strstr(literal, "://");
	size_t length = host ? (size_t)(host - literal) + 3 : 0;
	_cleanup_(freep) char *server = NULL;
	_cleanup_(freep) char *path = NULL;
	const char *wrong;

	length += strcspn(literal + length, "/?#");
	server = text_slice(literal, length);
	wrong = aws_address_wrong(server, URL_PLAIN_CONTAINER);
	path = text_format("%s%s", literal[length] == '/' ? "" : "/", literal + length);
	if (!wrong && !is_path(path))
		wrong = "its path has a space, a '#', a '\\' or a control character";
	if (wrong)
		return error_set(err, ERR_MANIFEST, FULL " is refused: %s", wrong);
	*ret_server = TAKE(server);
	*ret_path = TAKE(path);
	return true;
}

/* The file goes before the variable, and is read each time: its token is renewed. */
static bool read_authorization(char **ret, const struct aws_search *search, struct error *err)
{
	const char *file = aws_variable(search, TOKEN_FILE);
	const char *text = aws_variable(search, TOKEN);

	if (file) {
		*ret = aws_read_token(search, file, MAX_TOKEN, TOKEN_FILE, err);
		return *ret != NULL;
	}
	if (text && (text_has_control(text, strlen(text)) || strlen(text) > MAX_TOKEN))
		return error_set(err, ERR_AUTH, TOKEN " is more than one line");
	*ret = text_copy(text);
	return true;
}

enum aws_found aws_find_container(struct aws_search *search, struct error *err)
{
	const char *relative = aws_variable(search, RELATIVE);
	const char *full = aws_variable(search, FULL);
	_cleanup_(freep) char *server = NULL;
	_cleanup_(freep) char *path = NULL;
	_cleanup_(text_wipep) char *authorization = NULL;

	if (!relative && !full)
		return AWS_NOT_HERE;
	if (relative && !is_path(relative)) {
		error_set(err, ERR_MANIFEST, RELATIVE " is not a path");
		return AWS_WRONG;
	}
	if (!relative && !split(&server, &path, full, err))
		return AWS_WRONG;
	if (!read_authorization(&authorization, search, err))
		return AWS_WRONG;
	aws_begin_step(search, "container", relative ? ECS_SERVER : server);
	jsonout_text(&search->json, "path", relative ? relative : path);
	if (authorization)
		jsonout_text(&search->json, "authorization", authorization);
	jsonout_end(&search->json, '}');
	aws_tell(search, FACT_CREDENTIALS, "the container's role", relative ? RELATIVE : FULL);
	return AWS_FOUND;
}

static bool find_server(char **ret, const struct aws_search *search, struct error *err)
{
	const char *mode = aws_variable(search, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
	const char *named = aws_variable(search, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
	_cleanup_(freep) char *server = NULL;
	const char *wrong;

	if (!mode)
		mode = aws_profile_text(search, "ec2_metadata_service_endpoint_mode");
	if (!named)
		named = aws_profile_text(search, "ec2_metadata_service_endpoint");
	if (mode && !text_equal_nocase(mode, "ipv4") && !text_equal_nocase(mode, "ipv6"))
		return error_set(err, ERR_MANIFEST,
				 "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE is "
				 "neither IPv4 nor IPv6");
	if (!named)
		named = text_equal_nocase(mode, "ipv6") ? IMDS_SERVER_V6 : IMDS_SERVER;
	server = aws_literal_address(named);
	wrong = aws_address_wrong(server, URL_PLAIN_METADATA);
	if (wrong)
		return error_set(err, ERR_MANIFEST,
				 "AWS_EC2_METADATA_SERVICE_ENDPOINT is "
				 "refused: %s",
				 wrong);
	*ret = TAKE(server);
	return true;
}

/* A small number in a variable or the profile; the fallback when there is none. */
static bool find_number(size_t *ret, const struct aws_search *search, const char *variable,
			const char *key, size_t maximum, struct error *err)
{
	const char *text = aws_variable(search, variable);

	if (!text)
		text = aws_profile_text(search, key);
	if (text && (!text_to_size(ret, text, maximum) || *ret == 0))
		return error_set(err, ERR_MANIFEST, "%s is no number from 1 to %zu", variable,
				 maximum);
	return true;
}

/*
 * Writes down the beginning of a question to the instance. The first version of the service answers
 * whoever can make this machine send a GET: it is used when asked for.
 */
static enum aws_found begin_instance(struct aws_search *search, const char *kind, struct error *err)
{
	_cleanup_(freep) char *server = NULL;
	bool disabled = false, v1_disabled = true;
	size_t seconds = 1, tries = 1;

	if (!aws_flag(&disabled, search, "AWS_EC2_METADATA_DISABLED", NULL, err) ||
	    !aws_flag(&v1_disabled, search, "AWS_EC2_METADATA_V1_DISABLED",
		      "ec2_metadata_v1_disabled", err))
		return AWS_WRONG;
	if (disabled)
		return AWS_NOT_HERE;
	if (!find_server(&server, search, err) ||
	    !find_number(&seconds, search, "AWS_METADATA_SERVICE_TIMEOUT",
			 "metadata_service_timeout", MAX_TIMEOUT / 1000, err) ||
	    !find_number(&tries, search, "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
			 "metadata_service_num_attempts", 10, err))
		return AWS_WRONG;
	aws_begin_step(search, kind, server);
	jsonout_boolean(&search->json, "v1", !v1_disabled);
	jsonout_integer(&search->json, "timeout_ms", (int64_t)seconds * 1000);
	jsonout_integer(&search->json, "tries", (int64_t)tries);
	return AWS_FOUND;
}

enum aws_found aws_find_instance(struct aws_search *search, bool alone, struct error *err)
{
	enum aws_found found = begin_instance(search, "instance", err);

	if (found != AWS_FOUND)
		return found;
	jsonout_boolean(&search->json, "last", alone);
	jsonout_end(&search->json, '}');
	aws_tell(search, FACT_CREDENTIALS, "the instance's role", METADATA);
	return AWS_FOUND;
}

enum aws_found aws_find_instance_region(struct aws_search *search, struct error *err)
{
	enum aws_found found = begin_instance(search, "region", err);

	if (found != AWS_FOUND)
		return found;
	if (search->address_open)
		jsonout_text(&search->json, "service", aws_service_of(search->source)->host);
	jsonout_boolean(&search->json, "fips", search->fips);
	jsonout_boolean(&search->json, "dual_stack", search->dual_stack);
	jsonout_end(&search->json, '}');
	return AWS_FOUND;
}
