/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A manifest from its file: the whole is checked, every error of it is reported. */

#include <stdbool.h>

#include "model/manifest.h"
#include "model/report.h"

/* The place when neither -c nor $KEYSTRAP_CONFIG names one. */
#define MANIFEST_DEFAULT_PATH "/etc/keystrap/keystrap.ini"

struct manifest_request {
	const char *path;        /* NULL: no file, a manifest with nothing but the next two */
	const char *environment; /* --environment: overrides the file's; or NULL */
	const char *presets;     /* --presets: instead of the file's; or NULL */
	char *const *environ;    /* keystrap's own environment, NAME=VALUE */
	bool offline; /* no source will be asked: a path may name a variable that is not set here */
};

/*
 * New, never NULL. Findings (rule "manifest-error") are added
 * to report; with any of severity error the manifest must only be used to show them. The manifest
 * owns the file names in the findings' places: release it after the report.
 */
struct manifest *manifest_read(const struct manifest_request *request, struct report *report);
