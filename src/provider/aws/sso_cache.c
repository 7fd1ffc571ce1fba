/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "crypto/fingerprint.h"
#include "crypto/sha1.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * IAM Identity Center: "aws sso login" leaves a token in a file that is named by the SHA-1 of the
 * session's name or, in profiles without one, of the start URL.
 */

/* As the SDKs: so many seconds before its end a token is renewed. */
#define RENEW_BEFORE 900

struct sso {
	const char *profile;
	const char *session; /* NULL: the profile says all itself */
	const char *start_url, *region, *account, *role;
};

static const char *text_of(const struct aws_search *search, const char *profile, const char *name)
{
	const struct aws_entry *entry = aws_profile_entry(&search->profiles, profile, name);

	return entry ? entry->value : NULL;
}

static const char *of_section(const struct aws_section *section, const char *name)
{
	const struct aws_entry *entry = aws_section_entry(section, name);

	return entry ? entry->value : NULL;
}

static bool gather(struct sso *sso, const struct aws_search *search, struct error *err)
{
	const struct aws_section *section;

	sso->account = text_of(search, sso->profile, "sso_account_id");
	sso->role = text_of(search, sso->profile, "sso_role_name");
	sso->start_url = text_of(search, sso->profile, "sso_start_url");
	sso->region = text_of(search, sso->profile, "sso_region");
	if (sso->session) {
		section = aws_profiles_find(&search->profiles, AWS_SECTION_SSO_SESSION,
					    AWS_FILE_CONFIG, sso->session);
		if (!section)
			return error_set(err, ERR_MANIFEST,
					 "profile %s: sso_session names %s, and there is no "
					 "[sso-session %s] in %s",
					 sso->profile, sso->session, sso->session,
					 search->config_file ? search->config_file
							     : "~/.aws/config");
		sso->start_url = of_section(section, "sso_start_url");
		sso->region = of_section(section, "sso_region");
	}
	if (!sso->start_url || !sso->region || !sso->account || !sso->role)
		return error_set(err, ERR_MANIFEST,
				 "profile %s: SSO needs sso_start_url, sso_region, sso_account_id "
				 "and sso_role_name; %s is missing",
				 sso->profile,
				 !sso->start_url ? "sso_start_url"
				 : !sso->region  ? "sso_region"
				 : !sso->account ? "sso_account_id"
						 : "sso_role_name");
	return true;
}

static bool say_login(const struct sso *sso, const char *why, struct error *err)
{
	error_set(err, ERR_AUTH, "profile %s: %s", sso->profile, why);
	return error_hint(err, "aws sso login --profile %s", sso->profile);
}

char *aws_sso_file(const struct aws_search *search, const char *key)
{
	unsigned char digest[SHA1_LENGTH];
	char hex[2 * SHA1_LENGTH + 1];
	_cleanup_(freep) char *name = NULL;

	sha1(digest, key, strlen(key));
	fingerprint_text(hex, digest, sizeof(digest));
	name = text_format("~/.aws/sso/cache/%s.json", hex);
	return aws_path(search, name);
}

static bool read_cache(struct buf *content, const char *path, const struct sso *sso,
		       struct error *err)
{
	if (!path || (access(path, F_OK) < 0 && errno == ENOENT))
		return say_login(sso, "there is no SSO login on this machine", err);
	return file_read(content, path, FILE_PRIVATE, err) ||
	       error_wrap(err, "profile %s: SSO login", sso->profile);
}

/* Old tools write "2020-06-10T00:00:00UTC". */
static bool read_time(time_t *ret, const char *text)
{
	size_t length = text ? strlen(text) : 0;
	_cleanup_(freep) char *fixed = NULL;

	if (length > 3 && text_equal(text + length - 3, "UTC"))
		fixed = text_format("%.*sZ", (int)length - 3, text);
	return text && clock_parse_stamp(ret, fixed ? fixed : text);
}

static const char *member(const struct jsondoc *document, const char *name)
{
	const char *text = jsondoc_string(jsondoc_member(document, name), NULL);

	return text && text[0] ? text : NULL;
}

