/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include <string.h>

#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * What a login is, for people: never the token, its accessor, or what it was given for. Only what
 * is known anyhow: nothing is asked for it.
 */

/* A hundred years: beyond it is no time at all. */
#define MAX_TTL_S (UINT64_C(100) * 366 * 24 * 3600)

/* "app-read, default"; what is too long for a line ends with dots. */
static void tell_policies(struct conversation *conversation, const struct jsondoc *policies)
{
	_cleanup_(buf_done) struct buf text = { 0 };

	for (size_t i = 0; i < jsondoc_length(policies); i++) {
		const char *name = jsondoc_string(jsondoc_element(policies, i), NULL);

		if (!name || !name[0])
			continue;
		if (text.length + strlen(name) + strlen(", , ...") > FACT_MAX_TEXT) {
			buf_add_text(&text, ", ...");
			break;
		}
		buf_format(&text, "%s%s", text.length > 0 ? ", " : "", name);
	}
	if (text.length > 0)
		provider_tell(conversation, FACT_POLICIES, buf_text(&text), NULL);
}

void vault_tell_auth(struct conversation *conversation, const struct jsondoc *auth)
{
	const struct vault_session *session = conversation->session;
	const struct vault_token *about = &session->about;

	tell_policies(conversation, jsondoc_member(auth, "policies"));
	provider_tell(conversation, FACT_RENEWABLE, about->renewable ? "yes" : "no", NULL);
	if (about->ttl_s > 0 && about->ttl_s < MAX_TTL_S)
		provider_tell_expiry(conversation,
				     clock_wall(session->clock) + (time_t)about->ttl_s);
}
