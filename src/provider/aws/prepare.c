/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <stdlib.h>
#include <unistd.h>

#include "model/source.h"
#include "util/text.h"

/* The address that the environment names, the service's own before that of all. */
bool aws_prepare(const struct source *source, const struct option_sink *sink, struct error *err)
{
	const char *ignored = text_environ(environ, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
	const char *own = text_equal(source->type->name, "aws-ssm")
				  ? "AWS_ENDPOINT_URL_SSM"
				  : "AWS_ENDPOINT_URL_SECRETS_MANAGER";
	const char *address = text_environ(environ, own);
	bool ignore = false;

	(void)err;
	if (!address || !address[0])
		address = text_environ(environ, "AWS_ENDPOINT_URL");
	if (ignored)
		(void)text_to_bool(&ignore, ignored);
	if (!source_option(source, "address") && address && address[0] && !ignore)
		sink->add(sink->context, "address", address);
	return true;
}
