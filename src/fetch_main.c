/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process/fetch_service.h"
#include "sandbox/sandbox.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/wiping.h"

/* Ends with keystrap, and holds nothing open but what it was given. */
static void detach(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	syscall(SYS_close_range, FETCH_SERVICE_FD + 1, ~0U, 0U);
	clearenv();
}

int main(void)
{
	struct error err = { 0 };

	detach();
	alloc_exit_status = FETCH_SERVICE_NO_MEMORY;
	wiping_install();
	jsondoc_wipe_memory();
	if (!sandbox_harden_process(&err) || !fetch_service(FETCH_SERVICE_FD, &err))
		_exit(error_exit_status(err.code));
	_exit(0);
}
