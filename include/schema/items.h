/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The secrets that stand in one value: items of a list, strings in JSON. */

#include <stdint.h>

#include "schema/subject.h"

struct secret_item {
	const char *bytes;
	size_t length;
	uint32_t judged; /* the flaws (1u << STRENGTH_...) that would count */
	bool listed;     /* an item of a list: as good as any whole value should be */
};

/*
 * Calls visit for each. Lists are values with several items whose names are in the plural, and
 * arrays of JSON. In an object, what has a secret's name is judged, and a string that is alone; of
 * the others only what nobody filled in.
 */
void secret_items(const struct subject *subject,
		  void (*visit)(const struct secret_item *item, void *context), void *context);
