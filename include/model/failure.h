/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Why a value could not be fetched. keystrap-fetch sends a class and two numbers, never a text, so
 * nothing that a store says can reach a message; the words are keystrap's own, from this table.
 */

#include <stdbool.h>

#include "util/error.h"

enum failure_class {
	FAILURE_NONE,
	/* no usable reply */
	FAILURE_NO_HOST,
	FAILURE_REFUSED,
	FAILURE_UNREACHABLE,
	FAILURE_CONNECT_TIMEOUT,
	FAILURE_STALLED,
	FAILURE_TLS_AUTHORITY,
	FAILURE_TLS_NAME,
	FAILURE_TLS_DATE,
	FAILURE_TLS_PIN,
	FAILURE_TLS,
	FAILURE_TLS_WANTED,
	FAILURE_CUT,
	FAILURE_TOO_LARGE,
	FAILURE_NOT_HTTP,
	FAILURE_REDIRECT,
	/* the store's own state */
	FAILURE_SEALED,
	FAILURE_STANDBY,
	FAILURE_UNINITIALISED,
	FAILURE_RATE_LIMITED,
	FAILURE_SERVER,
	FAILURE_REPLY,
	FAILURE_REQUEST,
	/* who we are */
	FAILURE_NO_LOGIN,
	FAILURE_LOGIN,
	FAILURE_LOGIN_DENIED,
	FAILURE_LOGIN_MOUNT,
	FAILURE_LOGIN_MFA,
	FAILURE_LOGIN_PASSCODE,
	FAILURE_LOGIN_PUSH,
	FAILURE_WRAPPING,
	FAILURE_WRAPPING_PATH,
	FAILURE_TOKEN,
	FAILURE_TOKEN_USES,
	FAILURE_PERMISSION,
	/* what we asked for */
	FAILURE_MOUNT,
	FAILURE_ENGINE,
	FAILURE_PATH,
	FAILURE_PATH_VERSION,
	FAILURE_KEY,
	FAILURE_VERSION_DELETED,
	FAILURE_VERSION_DESTROYED,
	FAILURE_VERSION,
	FAILURE_FIELD,
	FAILURE_FIELD_KIND,
	FAILURE_FIELD_NUMBER,
	/* AWS */
	FAILURE_NO_KEYS,
	FAILURE_KEYS,
	FAILURE_KEYS_EXPIRED,
	FAILURE_AWS_ROLE,
	FAILURE_AWS_IDENTITY,
	FAILURE_AWS_SSO,
	FAILURE_AWS_SSO_ROLE,
	FAILURE_AWS_CONTAINER,
	FAILURE_AWS_METADATA,
	FAILURE_AWS_INSTANCE_ROLE,
	FAILURE_AWS_REGION,
	FAILURE_AWS_NO_REGION,
	FAILURE_AWS_AWAY,
	FAILURE_CLOCK,
	FAILURE_ACCESS,
	FAILURE_ACCESS_KMS,
	FAILURE_KMS_KEY,
	FAILURE_KMS_STATE,
	FAILURE_KMS_OTHER_KEY,
	FAILURE_KMS_USAGE,
	FAILURE_KMS_CIPHERTEXT,
	FAILURE_AGENT_TOKEN,
	FAILURE_NAME,
	FAILURE_PENDING_DELETION,
	FAILURE_DECRYPTION,
	FAILURE_REGION,
	FAILURE_NOT_JSON,
	FAILURE_BINARY,
	/* Vault's engines */
	FAILURE_NUL,
	FAILURE_PARAMETERS,
	FAILURE_DECRYPT,
	/* left alone on purpose: nothing is wrong, see collect_report */
	FAILURE_NOT_MINTED,
	FAILURE_NOT_UNWRAPPED,
	/* keystrap-fetch itself */
	FAILURE_SETTINGS,
	FAILURE_OWN,       /* keystrap itself says what: never sent by keystrap-fetch */
	FAILURE_OWN_VALUE, /* likewise, of one value */
	FAILURE_COUNT,
};

struct failure_row {
	const char *name; /* as in the reference page */
	enum err_code code;
	bool transient;   /* may pass by itself: ERR_DEADLINE when the deadline ended the tries */
	bool server;      /* about the server or the login, whatever path was asked for */
	const char *text; /* "the server is sealed" */
	const char *hint; /* the next step */
};

extern const struct failure_row failure_rows[FAILURE_COUNT];

/* One failure of a collection. */
struct failure {
	enum failure_class class;
	unsigned http_status; /* 0: none */
	bool deadline;        /* the deadline ended the tries */
	unsigned address;     /* which of the source's addresses, from 1; 0: it has one */
};

/* Whether it is none: what could be had once only was left to who starts the program. */
bool failure_left_alone(enum failure_class class);

enum err_code failure_code(const struct failure *failure);
