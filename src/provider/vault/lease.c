/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "util/clock.h"
#include "util/jsondoc.h"
#include "util/jsonout.h"
#include "util/text.h"

/* Beyond this a duration is no time but a mistake. */
#define MAX_DURATION_S (INT64_C(100) * 365 * 24 * 3600)

static void tell(const struct conversation *conversation, struct lease lease)
{
	const struct vault_session *session = conversation->session;

	lease.issued = clock_wall(session->clock);
	if (conversation->lease)
		conversation->lease(conversation->context, 0, &lease);
}

void vault_tell_token(const struct conversation *conversation, bool handed)
{
	const struct vault_session *session = conversation->session;
	const struct vault_token *about = &session->about;

	tell(conversation,
	     (struct lease){ .kind = LEASE_TOKEN,
			     .id = session->token,
			     .duration_s = about->ttl_s > MAX_DURATION_S ? 0 : about->ttl_s,
			     .renewable = about->renewable,
			     .handed = handed,
			     .batch = about->batch,
			     .limited = about->limited,
			     .uses = about->uses });
}

static bool is_id(const char *id)
{
	return id && id[0] && strlen(id) <= LEASE_MAX_ID && !text_has_control(id, strlen(id));
}

void vault_tell_lease(const struct conversation *conversation, const struct jsondoc *reply)
{
	const char *id = jsondoc_string(jsondoc_member(reply, "lease_id"), NULL);
	int64_t duration = 0;

	if (!is_id(id))
		return;
	if (!jsondoc_int(&duration, jsondoc_member(reply, "lease_duration")) || duration < 0 ||
	    duration > MAX_DURATION_S)
		duration = 0;
	tell(conversation,
	     (struct lease){ .kind = LEASE_SECRET,
			     .id = id,
			     .duration_s = (uint64_t)duration,
			     .renewable = jsondoc_true(jsondoc_member(reply, "renewable")) });
}

/* The id has slashes: it goes into the body. */
static enum step ask(struct conversation *conversation, struct http_request *next)
{
	struct jsonout json = { .out = &conversation->body };

	jsonout_begin(&json, NULL, '{');
	jsonout_text(&json, "lease_id", conversation->item->lease);
	jsonout_boolean(&json, "sync", false);
	jsonout_end(&json, '}');
	buf_add_text(&conversation->path, "/v1/sys/leases/revoke");
	vault_post(conversation, next);
	conversation->stage = 1;
	return STEP_SEND;
}

/*
 * 202: it is queued. A lease that the server does not know any more, 400, is given back already.
 */
enum step vault_give_back(struct conversation *conversation, const struct http_reply *last,
			  struct http_request *next)
{
	if (conversation->stage == 0)
		return ask(conversation, next);
	if (conversation->stage < VAULT_STAGE_DIAGNOSIS && last->outcome == HTTP_REPLIED &&
	    (last->status / 100 == 2 || last->status == 400))
		return STEP_DONE;
	return vault_diagnose(conversation, last, next);
}
