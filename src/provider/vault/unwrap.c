/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/login.h"

#include "util/text.h"

/*
 * A source whose only secret is the answer that a wrapping token stands for: who has it reads that,
 * once, and has no other rights. The path of the reference is what was asked for when the answer
 * was wrapped, as sys/wrapping/lookup says it (creation_path); the login has looked. To unwrap uses
 * the token up, so that only who starts the program does it.
 */
enum { STAGE_START, STAGE_ANSWER };

static bool is_object(const struct jsondoc *document)
{
	return jsondoc_kind(document) == JSONDOC_IS_OBJECT;
}

/*
 * The fields of the answer. Which engine gave it is not said: one of KV 2 has its fields in a data
 * beside their metadata. A token that was made is in auth, and data is null.
 */
static const struct jsondoc *fields_of(const struct vault_session *session,
				       const struct jsondoc *answer)
{
	const struct jsondoc *data = jsondoc_member(answer, "data");
	const struct jsondoc *inner = jsondoc_member(data, "data");
	const struct jsondoc *metadata = jsondoc_member(data, "metadata");
	bool versioned = is_object(inner) && is_object(metadata) && jsondoc_length(data) == 2 &&
			 jsondoc_string(jsondoc_member(metadata, "created_time"), NULL);

	if (session->kv_version == 2 || (session->kv_version == 0 && versioned))
		return inner;
	return is_object(data) ? data : jsondoc_member(answer, "auth");
}

static enum step take(struct conversation *conversation, const struct http_reply *last,
		      struct http_request *next)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	enum step step = vault_wrapping_take(&document, conversation, last, next);
	const struct jsondoc *fields;

	if (step != STEP_DONE)
		return step;
	fields = fields_of(conversation->session, document);
	if (!is_object(fields))
		return provider_fail(conversation, FAILURE_REPLY, last);
	vault_tell_lease(conversation, document);
	vault_hand_over(conversation, fields, true);
	return STEP_DONE;
}

enum step vault_unwrap(struct conversation *conversation, const struct http_reply *last,
		       struct http_request *next)
{
	enum step step;

	if (conversation->stage == STAGE_ANSWER)
		return take(conversation, last, next);
	step = vault_wrapping_open(conversation, conversation->item->path, next);
	if (step == STEP_SEND && !conversation->may_mint)
		return provider_fail(conversation, FAILURE_NOT_UNWRAPPED, NULL);
	conversation->stage = STAGE_ANSWER;
	return step;
}
