/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/chain.h"

#include <stdlib.h>

#include "util/alloc.h"

extern char **environ;

bool aws_find_all(struct aws_search *search, struct error *err)
{
	const struct option_sink *sink = search->sink;
	_cleanup_(freep) char *address = NULL;

	if (!aws_search_open(search, err) || !aws_find_region(search, err))
		return false;
	if (!aws_source_option(search, "region", NULL))
		sink->add(sink->context, "region", search->region);
	if (!aws_source_option(search, "address", NULL)) {
		if (!aws_find_address(&address, search, aws_service_of(search->source),
				      search->region, err))
			return false;
		sink->add(sink->context, "address", address);
	}
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
