/* SPDX-License-Identifier: Apache-2.0 */
#include "model/manifest.h"

#include <stdlib.h>

#include "util/alloc.h"
#include "util/name_index.h"
#include "util/pattern.h"
#include "util/text.h"

struct variable *manifest_add_variable(struct manifest *manifest, const char *name,
				       struct place place)
{
	struct variable *variable;

	manifest->variables = alloc_grow(manifest->variables, &manifest->variables_capacity,
					 manifest->variables_count + 1, sizeof(struct variable));
	variable = &manifest->variables[manifest->variables_count];
	variable->name = text_copy(name);
	variable->place = place;
	name_map_add(&manifest->variable_names, variable->name, manifest->variables_count++);
	return variable;
}

struct variable *manifest_find_variable(const struct manifest *manifest, const char *name)
{
	size_t index = name_map_find(&manifest->variable_names, name);

	return index == NAME_MAP_NONE ? NULL : &manifest->variables[index];
}

bool manifest_names_environment(const struct manifest *manifest, const char *word)
{
	for (size_t i = 0; i < manifest->environments_count; i++) {
		if (environment_same(manifest->environments[i], word))
			return true;
	}
	return false;
}

void manifest_name_environment(struct manifest *manifest, const char *word)
{
	if (manifest_names_environment(manifest, word))
		return;
	manifest->environments =
		alloc_grow(manifest->environments, &manifest->environments_capacity,
			   manifest->environments_count + 1, sizeof(char *));
	manifest->environments[manifest->environments_count++] = text_copy(word);
}

const char *manifest_own_file(struct manifest *manifest, const char *path)
{
	manifest->files = alloc_grow(manifest->files, &manifest->files_capacity,
				     manifest->files_count + 2, sizeof(char *));
	return manifest->files[manifest->files_count++] = text_copy(path);
}

static const struct waiver *find_waiver(const struct policy *policy, const char *rule)
{
	for (size_t i = 0; i < policy->waivers_count; i++) {
		if (text_equal(policy->waivers[i].rule, rule))
			return &policy->waivers[i];
	}
	return NULL;
}

const struct waiver *manifest_waiver(const struct manifest *manifest,
				     const struct variable *variable, const char *rule)
{
	const struct waiver *own = variable ? find_waiver(&variable->policy, rule) : NULL;

	return own ? own : find_waiver(&manifest->policy, rule);
}

/* The manifest's own stands first. */
const struct override *policy_find(const struct policy *policy, const char *rule)
{
	const struct override *found = NULL;

	for (size_t i = 0; i < policy->overrides_count; i++) {
		const struct override *override = &policy->overrides[i];

		if (text_equal(override->rule, rule) &&
		    (!found || (found->preset && override->severity > found->severity)))
			found = override;
	}
	return found;
}

bool manifest_severity(enum severity *ret, const struct manifest *manifest,
		       const struct variable *variable, const char *rule)
{
	const struct override *found = variable ? policy_find(&variable->policy, rule) : NULL;

	if (!found)
		found = policy_find(&manifest->policy, rule);
	if (found)
		*ret = found->severity;
	return found != NULL;
}

static void policy_done(struct policy *policy)
{
	for (size_t i = 0; i < policy->overrides_count; i++)
		free(policy->overrides[i].rule);
	for (size_t i = 0; i < policy->waivers_count; i++) {
		free(policy->waivers[i].rule);
		free(policy->waivers[i].text);
	}
	free(policy->overrides);
	free(policy->waivers);
}

void policy_override(struct policy *policy, const struct override *says)
{
	struct override *added;

	policy->overrides = alloc_grow(policy->overrides, &policy->overrides_capacity,
				       policy->overrides_count + 1, sizeof(struct override));
	added = &policy->overrides[policy->overrides_count++];
	*added = *says;
	added->rule = text_copy(says->rule);
}

bool variable_is_needed(const struct variable *variable)
{
	return variable->required == PRESENCE_REQUIRED ||
	       (variable->required == PRESENCE_UNSAID && variable->from_text &&
		!variable->fallback);
}

bool import_allows(const struct import *import, const char *name)
{
	for (char **pattern = import->names; name && pattern && *pattern; pattern++) {
		if (text_glob(*pattern, name, false))
			return true;
	}
	return false;
}

void variable_add_other(struct variable *variable, const struct other_default *other)
{
	struct other_default *added;

	variable->others = alloc_grow(variable->others, &variable->others_capacity,
				      variable->others_count + 1, sizeof(*added));
	added = &variable->others[variable->others_count++];
	*added = (struct other_default){
		.environment = other->environment ? text_copy(other->environment) : NULL,
		.text = text_copy(other->text),
		.place = other->place,
	};
}

static void others_done(struct variable *variable)
{
	for (size_t i = 0; i < variable->others_count; i++) {
		free(variable->others[i].environment);
		text_wipe(variable->others[i].text);
	}
	free(variable->others);
}

void variable_done(struct variable *variable)
{
	free(variable->name);
	free(variable->from_text);
	reference_done(&variable->from);
	text_wipe(variable->value_text);
	template_done(&variable->value);
	text_wipe(variable->fallback);
	others_done(variable);
	for (size_t i = 0; i < TEXT_KEYS; i++)
		text_wipe(variable->text[i]);
	for (size_t i = 0; i < LIST_KEYS; i++)
		text_list_free(variable->list[i]);
	pattern_free(variable->pattern);
	free(variable->on_change_argument);
	policy_done(&variable->policy);
}

static void import_done(struct import *import)
{
	free(import->name);
	free(import->from_text);
	reference_done(&import->from);
	text_list_free(import->names);
}

void manifest_free(struct manifest *manifest)
{
	if (!manifest)
		return;
	for (size_t i = 0; i < manifest->sources_count; i++)
		source_done(&manifest->sources[i]);
	for (size_t i = 0; i < manifest->variables_count; i++)
		variable_done(&manifest->variables[i]);
	for (size_t i = 0; i < manifest->imports_count; i++)
		import_done(&manifest->imports[i]);
	for (size_t i = 0; i < manifest->files_count; i++)
		free(manifest->files[i]);
	for (size_t i = 0; i < manifest->environments_count; i++)
		free(manifest->environments[i]);
	for (size_t i = 0; i < manifest->preset_sections_count; i++) {
		text_list_free(manifest->preset_sections[i].names);
		variable_done(&manifest->preset_sections[i].says);
	}
	free(manifest->preset_sections);
	name_index_free(manifest->preset_names);
	free(manifest->preset_others);
	free(manifest->sources);
	free(manifest->variables);
	name_map_done(&manifest->variable_names);
	free(manifest->imports);
	free(manifest->files);
	policy_done(&manifest->policy);
	text_list_free(manifest->presets);
	text_list_free(manifest->inherit_names);
	free(manifest->unknown);
	free(manifest->waivers);
	free(manifest->state_file);
	free(manifest->environments);
	free(manifest->environment_from);
	free(manifest->environment);
	free(manifest->path);
	free(manifest);
}
