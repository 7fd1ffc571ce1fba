/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/login.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/url.h"

#define MAX_VISITS       16
#define MAX_WEB_TOKEN    20000
#define MAX_ROLE         2048 /* STS API, AssumeRole: RoleArn */
#define SESSION_NAME     "keystrap"
#define LEAST_DURATION   900
#define LONGEST_DURATION 43200
#define LETTERS          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* A profile that is being looked at, because another one's source_profile named it. */
struct visit {
	const char *profile;
	const struct visit *from; /* NULL: the one that was chosen */
	unsigned depth;
};

static const struct aws_entry *entry_of(const struct aws_search *search, const char *profile,
					const char *name)
{
	return aws_profile_entry(&search->profiles, profile, name);
}

static const char *text_of(const struct aws_search *search, const char *profile, const char *name)
{
	const struct aws_entry *entry = entry_of(search, profile, name);

	return entry ? entry->value : NULL;
}

/* What a link of the chain in a profile has found. */
static void tell(const struct aws_search *search, enum login_fact fact, const char *text,
		 const char *profile, const struct aws_entry *entry)
{
	_cleanup_(freep) char *from = aws_entry_origin(profile, entry);

	aws_tell(search, fact, text, from);
}

static enum aws_found wrong(struct error *err, const struct aws_entry *entry, const char *profile,
			    const char *what)
{
	error_set(err, ERR_AUTH, "%s:%u: profile %s: %s", entry->file, entry->line, profile, what);
	error_hint(err, "mend it there; keystrap-aws(7) says under CREDENTIALS what is looked at");
	return AWS_WRONG;
}

#define KEYS(keys) ((keys).session_token ? "keys of a session" : "keys")

/* Writes keys down, unless they could not be sent as they are. */
static bool write_static(struct aws_search *search, const struct aws_credentials *credentials)
{
	if (!aws_credentials_sound(credentials))
		return false;
	aws_step_static(search, credentials);
	return true;
}

static enum aws_found find_environment(struct aws_search *search, struct error *err)
{
	const char *token = aws_variable(search, "AWS_SESSION_TOKEN");
	const char *expires = aws_variable(search, "AWS_CREDENTIAL_EXPIRATION");
	struct aws_credentials keys = {
		.access_key = (char *)aws_variable(search, "AWS_ACCESS_KEY_ID"),
		.secret_key = (char *)aws_variable(search, "AWS_SECRET_ACCESS_KEY"),
		.session_token =
			(char *)(token ? token : aws_variable(search, "AWS_SECURITY_TOKEN")),
	};
	const char *missing = !keys.access_key ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";

	if (!keys.access_key && !keys.secret_key)
		return AWS_NOT_HERE;
	if (!keys.access_key || !keys.secret_key) {
		error_set(err, ERR_AUTH, "%s is not set, and the other half of the key is",
			  missing);
		error_hint(err, "set both, or unset both to use a profile or role");
		return AWS_WRONG;
	}
	if (expires && !clock_parse_stamp(&keys.expires, expires)) {
		error_set(err, ERR_AUTH, "AWS_CREDENTIAL_EXPIRATION is no time stamp");
		return AWS_WRONG;
	}
	if (expires && keys.expires <= clock_wall(search->clock)) {
		error_set(err, ERR_AUTH,
			  "AWS_CREDENTIAL_EXPIRATION: the keys in the environment "
			  "are expired");
		return AWS_WRONG;
	}
	if (!write_static(search, &keys)) {
		error_set(err, ERR_AUTH,
			  "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY or "
			  "AWS_SESSION_TOKEN has a space, a line end or another "
			  "character that no key has");
		return AWS_WRONG;
	}
	aws_tell(search, FACT_CREDENTIALS, KEYS(keys), "AWS_ACCESS_KEY_ID");
	return AWS_FOUND;
}

