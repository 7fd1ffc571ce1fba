/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/aws.h"

#include <stdlib.h>
#include <string.h>

#include "provider/aws/xml.h"
#include "util/alloc.h"
#include "util/jsondoc.h"
#include "util/text.h"

/*
 * AWS says what is wrong by a code in the body; the status is 400 for nearly all of it. Codes are
 * those of the services' API references ("Errors") and of "Common Errors"; what counts as
 * throttling is what the SDKs take for it.
 */

#define MAX_CODE 128

struct code {
	const char *name;
	enum failure_class class;
	bool clock; /* a wrong clock may be why */
};

/* clang-format off */
static const struct code codes[] = {
	/* what was asked for */
	{ "ResourceNotFoundException",              FAILURE_NAME, false },
	{ "ParameterNotFound",                      FAILURE_NAME, false },
	{ "ParameterVersionNotFound",               FAILURE_PATH_VERSION, false },
	{ "DecryptionFailure",                      FAILURE_DECRYPTION, false },
	{ "InvalidKeyId",                           FAILURE_DECRYPTION, false },
	{ "InvalidRequestException",                FAILURE_REQUEST, false },
	{ "InvalidParameterException",              FAILURE_REQUEST, false },
	{ "ValidationException",                    FAILURE_REQUEST, false },
	{ "ValidationError",                        FAILURE_REQUEST, false },
	{ "InvalidNextTokenException",              FAILURE_REQUEST, false },
	{ "UnknownOperationException",              FAILURE_REQUEST, false },
	{ "InvalidAction",                          FAILURE_REQUEST, false },
	/* KMS, of the key and of what is to be decrypted with it */
	{ "InvalidCiphertextException",             FAILURE_KMS_CIPHERTEXT, false },
	{ "IncorrectKeyException",                  FAILURE_KMS_OTHER_KEY, false },
	{ "NotFoundException",                      FAILURE_KMS_KEY, false },
	{ "DisabledException",                      FAILURE_KMS_STATE, false },
	{ "KMSInvalidStateException",               FAILURE_KMS_STATE, false },
	{ "InvalidKeyUsageException",               FAILURE_KMS_USAGE, false },
	/* who we are */
	{ "AccessDeniedException",                  FAILURE_ACCESS, false },
	{ "AccessDenied",                           FAILURE_ACCESS, false },
	{ "UnauthorizedOperation",                  FAILURE_ACCESS, false },
	{ "OptInRequired",                          FAILURE_ACCESS, false },
	{ "UnrecognizedClientException",            FAILURE_KEYS, false },
	{ "InvalidClientTokenId",                   FAILURE_KEYS, false },
	{ "MissingAuthenticationToken",             FAILURE_KEYS, false },
	{ "MissingAuthenticationTokenException",    FAILURE_KEYS, false },
	{ "IncompleteSignature",                    FAILURE_KEYS, false },
	{ "IncompleteSignatureException",           FAILURE_KEYS, false },
	{ "NotAuthorized",                          FAILURE_KEYS, false },
	{ "AuthFailure",                            FAILURE_KEYS, true },
	{ "InvalidSignatureException",              FAILURE_KEYS, true },
	{ "SignatureDoesNotMatch",                  FAILURE_KEYS, true },
	{ "ExpiredToken",                           FAILURE_KEYS_EXPIRED, false },
	{ "ExpiredTokenException",                  FAILURE_KEYS_EXPIRED, false },
	{ "RequestExpired",                         FAILURE_CLOCK, true },
	{ "RequestInTheFuture",                     FAILURE_CLOCK, true },
	{ "RequestTimeTooSkewed",                   FAILURE_CLOCK, true },
	{ "RegionDisabledException",                FAILURE_AWS_REGION, false },
	/* weather */
	{ "IDPCommunicationError",                  FAILURE_AWS_AWAY, false },
	{ "Throttling",                             FAILURE_RATE_LIMITED, false },
	{ "ThrottlingException",                    FAILURE_RATE_LIMITED, false },
	{ "ThrottledException",                     FAILURE_RATE_LIMITED, false },
	{ "RequestThrottled",                       FAILURE_RATE_LIMITED, false },
	{ "RequestThrottledException",              FAILURE_RATE_LIMITED, false },
	{ "TooManyRequestsException",               FAILURE_RATE_LIMITED, false },
	{ "ProvisionedThroughputExceededException", FAILURE_RATE_LIMITED, false },
	{ "TransactionInProgressException",         FAILURE_RATE_LIMITED, false },
	{ "RequestLimitExceeded",                   FAILURE_RATE_LIMITED, false },
	{ "BandwidthLimitExceeded",                 FAILURE_RATE_LIMITED, false },
	{ "LimitExceededException",                 FAILURE_RATE_LIMITED, false },
	{ "SlowDown",                               FAILURE_RATE_LIMITED, false },
	{ "PriorRequestNotComplete",                FAILURE_RATE_LIMITED, false },
	{ "EC2ThrottledException",                  FAILURE_RATE_LIMITED, false },
	{ "RequestTimeout",                         FAILURE_SERVER, false },
	{ "RequestTimeoutException",                FAILURE_SERVER, false },
	{ "DependencyTimeoutException",             FAILURE_SERVER, false },
	{ "KeyUnavailableException",                FAILURE_SERVER, false },
	{ "KMSInternalException",                   FAILURE_SERVER, false },
	{ "InternalFailure",                        FAILURE_SERVER, false },
	{ "InternalServerError",                    FAILURE_SERVER, false },
	{ "InternalServiceError",                   FAILURE_SERVER, false },
	{ "ServiceUnavailable",                     FAILURE_SERVER, false },
	{ "ServiceUnavailableException",            FAILURE_SERVER, false },
};

