/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include "util/jsondoc.h"
#include "util/text.h"

/* What both services have in common that answer for several items at once. */

bool aws_is_told(const struct conversation *conversation, size_t index)
{
	return conversation->at >> index & 1;
}

void aws_mark_told(struct conversation *conversation, size_t index)
{
	conversation->at |= (size_t)1 << index;
}

bool aws_is_all_told(const struct conversation *conversation)
{
	for (size_t i = 0; i < conversation->items_count; i++) {
		if (!aws_is_told(conversation, i))
			return false;
	}
	return true;
}

void aws_leave_elsewhere(struct conversation *conversation)
{
	for (size_t i = 0; i < conversation->items_count; i++) {
		if (!aws_is_elsewhere(conversation->session, conversation->items[i]->path))
			continue;
		aws_lose(conversation, i, FAILURE_REGION, NULL);
		aws_mark_told(conversation, i);
	}
}

/*
 * An ARN may be of another account, where a secret has the name of one of ours: as a reply's
 * entries say which names they have, and not which question they answer, the two are never asked
 * together.
 */
bool aws_joins(const struct provider_item *first, const struct provider_item *other)
{
	return !first->version && !other->version &&
	       aws_is_arn(first->path) == aws_is_arn(other->path);
}

/* The entries that fit an item best. */
struct best {
	const struct jsondoc *entry; /* NULL: none fits */
	enum aws_fit fit;
	bool alone;
};

/* Asked for twice, by its ARN and the beginning of it, one secret may be answered twice. */
static bool is_same(const struct jsondoc *entry, const struct jsondoc *other)
{
	const char *arn = jsondoc_string(jsondoc_member(entry, "ARN"), NULL);

	return arn && text_equal(arn, jsondoc_string(jsondoc_member(other, "ARN"), NULL));
}

static struct best find_best(const struct provider_item *item, const struct jsondoc *entries,
			     aws_fit_fn *fit_of)
{
	struct best best = { .fit = AWS_FIT_NONE };

	for (size_t i = 0; i < jsondoc_length(entries); i++) {
		const struct jsondoc *entry = jsondoc_element(entries, i);
		enum aws_fit fit = fit_of(item, entry);

		if (fit == AWS_FIT_NONE || fit < best.fit ||
		    (best.entry && is_same(entry, best.entry)))
			continue;
		best = (struct best){ entry, fit, fit > best.fit };
	}
	return best;
}

void aws_take_entries(struct conversation *conversation, const struct jsondoc *entries,
		      aws_fit_fn *fit_of, aws_take_fn *take, const struct http_reply *last)
{
	for (size_t i = 0; i < conversation->items_count; i++) {
		struct best best = find_best(conversation->items[i], entries, fit_of);
		bool again = aws_is_told(conversation, i);

		if (best.fit == AWS_FIT_NONE || (again && best.fit < AWS_FIT_WHOLE))
			continue;
		aws_mark_told(conversation, i);
		if (again || !best.alone)
			aws_lose(conversation, i, FAILURE_REPLY, last);
		else if (take(conversation, i, best.entry, last) == STEP_FAIL)
			aws_lose(conversation, i, conversation->failure.class, last);
	}
}
