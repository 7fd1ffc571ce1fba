/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "provider/aws/endpoint.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

/*
 * Regions and the overrides of endpoints: "AWS Region" and "Service-specific endpoints" of the AWS
 * SDKs and Tools Reference Guide.
 */

const struct aws_service aws_sts = { NULL, "sts", "STS", "sts" };
const struct aws_service aws_oidc = { NULL, "oidc", "SSO_OIDC", "sso_oidc" };
const struct aws_service aws_sso = { NULL, "portal.sso", "SSO", "sso" };

static const struct aws_service services[] = {
	{ "aws-secrets-manager", "secretsmanager", "SECRETS_MANAGER", "secrets_manager" },
	{ "aws-ssm", "ssm", "SSM", "ssm" },
	{ "aws-kms", "kms", "KMS", "kms" },
};

const struct aws_service *aws_service_of(const struct source *source)
{
	for (size_t i = 0; i < ARRAY_LENGTH(services); i++) {
		if (text_equal(services[i].type, source->type->name))
			return &services[i];
	}
	abort();
}

#define REGION_WRONG "a region is made of small letters, digits and -"

/* A flag of the source's section, or else as the tools of AWS have it. */
static bool find_flag(bool *ret, const struct aws_search *search, const char *option,
		      const char *variable, const char *key, struct error *err)
{
	bool written = false;
	const char *text = aws_source_option(search, option, &written);

	if (written)
		return text_to_bool(ret, text);
	return aws_flag(ret, search, variable, key, err);
}

/* The source, the environment, the profile: borrowed, with *from who said it, new; or NULL. */
static const char *say_region(const struct aws_search *search, char **from)
{
	static const char *const variables[] = { "AWS_REGION", "AWS_DEFAULT_REGION" };
	const char *region = aws_source_option(search, "region", NULL);
	const struct aws_entry *entry;

	if (region) {
		*from = aws_option_origin(search, "region");
		return region;
	}
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++) {
		region = aws_variable(search, variables[i]);
		if (!region)
			continue;
		*from = text_copy(variables[i]);
		return region;
	}
	entry = aws_profile_entry(&search->profiles, search->profile, "region");
	if (!entry)
		return NULL;
	*from = aws_entry_origin(search->profile, entry);
	return entry->value;
}

bool aws_find_region(struct aws_search *search, struct error *err)
{
	_cleanup_(freep) char *from = NULL;
	const char *region = say_region(search, &from);

	/* Somebody may have written it beside the keys. */
	if (!region) {
		if (!aws_search_credentials_file(search, err))
			return false;
		region = say_region(search, &from);
	}
	if (region && !aws_region_is_valid(region))
		return error_set(err, ERR_MANIFEST, REGION_WRONG);
	if (region)
		aws_tell(search, FACT_REGION, region, from);
	search->region = text_copy(region);
	return find_flag(&search->fips, search, "fips", "AWS_USE_FIPS_ENDPOINT",
			 "use_fips_endpoint", err) &&
	       find_flag(&search->dual_stack, search, "dual-stack", "AWS_USE_DUALSTACK_ENDPOINT",
			 "use_dualstack_endpoint", err);
}

const char *aws_address_wrong(const char *address, enum url_plain plain)
{
	struct url url = { 0 };
	const char *wrong = url_parse(&url, address);

	if (wrong)
		return wrong;
	wrong = url_address_wrong(&url, plain);
	url_done(&url);
	return wrong;
}

char *aws_literal_address(const char *address)
{
	static const char name[] = "http://localhost";
	size_t length = strlen(name);

	if (!text_starts(address, name) || (address[length] && !strchr(":/", address[length])))
		return text_copy(address);
	return text_format("http://127.0.0.1%s", address + length);
}

/* services = NAME in the profile: the key of the service in [services NAME]; new, or NULL. */
static char *of_services_section(const struct aws_search *search, const struct aws_service *service)
{
	const char *name = aws_profile_text(search, "services");
	const struct aws_section *section =
		name ? aws_profiles_find(&search->profiles, AWS_SECTION_SERVICES, AWS_FILE_CONFIG,
					 name)
		     : NULL;
	const struct aws_entry *entry = aws_section_entry(section, service->key);

	return entry ? aws_entry_nested(entry, "endpoint_url") : NULL;
}

/* What somebody configured, new, or NULL; *where says where. */
static char *find_override(const struct aws_search *search, const struct aws_service *service,
			   char **where)
{
	_cleanup_(freep) char *variable = text_format("AWS_ENDPOINT_URL_%s", service->variable);
	char *text = text_copy(aws_variable(search, variable));

	if (text) {
		*where = TAKE(variable);
		return text;
	}
	text = text_copy(aws_variable(search, "AWS_ENDPOINT_URL"));
	if (text) {
		*where = text_copy("AWS_ENDPOINT_URL");
		return text;
	}
	*where = text_format("endpoint_url of profile %s", search->profile);
	text = of_services_section(search, service);
	return text ? text : text_copy(aws_profile_text(search, "endpoint_url"));
}

bool aws_find_address(char **ret, const struct aws_search *search,
		      const struct aws_service *service, const char *region, struct error *err)
{
	_cleanup_(buf_done) struct buf own = { 0 };
	_cleanup_(freep) char *override = NULL;
	_cleanup_(freep) char *where = NULL;
	_cleanup_(freep) char *address = NULL;
	bool ignore = false;
	const char *wrong;

	if (!aws_flag(&ignore, search, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
		      "ignore_configured_endpoint_urls", err))
		return false;
	if (!ignore)
		override = find_override(search, service, &where);
	if (!override && !region) {
		*ret = NULL;
		return true;
	}
	if (!override) {
		if (!aws_endpoint(&own, service->host, region, search->fips, search->dual_stack))
			return error_set(err, ERR_MANIFEST, REGION_WRONG);
		*ret = text_copy(own.bytes);
		return true;
	}
	if (search->fips || search->dual_stack) {
		error_set(err, ERR_MANIFEST,
			  "%s and a FIPS or dual-stack endpoint exclude "
			  "each other",
			  where);
		return error_hint(err, "unset one of them, or write the whole address");
	}
	address = aws_literal_address(override);
	wrong = aws_address_wrong(address, URL_PLAIN_LOOPBACK);
	if (wrong)
		return error_set(err, ERR_MANIFEST, "%s is refused: %s", where, wrong);
	*ret = TAKE(address);
	return true;
}
