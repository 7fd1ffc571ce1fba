/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* One function a kind of value: checks the text and stores it in the member of the row. */

#include "manifest/keys.h"

bool set_text(const struct setting *setting);
bool set_separator(const struct setting *setting);
/* The same, remembering the place. */
bool set_from(const struct setting *setting);
bool set_value(const struct setting *setting);
bool set_import_from(const struct setting *setting);
bool set_word(const struct setting *setting);
bool set_list(const struct setting *setting);
bool set_bool(const struct setting *setting);
bool set_presence(const struct setting *setting);
bool set_switch(const struct setting *setting);    /* "yes" or "no" */
bool set_condition(const struct setting *setting); /* NAME, NAME=WORD or !NAME */
bool set_origins(const struct setting *setting);   /* words of origin classes */
bool set_distinct(const struct setting *setting);  /* names or "*" */
bool set_name(const struct setting *setting);
bool set_provider(const struct setting *setting);
bool set_bits(const struct setting *setting);    /* of a key */
bool set_entropy(const struct setting *setting); /* bits */
bool set_schemes(const struct setting *setting);
bool set_mode(const struct setting *setting);     /* octal permissions */
bool set_period(const struct setting *setting);   /* a duration with its unit, kept as text */
bool set_age(const struct setting *setting);      /* the same, more than nothing */
bool set_rotation(const struct setting *setting); /* the same, or "never" */
bool set_length(const struct setting *setting);
bool set_duration(const struct setting *setting);
bool set_pattern(const struct setting *setting);
bool set_environments(const struct setting *setting);
bool set_type(const struct setting *setting);
bool set_presets(const struct setting *setting);
bool set_inherit(const struct setting *setting);
bool set_names(const struct setting *setting);
bool set_delivery(const struct setting *setting);
bool set_change(const struct setting *setting);
bool set_severity(const struct setting *setting);
bool set_waiver(const struct setting *setting);
bool set_memory_lock(const struct setting *setting);

/* For keys that were looked at before the sections: environment, include. */
bool set_elsewhere(const struct setting *setting);