/* aws_access_key_id and its fellows in one of the files. */
static enum aws_found find_keys(struct aws_search *search, const char *profile, enum aws_file from,
				struct error *err)
{
	const struct aws_section *section =
		aws_profiles_find(&search->profiles, AWS_SECTION_PROFILE, from, profile);
	const struct aws_entry *id = aws_section_entry(section, "aws_access_key_id");
	const struct aws_entry *key = aws_section_entry(section, "aws_secret_access_key");
	const struct aws_entry *token = aws_section_entry(section, "aws_session_token");
	struct aws_credentials keys = { 0 };

	if (!token)
		token = aws_section_entry(section, "aws_security_token");
	if (!id && !key)
		return AWS_NOT_HERE;
	if (!id)
		return wrong(err, key, profile, "there is no aws_access_key_id");
	if (!key)
		return wrong(err, id, profile, "there is no aws_secret_access_key");
	keys.access_key = id->value;
	keys.secret_key = key->value;
	keys.session_token = token ? token->value : NULL;
	if (!write_static(search, &keys))
		return wrong(err, id, profile,
			     "the keys have a space or another character that "
			     "no key has, or are continued by an indented line");
	tell(search, FACT_CREDENTIALS, KEYS(keys), profile, id);
	return AWS_FOUND;
}

static enum aws_found find_either_keys(struct aws_search *search, const char *profile,
				       struct error *err)
{
	enum aws_found found = find_keys(search, profile, AWS_FILE_CREDENTIALS, err);

	return found == AWS_NOT_HERE ? find_keys(search, profile, AWS_FILE_CONFIG, err) : found;
}

/* A role that is taken with the credentials of the steps before. */
struct role {
	const char *arn, *session_name, *external_id, *duration;
	const char *from; /* who says so: for errors, too */
};

/* https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: [\w+=,.@-]{2,64} */
static bool is_session_name(const char *text)
{
	size_t run = strspn(text, LETTERS "_+=,.@-");

	return run >= 2 && run <= 64 && !text[run];
}

/* What is wrong with it, or NULL; a constant phrase. */
static const char *role_wrong(const struct role *role)
{
	size_t seconds;

	if (role->duration &&
	    (!text_to_size(&seconds, role->duration, LONGEST_DURATION) || seconds < LEAST_DURATION))
		return "the role's duration is no number of seconds from 900 to 43200";
	if (!text_starts(role->arn, "arn:"))
		return "the role is no ARN: it starts with arn:";
	/* It is shown, too. */
	if (!text_is_token(role->arn, MAX_ROLE))
		return "the role's ARN has a blank or control character, or is longer than 2048";
	if (role->session_name && !is_session_name(role->session_name))
		return "the role's session name has 2 to 64 letters, digits and _ + = , . @ -";
	return NULL;
}

/* Where STS is: as the source says, or as everything else; or in a region still to be found out. */
static bool write_server(struct aws_search *search, const char *kind, struct error *err)
{
	const char *option = aws_source_option(search, "sts-address", NULL);
	_cleanup_(freep) char *server = option ? url_literal_loopback(option) : NULL;

	if (!server && !aws_find_address(&server, search, &aws_sts, search->region, err))
		return false;
	aws_begin_step(search, kind, server);
	if (search->region)
		jsonout_text(&search->json, "region", search->region);
	if (!server) {
		jsonout_boolean(&search->json, "fips", search->fips);
		jsonout_boolean(&search->json, "dual_stack", search->dual_stack);
	}
	return true;
}

static bool write_role(struct aws_search *search, const char *kind, const struct role *role,
		       struct error *err)
{
	const char *session = role->session_name ? role->session_name : SESSION_NAME;
	const char *bad = role_wrong(role);

	if (bad)
		return error_set(err, ERR_MANIFEST, "%s: %s", role->from, bad);
	if (!write_server(search, kind, err))
		return error_wrap(err, "%s", role->from);
	jsonout_text(&search->json, "role", role->arn);
	jsonout_text(&search->json, "session_name", session);
	if (role->external_id)
		jsonout_text(&search->json, "external_id", role->external_id);
	if (role->duration)
		jsonout_text(&search->json, "duration", role->duration);
	aws_tell(search, FACT_ROLE, role->arn, role->from);
	aws_tell(search, FACT_SESSION, session, NULL);
	return true;
}

