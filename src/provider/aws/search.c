/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/io.h"
#include "util/text.h"

#define MAX_FILE ((size_t)1024 * 1024)

const char *aws_variable(const struct aws_search *search, const char *name)
{
	const char *text = text_environ(search->environ, name);

	return text && text[0] ? text : NULL;
}

/* The index of an option's row, or that of the row that ends them. */
static size_t find_row(const struct aws_search *search, const char *name)
{
	_cleanup_(freep) char *whole =
		text_format("%s%s", search->prefix ? search->prefix : "", name);

	return source_row(search->source, whole);
}

const char *aws_source_option(const struct aws_search *search, const char *name, bool *written)
{
	const struct source *source = search->source;
	size_t row = find_row(search, name);

	if (!source->type->options[row].name)
		return NULL;
	if (written)
		*written = source->option_places[row].file != NULL;
	return source->options[row];
}

char *aws_option_origin(const struct aws_search *search, const char *name)
{
	size_t row = find_row(search, name);
	const struct place *place = &search->source->option_places[row];
	const char *origin = search->source->option_origins[row];

	if (place->file)
		return text_format("%s:%u", place->file, place->line);
	return text_copy(origin ? origin : "the environment");
}

char *aws_entry_origin(const char *profile, const struct aws_entry *entry)
{
	return text_format("%s:%u, profile %s", entry->file, entry->line, profile);
}

void aws_tell(const struct aws_search *search, enum login_fact fact, const char *text,
	      const char *from)
{
	if (search->sink->tell)
		search->sink->tell(search->sink->context, fact, text, from);
}

const char *aws_profile_text(const struct aws_search *search, const char *name)
{
	const struct aws_entry *entry = aws_profile_entry(&search->profiles, search->profile, name);

	return entry ? entry->value : NULL;
}

bool aws_flag(bool *ret, const struct aws_search *search, const char *variable, const char *key,
	      struct error *err)
{
	const char *text = aws_variable(search, variable);
	const char *where = text ? variable : key;

	if (!text && key)
		text = aws_profile_text(search, key);
	if (text && !text_equal_nocase(text, "true") && !text_equal_nocase(text, "false"))
		return error_set(err, ERR_MANIFEST, "%s is neither true nor false", where);
	if (text)
		*ret = text_equal_nocase(text, "true");
	return true;
}

char *aws_path(const struct aws_search *search, const char *path)
{
	const char *home = aws_variable(search, "HOME");

	if (!text_starts(path, "~/"))
		return text_copy(path);
	return home ? text_format("%s%s", home, path + 1) : NULL;
}

char *aws_read_token(const struct aws_search *search, const char *path, size_t maximum,
		     const char *what, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = maximum };
	_cleanup_(freep) char *file = aws_path(search, path);
	_cleanup_(text_wipep) char *token = NULL;

	if (!file) {
		error_set(err, ERR_MANIFEST, "%s: HOME is not set", what);
		return NULL;
	}
	if (!file_read(&content, file, FILE_PUBLIC, err)) {
		error_wrap(err, "%s", what);
		return NULL;
	}
	token = text_trimmed(buf_text(&content));
	if (!token[0]) {
		error_set(err, ERR_AUTH, "%s: %s: is empty", what, file);
		return NULL;
	}
	if (!text_is_token(token, maximum)) {
		error_set(err, ERR_AUTH, "%s: %s: is more than one line of printable characters",
			  what, file);
		return NULL;
	}
	return TAKE(token);
}

/* Where one of the two files is: as its variable says, or at home. A named one must be there. */
static bool read_file(struct aws_search *search, enum aws_file from, char **ret_path,
		      const char *variable, const char *fallback, struct error *err)
{
	const char *named = aws_variable(search, variable);
	_cleanup_(freep) char *path = aws_path(search, named ? named : fallback);
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_FILE };
	enum file_trust trust = from == AWS_FILE_CREDENTIALS ? FILE_PRIVATE : FILE_PUBLIC;

	if (!path || text_equal(path, "/dev/null") ||
	    (!named && access(path, F_OK) < 0 && errno != EACCES))
		return true;
	if (!file_read(&content, path, trust, err))
		return error_wrap(err, "%s", named ? variable : "AWS profiles");
	*ret_path = TAKE(path);
	return aws_profiles_read(&search->profiles, from, *ret_path, buf_text(&content),
				 content.length, err);
}

bool aws_search_credentials_file(struct aws_search *search, struct error *err)
{
	return search->credentials_file ||
	       read_file(search, AWS_FILE_CREDENTIALS, &search->credentials_file,
			 "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", err);
}

static void choose_profile(struct aws_search *search)
{
	static const char *const variables[] = { "AWS_PROFILE", "AWS_DEFAULT_PROFILE" };
	const char *name = aws_source_option(search, "profile", &search->profile_written);

	for (size_t i = 0; !name && i < ARRAY_LENGTH(variables); i++)
		name = aws_variable(search, variables[i]);
	search->profile_named = name != NULL;
	search->profile = text_copy(name ? name : "default");
}

bool aws_search_open(struct aws_search *search, struct error *err)
{
	choose_profile(search);
	return read_file(search, AWS_FILE_CONFIG, &search->config_file, "AWS_CONFIG_FILE",
			 "~/.aws/config", err);
}

void aws_search_done(struct aws_search *search)
{
	aws_profiles_done(&search->profiles);
	free(search->config_file);
	free(search->credentials_file);
	free(search->profile);
	free(search->region);
	buf_done(&search->document);
}

void aws_begin_step(struct aws_search *search, const char *kind, const char *server)
{
	jsonout_begin(&search->json, NULL, '{');
	jsonout_text(&search->json, "kind", kind);
	if (!server)
		return;
	jsonout_text(&search->json, "server", server);
	/* keystrap-fetch opens its walls for the ports of addresses among the options. */
	search->sink->add(search->sink->context, "server", server);
}

void aws_step_static(struct aws_search *search, const struct aws_credentials *credentials)
{
	aws_begin_step(search, "static", NULL);
	jsonout_text(&search->json, "access_key", credentials->access_key);
	jsonout_text(&search->json, "secret_key", credentials->secret_key);
	if (credentials->session_token)
		jsonout_text(&search->json, "session_token", credentials->session_token);
	if (credentials->expires > 0)
		jsonout_integer(&search->json, "expires", credentials->expires);
	jsonout_end(&search->json, '}');
}
