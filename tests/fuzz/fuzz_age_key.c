/* SPDX-License-Identifier: Apache-2.0 */

/* Identity files and recipients, which people write by hand. */

#include <assert.h>

#include "crypto/age.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"

static void parse_identities(const char *bytes, size_t size)
{
	_cleanup_(age_identities_freep) struct age_identities *identities = age_identities_new();
	struct error err = { 0 };
	bool parsed = age_identities_parse(identities, "key", bytes, size, &err);
	char **recipients = age_identities_recipients(identities);

	assert(parsed == (recipients[0] != NULL));
	text_list_free(recipients);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients = age_recipients_new();
	_cleanup_(freep) char *text = text_slice((const char *)data, size);
	struct error err = { 0 };
	bool added = age_recipients_add(recipients, text, &err);

	assert(added == (err.code == ERR_NONE));
	parse_identities((const char *)data, size);
	return 0;
}
