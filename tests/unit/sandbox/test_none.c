/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <sys/prctl.h>

#include "sandbox/sandbox.h"

/* Entering succeeds, changes nothing, and says that there are no walls. */
static void a_build_without_walls_says_so(void **state)
{
	struct sandbox_status status = { .walls = true, .landlock_abi = 77 };
	static const struct sandbox_needs nothing = { 0 };
	int before = prctl(PR_GET_NO_NEW_PRIVS, 0UL, 0UL, 0UL, 0UL);
	struct error err = { 0 };

	(void)state;
	assert_true(sandbox_enter(&nothing, &status, &err));
	assert_false(status.walls);
	assert_int_equal(status.landlock_abi, 0);
	assert_int_equal(prctl(PR_GET_NO_NEW_PRIVS, 0UL, 0UL, 0UL, 0UL), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_build_without_walls_says_so),
	};

	return cmocka_run_group_tests_name("sandbox/none", tests, NULL, NULL);
}
