/* SPDX-License-Identifier: Apache-2.0 */

/*
 * aws_sign of provider/aws/aws.h as a filter, so that tests can hold it against other signers. A
 * line of stdin is a JSON object: method, path, host, region, service, key, secret, token (or
 * null), time (seconds since 1970), headers ([[name, value], ...]), body. A line of stdout is the
 * value of Authorization.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "provider/aws/aws.h"
#include "util/jsondoc.h"

#define MAX_LINE 65536

static const char *text(const struct jsondoc *line, const char *name)
{
	return jsondoc_string(jsondoc_member(line, name), NULL);
}

static void sign(const struct jsondoc *line)
{
	const struct jsondoc *headers = jsondoc_member(line, "headers");
	const struct aws_credentials credentials = { .access_key = (char *)text(line, "key"),
						     .secret_key = (char *)text(line, "secret"),
						     .session_token = (char *)text(line, "token") };
	struct aws_scope scope = { &credentials, text(line, "region"), text(line, "service"), 0 };
	struct http_request request = { .method = text(line, "method"),
					.path = text(line, "path") };
	struct aws_signature signature = { 0 };
	int64_t now = 0;

	request.body = jsondoc_string(jsondoc_member(line, "body"), &request.body_length);
	for (size_t i = 0; i < jsondoc_length(headers) && i < HTTP_MAX_HEADERS - 3; i++) {
		const struct jsondoc *header = jsondoc_element(headers, i);

		request.headers[i].name = jsondoc_string(jsondoc_element(header, 0), NULL);
		request.headers[i].value = jsondoc_string(jsondoc_element(header, 1), NULL);
	}
	if (jsondoc_int(&now, jsondoc_member(line, "time")))
		scope.now = (time_t)now;
	aws_sign(&request, &signature, &scope, text(line, "host"));
	puts(signature.authorization.bytes);
	aws_signature_done(&signature);
}

int main(void)
{
	static char line[MAX_LINE];

	while (fgets(line, sizeof(line), stdin)) {
		_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
		struct error err;

		if (!jsondoc_parse(&document, line, strlen(line), &err))
			return 1;
		sign(document);
	}
	return 0;
}
