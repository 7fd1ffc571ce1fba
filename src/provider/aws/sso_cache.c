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

#define MAX_FILE ((size_t)64 * 1024)

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

static bool read_cache(struct buf *content, const struct aws_search *search, const struct sso *sso,
		       struct error *err)
{
	const char *key = sso->session ? sso->session : sso->start_url;
	unsigned char digest[SHA1_LENGTH];
	char hex[2 * SHA1_LENGTH + 1];
	_cleanup_(freep) char *name = NULL;
	_cleanup_(freep) char *path = NULL;

	sha1(digest, key, strlen(key));
	fingerprint_text(hex, digest, sizeof(digest));
	name = text_format("~/.aws/sso/cache/%s.json", hex);
	path = aws_path(search, name);
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

/* The token, new, or NULL. */
static char *read_token(const struct aws_search *search, const struct sso *sso, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE };
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	const char *token;
	struct error ignored;
	time_t expires;

	if (!read_cache(&content, search, sso, err))
		return NULL;
	if (!jsondoc_parse(&document, buf_text(&content), content.length, &ignored)) {
		say_login(sso, "the SSO login's file is no JSON document", err);
		return NULL;
	}
	token = jsondoc_string(jsondoc_member(document, "accessToken"), NULL);
	if (!token || !token[0] ||
	    !read_time(&expires, jsondoc_string(jsondoc_member(document, "expiresAt"), NULL))) {
		say_login(sso, "the SSO login's file has no accessToken and expiresAt", err);
		return NULL;
	}
	if (expires <= clock_wall(search->clock)) {
		say_login(sso, "the SSO login is expired", err);
		return NULL;
	}
	return text_copy(token);
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
	_cleanup_(text_wipep) char *token = NULL;
	_cleanup_(freep) char *server = NULL;

	if (!sso.session && !text_of(search, profile, "sso_start_url") &&
	    !text_of(search, profile, "sso_account_id"))
		return AWS_NOT_HERE;
	if (!gather(&sso, search, err))
		return AWS_WRONG;
	token = read_token(search, &sso, err);
	if (!token || !aws_find_address(&server, search, &aws_sso, sso.region, err))
		return AWS_WRONG;
	aws_begin_step(search, "sso", server);
	jsonout_text(&search->json, "token", token);
	jsonout_text(&search->json, "account", sso.account);
	jsonout_text(&search->json, "role", sso.role);
	jsonout_end(&search->json, '}');
	tell(search, &sso);
	return AWS_FOUND;
}