static enum aws_found find_web_identity(struct aws_search *search, const char *file,
					const struct role *role, struct error *err)
{
	_cleanup_(text_wipep) char *token = NULL;

	if (!file)
		return AWS_NOT_HERE;
	if (!role->arn) {
		error_set(err, ERR_AUTH,
			  "there is a web identity token, and neither AWS_ROLE_ARN "
			  "nor role_arn names its role");
		return AWS_WRONG;
	}
	token = aws_read_token(search, file, MAX_WEB_TOKEN, "web identity token", err);
	if (!token)
		return AWS_WRONG;
	aws_tell(search, FACT_CREDENTIALS, "web identity", role->from);
	if (!write_role(search, "web-identity", role, err))
		return AWS_WRONG;
	jsonout_text(&search->json, "token", token);
	jsonout_end(&search->json, '}');
	return AWS_FOUND;
}

static enum aws_found find_environment_identity(struct aws_search *search, struct error *err)
{
	const struct role role = {
		.arn = aws_variable(search, "AWS_ROLE_ARN"),
		.session_name = aws_variable(search, "AWS_ROLE_SESSION_NAME"),
		.from = "AWS_ROLE_ARN",
	};

	return find_web_identity(search, aws_variable(search, "AWS_WEB_IDENTITY_TOKEN_FILE"), &role,
				 err);
}

/* from is kept by the caller. */
static struct role role_of(const struct aws_search *search, const char *profile, char **from)
{
	const struct aws_entry *arn = entry_of(search, profile, "role_arn");

	*from = arn ? aws_entry_origin(profile, arn) : NULL;
	return (struct role){
		.from = *from,
		.arn = text_of(search, profile, "role_arn"),
		.session_name = text_of(search, profile, "role_session_name"),
		.external_id = text_of(search, profile, "external_id"),
		.duration = text_of(search, profile, "duration_seconds"),
	};
}

static enum aws_found find_profile_identity(struct aws_search *search, const char *profile,
					    struct error *err)
{
	_cleanup_(freep) char *from = NULL;
	const struct role role = role_of(search, profile, &from);

	return find_web_identity(search, text_of(search, profile, "web_identity_token_file"), &role,
				 err);
}

static enum aws_found find_in_profile(struct aws_search *search, const struct visit *visit,
				      struct error *err);

static bool has_keys(const struct aws_search *search, const char *profile)
{
	return text_of(search, profile, "aws_access_key_id") != NULL;
}

static bool profile_exists(const struct aws_search *search, const char *name)
{
	return aws_profiles_find(&search->profiles, AWS_SECTION_PROFILE, AWS_FILE_CREDENTIALS,
				 name) ||
	       aws_profiles_find(&search->profiles, AWS_SECTION_PROFILE, AWS_FILE_CONFIG, name);
}

static enum aws_found follow_source_profile(struct aws_search *search, const struct visit *visit,
					    const struct aws_entry *named, struct error *err)
{
	const struct visit next = { named->value, visit, visit->depth + 1 };
	enum aws_found found;

	/* A profile may name itself, and means its keys. */
	if (text_equal(named->value, visit->profile) && has_keys(search, visit->profile))
		return find_either_keys(search, visit->profile, err);
	for (const struct visit *before = visit; before; before = before->from) {
		if (text_equal(before->profile, named->value))
			return wrong(err, named, visit->profile,
				     "source_profile leads back to a profile that it came from");
	}
	if (next.depth > MAX_VISITS)
		return wrong(err, named, visit->profile, "source_profile leads too far");
	if (!profile_exists(search, named->value))
		return wrong(err, named, visit->profile,
			     "source_profile names a profile that is not there");
	found = find_in_profile(search, &next, err);
	return found != AWS_NOT_HERE ? found
				     : wrong(err, named, visit->profile,
					     "source_profile names a profile without credentials");
}

