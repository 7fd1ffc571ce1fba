/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/vault/vault.h"

#include <string.h>

#include "util/text.h"

/*
 * What is not known to be harmless makes something: it is read by run only, once. The first row
 * that fits counts.
 */
/* clang-format off */
const struct vault_engine vault_engines[] = {
	{ "kv",        2, NULL,            VAULT_KV2,     false, false, false },
	{ "kv",        1, NULL,            VAULT_GET,     false, false, false },
	{ "generic",   0, NULL,            VAULT_GET,     false, false, false },
	{ "cubbyhole", 0, NULL,            VAULT_GET,     false, false, false },
	{ "database",  0, "static-creds/", VAULT_GET,     false, true,  false },
	{ "database",  0, "creds/",        VAULT_GET,     true,  false, false },
	{ "openldap",  0, "static-cred/",  VAULT_GET,     false, true,  false },
	{ "ldap",      0, "static-cred/",  VAULT_GET,     false, true,  false },
	{ "ldap",      0, "creds/",        VAULT_GET,     true,  false, false },
	{ "pki",       0, "cert/",         VAULT_GET,     false, false, true  },
	{ "pki",       0, "issue/",        VAULT_POST,    true,  false, true  },
	{ "pki",       0, "sign/",         VAULT_POST,    true,  false, true  },
	{ "ssh",       0, "sign/",         VAULT_POST,    true,  false, false },
	{ "ssh",       0, "issue/",        VAULT_POST,    true,  false, false },
	{ "ssh",       0, "creds/",        VAULT_POST,    true,  false, false },
	{ "totp",      0, "code/",         VAULT_GET,     false, false, false },
	{ "transit",   0, "decrypt/",      VAULT_DECRYPT, false, false, false },
	{ NULL,        0, NULL,            VAULT_ANY,     true,  false, true  },
};
/* clang-format on */

const struct vault_engine *vault_find_engine(const struct vault_mount *mount, const char *path)
{
	const char *inside = path + strlen(mount->path);
	const struct vault_engine *row = vault_engines;

	for (; row->type; row++) {
		if (text_equal(row->type, mount->type) &&
		    (!row->kv_version || row->kv_version == mount->kv_version) &&
		    (!row->under || text_starts(inside, row->under)))
			break;
	}
	return row;
}
