/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/io.h"

extern char **environ;

/* Stands for the endpoint of a region that is not known yet (RFC 6761, 6.4: it never resolves). */
#define NO_ADDRESS "https://region.invalid"

/* Where STS is when nobody names a region. */
#define GLOBAL_REGION "us-east-1"

#define MAX_BUNDLE ((size_t)512 * 1024)

/* The CAs that AWS_CA_BUNDLE or the profile's ca_bundle names; empty: those of the system. */
static bool read_bundle(struct buf *content, const struct aws_search *search, struct error *err)
{
	const char *variable = aws_variable(search, "AWS_CA_BUNDLE");
	const struct aws_entry *entry =
		aws_profile_entry(&search->profiles, search->profile, "ca_bundle");
	_cleanup_(freep) char *path = NULL;

	if (!variable && !entry)
		return true;
	path = aws_path(search, variable ? variable : entry->value);
	if (!path)
		return error_set(err, ERR_MANIFEST, "ca_bundle: HOME is not set");
	if (file_read(content, path, FILE_PUBLIC, err))
		return true;
	return variable ? error_wrap(err, "AWS_CA_BUNDLE")
			: error_wrap(err, "%s:%u: ca_bundle", entry->file, entry->line);
}

/* The bundle, where the source's section says nothing of its own. */
static bool find_bundle(const struct aws_search *search, struct error *err)
{
	static const char *const options[] = { "ca-file", "ca-pem", "ca-directory" };
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_BUNDLE };

	for (size_t i = 0; i < ARRAY_LENGTH(options); i++) {
		if (aws_source_option(search, options[i], NULL))
			return true;
	}
	if (!read_bundle(&content, search, err))
		return false;
	if (content.length > 0)
		search->sink->add(search->sink->context, "ca-file", buf_text(&content));
	return true;
}

bool aws_find_all(struct aws_search *search, struct error *err)
{
	const struct option_sink *sink = search->sink;
	_cleanup_(freep) char *address = NULL;

	if (!aws_search_open(search, err) || !aws_find_region(search, err))
		return false;
	if (search->region && !aws_source_option(search, "region", NULL))
		sink->add(sink->context, "region", search->region);
	if (!aws_source_option(search, "address", NULL)) {
		if (!aws_find_address(&address, search, aws_service_of(search->source),
				      search->region, err))
			return false;
		search->address_open = !address;
		sink->add(sink->context, "address", address ? address : NO_ADDRESS);
	}
	return find_bundle(search, err) && aws_find_credentials(search, err);
}

bool aws_find_login(struct aws_search *search, struct error *err)
{
	_cleanup_(buf_done) struct buf trust = { .maximum = MAX_BUNDLE };

	if (!aws_search_open(search, err) || !aws_find_region(search, err))
		return false;
	if (!search->region)
		search->region = text_copy(GLOBAL_REGION);
	if (!read_bundle(&trust, search, err))
		return false;
	search->sink->add(search->sink->context, PROVIDER_SERVER_TRUST, buf_text(&trust));
	return aws_find_credentials(search, err);
}

bool aws_prepare(const struct source *source, const struct option_sink *sink, struct error *err)
{
	struct aws_search search = {
		.source = source, .environ = environ, .clock = &system_clock, .sink = sink
	};
	bool good = aws_find_all(&search, err);

	aws_search_done(&search);
	if (!good && !err->hint[0])
		error_hint(err,
			   "keystrap-aws(7) says where credentials are looked for, and what their "
			   "files say");
	return good;
}

bool aws_keep(const struct source *source, const char *bytes, size_t length, struct error *err)
{
	/* Nothing is added, so there is nobody to add it to. */
	const struct option_sink sink = { 0 };
	struct aws_search search = {
		.source = source, .environ = environ, .clock = &system_clock, .sink = &sink
	};
	bool good = aws_search_open(&search, err) && aws_sso_keep(&search, bytes, length, err);

	aws_search_done(&search);
	return good;
}

bool aws_prepare_login(const struct source *source, const struct option_sink *sink,
		       struct error *err)
{
	struct aws_search search = {
		.source = source,
		.prefix = "aws-",
		.environ = environ,
		.clock = &system_clock,
		.sink = sink,
	};
	bool good = aws_find_login(&search, err);

	aws_search_done(&search);
	return good;
}
