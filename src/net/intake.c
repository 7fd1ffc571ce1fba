/* SPDX-License-Identifier: Apache-2.0 */
#include "net/intake.h"

#include "net/transfer.h"

/* What the server of a transfer holds. */
static size_t held_by(const struct intake *intake, const struct http_endpoint *endpoint)
{
	size_t held = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(intake->lists); i++) {
		for (const struct transfer *other = *intake->lists[i]; other; other = other->next)
			held += other->endpoint == endpoint ? other->received.length : 0;
	}
	return held;
}

/* Whether a should go before b. */
static bool is_worse(const struct intake *intake, const struct transfer *a,
		     const struct transfer *b)
{
	size_t of_a, of_b;

	if (!b || a->endpoint == b->endpoint)
		return !b || a->received.length > b->received.length;
	of_a = held_by(intake, a->endpoint);
	of_b = held_by(intake, b->endpoint);
	return of_a > of_b;
}

/* False: there is none. */
static bool give_up_largest(const struct intake *intake)
{
	struct transfer *worst = NULL;

	for (size_t i = 0; i < ARRAY_LENGTH(intake->lists); i++) {
		for (struct transfer *other = *intake->lists[i]; other; other = other->next) {
			if (other->received.length > 0 && is_worse(intake, other, worst))
				worst = other;
		}
	}
	if (worst)
		transfer_give_up(worst);
	return worst;
}

bool intake_add(struct transfer *transfer, const char *bytes, size_t length)
{
	struct intake *intake = transfer->intake;

	while (intake->maximum > 0 && intake->held + length > intake->maximum &&
	       !transfer->crowded && give_up_largest(intake))
		continue;
	if (transfer->crowded)
		return false;
	buf_add(&transfer->received, bytes, length);
	intake->held += length;
	return true;
}

void intake_release(struct transfer *transfer)
{
	transfer->intake->held -= transfer->received.length;
	buf_done(&transfer->received);
}
