/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The build without walls: a sanitizer needs calls, memory and /proc that they forbid. The summary
 * of the build and sandbox_status say so.
 */
#include "sandbox/sandbox.h"

bool sandbox_enter(const struct sandbox_needs *needs, struct sandbox_status *ret, struct error *err)
{
	(void)needs;
	(void)err;
	*ret = (struct sandbox_status){ .walls = false };
	return true;
}
