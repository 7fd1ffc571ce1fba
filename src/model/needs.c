/* SPDX-License-Identifier: Apache-2.0 */
#include "model/needs.h"

#include "util/text.h"

static bool may_be_absent(enum failure_class class)
{
	return class == FAILURE_NAME || class == FAILURE_PENDING_DELETION ||
	       class == FAILURE_PATH || class == FAILURE_PATH_VERSION || class == FAILURE_KEY ||
	       class == FAILURE_FIELD || class == FAILURE_VERSION_DELETED ||
	       class == FAILURE_VERSION_DESTROYED;
}

/* Whether an item has failed by itself, for another reason. */
static bool has_its_own(const struct bundle *bundle, size_t item,
			const struct bundle_failure *failure)
{
	for (size_t i = 0; i < bundle->failures_count; i++) {
		const struct bundle_failure *other = &bundle->failures[i];

		if (other->item == item && other->whole &&
		    other->failure.class != failure->failure.class)
			return true;
	}
	return false;
}

/* An item that was read to its end, or failed otherwise, lacks nothing for what befell another. */
static bool is_spared(const struct bundle *bundle, size_t item,
		      const struct bundle_failure *failure)
{
	return failure->item != item && !failure->own &&
	       (bundle_find_item(bundle, item) || has_its_own(bundle, item, failure));
}

bool needs_variable(const struct manifest *manifest, const struct plan *plan,
		    const struct bundle *bundle, size_t variable,
		    const struct bundle_failure *failure)
{
	const struct variable *of = &manifest->variables[variable];
	size_t item = plan->variable_items[variable];

	if (item == PLAN_NONE || !bundle_failure_concerns(failure, of->source, item) ||
	    is_spared(bundle, item, failure))
		return false;
	if (!failure->whole && !text_same(failure->field, of->from.field))
		return false;
	return variable_is_needed(of) || !may_be_absent(failure->failure.class);
}

bool needs_import(const struct manifest *manifest, const struct plan *plan,
		  const struct bundle *bundle, size_t import, const struct bundle_failure *failure)
{
	const struct import *of = &manifest->imports[import];
	size_t item = plan->import_items[import];

	return bundle_failure_concerns(failure, of->source, item) &&
	       !is_spared(bundle, item, failure) &&
	       (failure->whole || import_allows(of, failure->field));
}

static bool is_needed(const struct manifest *manifest, const struct plan *plan,
		      const struct bundle *bundle, const struct bundle_failure *failure)
{
	for (size_t i = 0; i < manifest->variables_count; i++) {
		if (needs_variable(manifest, plan, bundle, i, failure))
			return true;
	}
	for (size_t i = 0; i < manifest->imports_count; i++) {
		if (needs_import(manifest, plan, bundle, i, failure))
			return true;
	}
	return false;
}

bool needs_are_met(const struct manifest *manifest, const struct plan *plan,
		   const struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->failures_count; i++) {
		if (is_needed(manifest, plan, bundle, &bundle->failures[i]))
			return false;
	}
	return true;
}
