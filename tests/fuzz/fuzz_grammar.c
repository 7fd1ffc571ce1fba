/* SPDX-License-Identifier: Apache-2.0 */

/* The scalar types: the first byte picks the reader ("6" to ">"), the rest is its text. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "schema/grammar.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/pattern.h"
#include "util/text.h"

#include "fuzz.h"

static void whole(const char *text, size_t length)
{
	int64_t number = 0, again = 0;

	if (!grammar_int(&number, text, length) && text_to_int(&again, text))
		assert(number == again);
	if (!grammar_uint(&number, text, length))
		assert(number >= 0 && !grammar_int(&again, text, length) && again == number);
}

static void real(const char *text, size_t length)
{
	double number = 0;
	enum json_kind kind;

	if (!grammar_real(&number, text, length))
		assert(!grammar_json(&kind, text, length) && kind == JSON_KIND_NUMBER);
	if (!grammar_percent(&number, text, length))
		assert(number >= 0 && number <= 100);
}

static void amount(const char *text, size_t length)
{
	struct rate rate = { 0, 0 };
	uint64_t bytes = 0;

	if (grammar_rate(&rate, text, length))
		assert(rate.count == 0);
	if (grammar_size(&bytes, text, length))
		assert(bytes == 0);
}

static void duration(const char *text, size_t length)
{
	uint64_t ns = 0, ms = 0;

	/* What the manifest's own keys take is a duration with the same length. */
	if (text_to_duration(&ms, text) && strlen(text) == length) {
		const char *wrong = grammar_duration(&ns, text, length, NULL);

		assert(!wrong && ns == ms * 1000000);
	}
	(void)grammar_duration(&ns, text, length, "ms");
}

static void words(const char *text, size_t length)
{
	enum log_level level;
	unsigned version;

	(void)grammar_log_level(&level, text, length);
	(void)grammar_tls_version(&version, text, length);
	(void)grammar_cron(text, length);
	(void)grammar_timezone(text, length);
}

static void identifiers(const char *text, size_t length)
{
	if (!grammar_uuid(text, length, false))
		assert(!grammar_uuid(text, length, true));
	if (!grammar_semver(text, length, false))
		assert(!grammar_semver(text, length, true));
	if (!grammar_email(text, length, false))
		assert(!grammar_email(text, length, true) && length <= 254);
}

static void network(const char *text, size_t length)
{
	size_t before = strcspn(text, "/");

	if (!grammar_cidr(text, length)) {
		_cleanup_(freep) char *address = text_slice(text, before);

		assert(!grammar_ip(address, before));
	}
	if (!grammar_ip(text, length))
		assert(grammar_cidr(text, length) && before == length);
}

static void json(const char *text, size_t length)
{
	struct jsondoc *root = NULL;
	struct error err = { 0 };
	enum json_kind kind;
	const char *wrong = grammar_json(&kind, text, length);

	/* The other reader refuses more, and takes nothing that this one does not. */
	if (jsondoc_parse(&root, text, length, &err))
		assert(!wrong);
	jsondoc_free(root);
}

/* Up to the first line end the pattern, behind it the value. */
static void pattern(const char *text, size_t length)
{
	size_t line = strcspn(text, "\n");
	_cleanup_(freep) char *first = text_slice(text, line);
	struct pattern *compiled = NULL;
	size_t steps = PATTERN_STEPS;
	struct error err = { 0 };

	if (line < length && pattern_compile(&compiled, first, &err))
		pattern_match(compiled, text + line + 1, length - line - 1, &steps);
	pattern_free(compiled);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const char *text, size_t length) = {
		whole, real, amount, duration, words, identifiers, network, json, pattern,
	};
	_cleanup_(freep) char *text = NULL;

	if (size == 0)
		return 0;
	text = text_slice((const char *)data + 1, size - 1);
	readers[data[0] % ARRAY_LENGTH(readers)](text, size - 1);
	return 0;
}