static enum aws_found follow_credential_source(struct aws_search *search, const struct visit *visit,
					       const struct aws_entry *named, struct error *err)
{
	enum aws_found found = AWS_NOT_HERE;

	if (text_equal_nocase(named->value, "Environment"))
		found = find_environment(search, err);
	else if (text_equal_nocase(named->value, "EcsContainer"))
		found = aws_find_container(search, err);
	else if (text_equal_nocase(named->value, "Ec2InstanceMetadata"))
		found = aws_find_instance(search, false, err);
	else
		return wrong(err, named, visit->profile,
			     "credential_source is one of Environment, EcsContainer, "
			     "Ec2InstanceMetadata");
	return found != AWS_NOT_HERE
		       ? found
		       : wrong(err, named, visit->profile,
			       "what credential_source names has no credentials here");
}

static enum aws_found refuse_factor(const struct aws_search *search, const char *profile,
				    struct error *err)
{
	wrong(err, entry_of(search, profile, "mfa_serial"), profile,
	      "mfa_serial asks for a code that no program can give");
	error_hint(err,
		   "use a role whose trust policy asks for no MFA, or hand over a session: "
		   "aws configure export-credentials --profile %s --format env",
		   profile);
	return AWS_WRONG;
}

static enum aws_found find_role(struct aws_search *search, const struct visit *visit,
				struct error *err)
{
	const char *profile = visit->profile;
	_cleanup_(freep) char *from = NULL;
	const struct role role = role_of(search, profile, &from);
	const struct aws_entry *arn = entry_of(search, profile, "role_arn");
	const struct aws_entry *other = entry_of(search, profile, "source_profile");
	const struct aws_entry *source = entry_of(search, profile, "credential_source");
	enum aws_found found;

	/* As a source of others, a profile's own keys go before its role. */
	if (!arn || text_of(search, profile, "web_identity_token_file") ||
	    (visit->from && has_keys(search, profile)))
		return AWS_NOT_HERE;
	if (entry_of(search, profile, "mfa_serial"))
		return refuse_factor(search, profile, err);
	if (!other == !source)
		return wrong(err, arn, profile,
			     other ? "source_profile and credential_source exclude each other"
				   : "role_arn needs source_profile or credential_source");
	found = other ? follow_source_profile(search, visit, other, err)
		      : follow_credential_source(search, visit, source, err);
	if (found != AWS_FOUND)
		return found;
	if (!write_role(search, "assume-role", &role, err))
		return AWS_WRONG;
	jsonout_end(&search->json, '}');
	return AWS_FOUND;
}

static enum aws_found find_helper(struct aws_search *search, const char *profile, struct error *err)
{
	const struct aws_entry *entry = entry_of(search, profile, "credential_process");

	enum aws_found found = entry ? aws_run_helper(search, entry, err) : AWS_NOT_HERE;

	if (found == AWS_FOUND)
		tell(search, FACT_CREDENTIALS, "credential_process", profile, entry);
	return found;
}

/* The cache that "aws login" leaves is the AWS tools' own. */
static enum aws_found refuse_session(struct aws_search *search, const char *profile,
				     struct error *err)
{
	const struct aws_entry *entry = entry_of(search, profile, "login_session");

	if (!entry)
		return AWS_NOT_HERE;
	wrong(err, entry, profile, "sessions of aws login are not read");
	error_hint(err, "add credential_process = aws configure export-credentials --profile %s",
		   profile);
	return AWS_WRONG;
}

static enum aws_found find_file_keys(struct aws_search *search, const char *profile,
				     struct error *err)
{
	return find_keys(search, profile, AWS_FILE_CREDENTIALS, err);
}

