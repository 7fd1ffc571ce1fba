/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/identity_file.h"

#include <string.h>
#include <time.h>

bool identity_file_make(struct buf *file, char recipient[static AGE_KEY_TEXT_SIZE],
			struct error *err)
{
	char secret[AGE_KEY_TEXT_SIZE];
	time_t now = time(NULL);
	struct tm utc;
	char stamp[40];

	if (!age_keygen(secret, recipient, err))
		return false;
	gmtime_r(&now, &utc);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc);
	buf_format(file, "# created: %s\n# public key: %s\n%s\n", stamp, recipient, secret);
	explicit_bzero(secret, sizeof(secret));
	return true;
}