/* Words of the message, which is never shown, that say more than the code. */
static const struct {
	enum failure_class class;
	const char *words;
	enum failure_class better;
} refinements[] = {
	{ FAILURE_ACCESS,  "KMS",                    FAILURE_ACCESS_KMS },
	{ FAILURE_ACCESS,  "kms:",                   FAILURE_ACCESS_KMS },
	{ FAILURE_REQUEST, "marked for deletion",    FAILURE_PENDING_DELETION },
	{ FAILURE_REQUEST, "marked deleted",         FAILURE_PENDING_DELETION },
	{ FAILURE_REQUEST, "scheduled for deletion", FAILURE_PENDING_DELETION },
};
/* clang-format on */

/* "com.amazonaws.secretsmanager#NAME:http://..." is NAME; new. */
static char *bare_code(const char *code)
{
	_cleanup_(freep) char *head = text_slice(code, strcspn(code, ":"));
	const char *mark = strrchr(head, '#');

	return text_copy(mark ? mark + 1 : head);
}

static const struct code *find_code(const char *code)
{
	_cleanup_(freep) char *bare = bare_code(code);

	for (size_t i = 0; i < ARRAY_LENGTH(codes); i++) {
		if (text_equal(codes[i].name, bare))
			return &codes[i];
	}
	return NULL;
}

enum failure_class aws_error_class(const char *code, const char *message)
{
	const struct code *row = code ? find_code(code) : NULL;

	if (!row)
		return FAILURE_NONE;
	for (size_t i = 0; message && i < ARRAY_LENGTH(refinements); i++) {
		if (refinements[i].class == row->class && strstr(message, refinements[i].words))
			return refinements[i].better;
	}
	return row->class;
}

/* What an error reply says of itself; each text is new, or NULL. */
struct said {
	char *code, *message;
};

static void said_done(struct said *said)
{
	free(said->code);
	free(said->message);
}

static char *json_text(const struct jsondoc *document, const char *name, const char *other)
{
	const char *text = jsondoc_string(jsondoc_member(document, name), NULL);

	return text_copy(text ? text : jsondoc_string(jsondoc_member(document, other), NULL));
}

/* The services speak JSON, but STS, which speaks XML. */
static struct said read_error(const struct http_reply *reply)
{
	_cleanup_(jsondoc_freep) struct jsondoc *document = NULL;
	_cleanup_(buf_done) struct buf code = { .maximum = MAX_CODE };
	struct said said = { 0 };
	struct error err;

	if (jsondoc_parse(&document, reply->body, reply->length, &err)) {
		said.code = json_text(document, "__type", "code");
		said.message = json_text(document, "message", "Message");
	} else if (aws_xml_text(&code, reply->body, reply->length, "*/Error/Code")) {
		said.code = text_copy(buf_text(&code));
	}
	return said;
}

static enum failure_class status_class(int status)
{
	if (status >= 500 || status == 408)
		return FAILURE_SERVER;
	if (status == 429)
		return FAILURE_RATE_LIMITED;
	return status >= 300 && status < 400 ? FAILURE_REDIRECT : FAILURE_REPLY;
}

enum failure_class aws_reply_class(const struct http_reply *reply)
{
	_cleanup_(said_done) struct said said = { 0 };
	enum failure_class class;

	if (reply->outcome != HTTP_REPLIED)
		return provider_outcome_class(reply->outcome);
	said = read_error(reply);
	class = aws_error_class(said.code, said.message);
	/* A code that we do not know is an error of the service nevertheless. */
	if (class == FAILURE_NONE && said.code && reply->status == 400)
		class = FAILURE_REQUEST;
	return class != FAILURE_NONE ? class : status_class(reply->status);
}

bool aws_is_transient(const struct http_reply *reply)
{
	return reply->outcome == HTTP_REPLIED && reply->status >= 400 &&
	       failure_rows[aws_reply_class(reply)].transient;
}

bool aws_is_signature_refused(const struct http_reply *reply)
{
	_cleanup_(said_done) struct said said = { 0 };
	const struct code *row = NULL;

	if (reply->outcome != HTTP_REPLIED || reply->status < 400 || reply->status >= 500)
		return false;
	said = read_error(reply);
	if (said.code)
		row = find_code(said.code);
	return row && row->clock;
}