static enum aws_found find_config_keys(struct aws_search *search, const char *profile,
				       struct error *err)
{
	return find_keys(search, profile, AWS_FILE_CONFIG, err);
}

/* What a profile may say beside a role, in the order of the chain. */
static enum aws_found (*const profile_links[])(struct aws_search *search, const char *profile,
					       struct error *err) = {
	find_profile_identity, aws_find_sso,     find_file_keys,
	find_helper,           find_config_keys, refuse_session,
};

static enum aws_found find_in_profile(struct aws_search *search, const struct visit *visit,
				      struct error *err)
{
	enum aws_found found = find_role(search, visit, err);

	for (size_t i = 0; found == AWS_NOT_HERE && i < ARRAY_LENGTH(profile_links); i++)
		found = profile_links[i](search, visit->profile, err);
	return found;
}

/* A profile that somebody named must be there. */
static bool check_profile(const struct aws_search *search, struct error *err)
{
	if (!search->profile_named || profile_exists(search, search->profile))
		return true;
	error_set(err, ERR_MANIFEST, "profile %s is in neither %s nor %s", search->profile,
		  search->config_file ? search->config_file : "~/.aws/config (which is not there)",
		  search->credentials_file ? search->credentials_file
					   : "~/.aws/credentials (which is not there)");
	return error_hint(err, "check profile in the source's section, or AWS_PROFILE");
}

/* The environment alone, then the profile, then the machine. */
static enum aws_found find_first(struct aws_search *search, struct error *err)
{
	const struct visit visit = { .profile = search->profile };
	enum aws_found found = AWS_NOT_HERE;

	if (!search->profile_written)
		found = find_environment(search, err);
	if (found != AWS_NOT_HERE)
		return found;
	if (!aws_search_credentials_file(search, err) || !check_profile(search, err))
		return AWS_WRONG;
	found = find_role(search, &visit, err);
	if (found == AWS_NOT_HERE && !search->profile_written)
		found = find_environment_identity(search, err);
	if (found == AWS_NOT_HERE)
		found = find_in_profile(search, &visit, err);
	if (found == AWS_NOT_HERE)
		found = aws_find_container(search, err);
	return found == AWS_NOT_HERE ? aws_find_instance(search, true, err) : found;
}

/* role in the source's section: taken last, with what the chain found. */
static bool add_own_role(struct aws_search *search, struct error *err)
{
	_cleanup_(freep) char *from = aws_option_origin(search, "role");
	const struct role role = {
		.from = from,
		.arn = aws_source_option(search, "role", NULL),
		.session_name = aws_source_option(search, "role-session-name", NULL),
		.external_id = aws_source_option(search, "external-id", NULL),
	};

	if (!role.arn)
		return true;
	if (!write_role(search, "assume-role", &role, err))
		return false;
	jsonout_end(&search->json, '}');
	return true;
}

/* Where nothing says the region, the instance is asked before all else. */
static bool find_last_region(struct aws_search *search, struct error *err)
{
	enum aws_found found;

	if (search->region)
		return true;
	found = aws_find_instance_region(search, err);
	if (found != AWS_NOT_HERE)
		return found == AWS_FOUND;
	error_set(err, ERR_MANIFEST,
		  "no region: neither the source, AWS_REGION nor profile %s says which",
		  search->profile);
	return error_hint(err, "write region = REGION into the source's section");
}

bool aws_find_credentials(struct aws_search *search, struct error *err)
{
	search->json = (struct jsonout){ .out = &search->document };
	jsonout_begin(&search->json, NULL, '{');
	jsonout_text(&search->json, "format", AWS_LOGIN_FORMAT);
	jsonout_begin(&search->json, "steps", '[');
	if (!find_last_region(search, err) || find_first(search, err) == AWS_WRONG ||
	    !add_own_role(search, err))
		return false;
	jsonout_end(&search->json, ']');
	jsonout_end(&search->json, '}');
	search->sink->add(search->sink->context, "credentials", buf_text(&search->document));
	return true;
}