/*
 * Whether the token can be renewed: as the SDKs have it, with everything that registers the client,
 * of a session that has a name. The new token must go where the old one was, or the old one's
 * refresh token, which may be used once, is lost to all others.
 */
static bool is_renewable(const struct aws_search *search, const struct sso *sso,
			 const struct jsondoc *document, const char *path)
{
	_cleanup_(freep) char *directory = path_beside(path, ".");
	time_t registered;

	return sso->session && member(document, "refreshToken") && member(document, "clientId") &&
	       member(document, "clientSecret") &&
	       read_time(&registered, member(document, "registrationExpiresAt")) &&
	       registered > clock_wall(search->clock) && access(directory, W_OK) == 0;
}

/* Writes down the token, and what renews it when it is about to end. */
static bool write_token(struct aws_search *search, const struct sso *sso,
			const struct jsondoc *document, const char *path, struct error *err)
{
	const char *token = member(document, "accessToken");
	_cleanup_(freep) char *server = NULL;
	time_t expires, now = clock_wall(search->clock);
	bool renewable;

	if (!token || !read_time(&expires, member(document, "expiresAt")))
		return say_login(sso, "the SSO login's file has no accessToken and expiresAt", err);
	renewable = expires < now + RENEW_BEFORE && is_renewable(search, sso, document, path);
	if (expires <= now && !renewable)
		return say_login(sso, "the SSO login is expired", err);
	if (expires > now)
		jsonout_text(&search->json, "token", token);
	if (!renewable)
		return true;
	if (!aws_find_address(&server, search, &aws_oidc, sso->region, err))
		return false;
	search->sink->add(search->sink->context, "server", server);
	jsonout_text(&search->json, "session", sso->session);
	jsonout_text(&search->json, "renewal_server", server);
	jsonout_text(&search->json, "client_id", member(document, "clientId"));
	jsonout_text(&search->json, "client_secret", member(document, "clientSecret"));
	jsonout_text(&search->json, "refresh_token", member(document, "refreshToken"));
	return true;
}

static bool find_token(struct aws_search *search, const struct sso *sso, struct error *err)
{
	_cleanup_(freep) char *path =
		aws_sso_file(search, sso->session ? sso->session : sso->start_url);
	_cleanup_(buf_done) struct buf content = { .maximum = AWS_SSO_MAX_FILE };
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	struct error ignored;

	if (!read_cache(&content, path, sso, err))
		return false;
	if (!jsondoc_parse(&document, buf_text(&content), content.length, &ignored))
		return say_login(sso, "the SSO login's file is no JSON document", err);
	return write_token(search, sso, document, path, err);
}

static void tell(const struct aws_search *search, const struct sso *sso)
{
	_cleanup_(freep) char *text =
		text_format("SSO, role %s of account %s", sso->role, sso->account);
	_cleanup_(freep) char *from = aws_entry_origin(
		sso->profile, aws_profile_entry(&search->profiles, sso->profile, "sso_account_id"));

	aws_tell(search, FACT_CREDENTIALS, text, from);
}

enum aws_found aws_find_sso(struct aws_search *search, const char *profile, struct error *err)
{
	struct sso sso = { .profile = profile, .session = text_of(search, profile, "sso_session") };
	_cleanup_(freep) char *server = NULL;

	if (!sso.session && !text_of(search, profile, "sso_start_url") &&
	    !text_of(search, profile, "sso_account_id"))
		return AWS_NOT_HERE;
	if (!gather(&sso, search, err) ||
	    !aws_find_address(&server, search, &aws_sso, sso.region, err))
		return AWS_WRONG;
	aws_begin_step(search, "sso", server);
	if (!find_token(search, &sso, err))
		return AWS_WRONG;
	jsonout_text(&search->json, "account", sso.account);
	jsonout_text(&search->json, "role", sso.role);
	jsonout_end(&search->json, '}');
	tell(search, &sso);
	return AWS_FOUND;
}
