/* SPDX-License-Identifier: Apache-2.0 */
#include "checks.h"

#include <string.h>

#include "crypto/codec.h"
#include "schema/strength.h"
#include "util/cleanup.h"

/* 128 bits. */
#define PART_SHORTEST 32

bool text_next_hex(struct text *ret, char *room, struct text core, size_t *at)
{
	while (*at < core.length) {
		struct text rest = { core.bytes + *at, core.length - *at };
		size_t end = 0, used = 0;

		if (rest.length > UUID_LENGTH)
			rest.length = UUID_LENGTH;
		if (is_uuid(rest))
			end = UUID_LENGTH;
		else
			while (*at + end < core.length && is_hex_digit(rest.bytes[end]))
				end++;
		for (size_t i = 0; i < end; i++) {
			if (rest.bytes[i] != '-')
				room[used++] = to_small(rest.bytes[i]);
		}
		*at += end > 0 ? end : 1;
		*ret = (struct text){ room, used };
		if (used >= PART_SHORTEST && alphabet_of(*ret) == 16)
			return true;
	}
	return false;
}

/* As it would be judged if nothing stood beside it. */
static bool is_sound(struct text digits)
{
	_cleanup_(buf_done) struct buf bytes = { 0 };

	if (structure_flaws(digits) || model_flaws(digits) || text_is_placeholder(digits) ||
	    !hex_decode(&bytes, digits.bytes, digits.length / 2 * 2))
		return false;
	return writing_of((struct text){ bytes.bytes, bytes.length }) == WRITING_NONE &&
	       !bytes_flaws(bytes.bytes, bytes.length);
}

bool text_has_sound_hex(struct text core)
{
	char room[VIEW_LONGEST];
	struct text digits;
	bool found = false;

	for (size_t at = 0; !found && text_next_hex(&digits, room, core, &at);)
		found = is_sound(digits);
	explicit_bzero(room, sizeof(room));
	return found;
}
