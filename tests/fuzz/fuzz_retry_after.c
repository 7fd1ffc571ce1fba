/* SPDX-License-Identifier: Apache-2.0 */

/* What servers say in Retry-After and x-amz-retry-after: never more than an hour, never a crash. */

#include <assert.h>

#include "net/retry.h"
#include "util/alloc.h"
#include "util/text.h"

#include "fuzz.h"

#define HOUR_MS UINT64_C(3600000)
#define UNSET   UINT64_MAX

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *value = text_slice((const char *)data, size);
	uint64_t ms = UNSET;

	assert(retry_after_parse(&ms, value, 784111777) ? ms <= HOUR_MS : ms == UNSET);
	ms = UNSET;
	assert(retry_after_ms_parse(&ms, value) ? ms <= HOUR_MS : ms == UNSET);
	return 0;
}
