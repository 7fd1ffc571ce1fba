/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* A manifest from a text, its plan, and a bundle that a test fills. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "manifest/read.h"
#include "model/bundle.h"
#include "model/plan.h"
#include "util/alloc.h"
#include "util/io.h"

struct made {
	struct manifest *manifest;
	struct plan *plan;
	struct bundle *bundle;
	struct report report;
};

#define VAULT "[source v]\ntype=vault\naddress=https://v.test\n"
#define AGE   "[source s]\ntype=age\nfile=s.age\nidentity=key\n"

static inline struct made make(const char *text)
{
	char path[] = "/tmp/keystrap-made-XXXXXX";
	const struct manifest_request request = { .path = path };
	struct made made = { 0 };
	int fd = mkstemp(path);
	struct error err;

	assert_true(fd >= 0 && file_write_fd(fd, text, strlen(text), path, &err));
	close(fd);
	made.manifest = manifest_read(&request, &made.report);
	unlink(path);
	for (size_t i = 0; i < made.report.count; i++)
		print_error("%u: %s\n", made.report.findings[i].place.line,
			    made.report.findings[i].message);
	assert_int_equal(made.report.count, 0);
	made.plan = plan_new(made.manifest);
	made.bundle = bundle_new();
	return made;
}

/* A value of the newest version of a path; field NULL: the value itself. */
static inline void fetched(struct made *made, size_t source, const char *path, const char *field,
			   const char *text)
{
	size_t item = plan_find(made->plan, source, path, NULL);

	assert_int_not_equal(item, (size_t)-1);
	bundle_add(made->bundle, made->plan->items[item].source, item, field, text, strlen(text));
}

static inline void made_done(struct made *made)
{
	report_done(&made->report);
	bundle_free(made->bundle);
	plan_free(made->plan);
	manifest_free(made->manifest);
}
