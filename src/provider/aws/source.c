/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/aws/source.h"

#include <stddef.h>
#include <string.h>

#include "crypto/codec.h"
#include "model/parameters.h"
#include "provider/aws/aws.h"
#include "provider/aws/endpoint.h"
#include "provider/aws/options.h"
#include "provider/weather_options.h"
#include "util/io.h"
#include "util/text.h"
#include "util/url.h"

/* clang-format off */
#define SHARED_OPTIONS \
	{ "region",            OPTION_TEXT,     NULL, "AWS_REGION AWS_DEFAULT_REGION", NULL, NULL, "the region: eu-west-1" }, \
	{ "profile",           OPTION_TEXT,     NULL, "AWS_PROFILE AWS_DEFAULT_PROFILE", NULL, NULL, "the profile in the files of ~/.aws" }, \
	{ "address",           OPTION_ADDRESS,  NULL, NULL, NULL, NULL, "the endpoint's URL, when it is not the region's own: https://HOST[:PORT]" }, \
	{ "fips",              OPTION_WORD,     "yes no true false", "AWS_USE_FIPS_ENDPOINT", "no", "address", "use the endpoint with validated cryptography" }, \
	{ "dual-stack",        OPTION_WORD,     "yes no true false", "AWS_USE_DUALSTACK_ENDPOINT", "no", "address", "use the endpoint with IPv6" }, \
	{ "ca-file",           OPTION_CONTENT,  NULL, "AWS_CA_BUNDLE", NULL, "ca-pem ca-directory", "the PEM file of the CA that signed the server's certificate" }, \
	{ "ca-pem",            OPTION_PEM,      NULL, NULL, NULL, "ca-file ca-directory", "the same as text, on indented lines" }, \
	{ "ca-directory",      OPTION_HASHED,    NULL, NULL, NULL, "ca-file ca-pem", "a directory of CA files with hashed names (openssl rehash)" }, \
	AWS_LOGIN_OPTIONS, \
	{ "deadline",          OPTION_DURATION, NULL, NULL, "30s", NULL, "how long a collection may take, retries included" }, \
	{ "retries",           OPTION_COUNT,    NULL, NULL, "5", NULL, "how often a request is tried again on trouble that may pass" }, \
	WEATHER_OPTIONS, \
	{ "refresh",           OPTION_DURATION, NULL, NULL, NULL, NULL, "how often to look for changes" }

static const struct option_row secrets_manager_options[] = {
	SHARED_OPTIONS,
	{ "agent",             OPTION_WORD,     "auto yes no", NULL, "auto", NULL, "whether address is a Secrets Manager Agent; auto: when it is http on loopback, port 2773" },
	{ "agent-token",       OPTION_LOGIN,    NULL, "AWS_TOKEN", NULL, "agent-token-file", "the agent's token, from the environment" },
	{ "agent-token-file",  OPTION_SECRET,   NULL, NULL, "/var/run/awssmatoken", NULL, "the file with the agent's token" },
	{ 0 },
};

static const struct option_row ssm_options[] = {
	SHARED_OPTIONS,
	{ 0 },
};

static const struct option_row kms_options[] = {
	SHARED_OPTIONS,
	{ "context",           OPTION_TEXT,     NULL, NULL, NULL, NULL, "the encryption context of what was encrypted: NAME=VALUE, with commas between" },
	{ 0 },
};
/* clang-format on */

#define KMS_MAX_CIPHERTEXT 6144

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* "arn:aws:SERVICE:REGION:ACCOUNT:KIND..." of the service, and of the region when that is said. */
static const char *arn_wrong(const struct source *source, const char *path, const char *service)
{
	const struct aws_session session = { .region = source_option(source, "region") };
	const char *at = path;

	for (int i = 0; i < 2; i++) {
		at += strcspn(at, ":");
		at += *at == ':';
	}
	if (!text_starts(at, service) || at[strlen(service)] != ':')
		return "the ARN is one of another service than the source's";
	if (session.region && aws_is_elsewhere(&session, path))
		return "the ARN is of another region than the source's";
	return NULL;
}

static const char *secret_wrong(const struct source *source, const struct reference *reference)
{
	const char *path = reference->path;

	if (reference->version && strlen(reference->version) > 64)
		return "a version is the name of a stage, or an id of 32 to 64 characters";
	if (aws_is_arn(path))
		return arn_wrong(source, path, "secretsmanager");
	if (path[strspn(path, LETTERS "/_+=.@-")] || strlen(path) > 512)
		return "a secret's name has letters, digits and / _ + = . @ -, at most 512 of "
		       "them";
	return NULL;
}

static const char *parameter_wrong(const struct source *source, const struct reference *reference)
{
	const char *path = reference->path;

	if (aws_is_arn(path))
		return arn_wrong(source, path, "ssm");
	if (path[strspn(path, LETTERS "/_.-")])
		return "a parameter's name has letters, digits and / _ . -";
	return NULL;
}

#define CONTEXT_WRONG                                                                              \
	"an encryption context is NAME=VALUE with commas between, each name once, or a JSON "      \
	"object of strings"

/* As aws kms encrypt prints it. */
static bool is_ciphertext(const struct buf *text)
{
	_cleanup_(buf_done) struct buf bytes = { .maximum = KMS_MAX_CIPHERTEXT };

	return base64_decode(&bytes, text->bytes, text->length, false) && bytes.length > 0;
}

static const char *one_of_sealed_wrong(const char *name, const struct buf *value)
{
	if (text_equal(name, "ciphertext"))
		return is_ciphertext(value)
			       ? NULL
			       : "ciphertext is a CiphertextBlob: base64 of at most 6,144 bytes";
	if (text_equal(name, "context"))
		return aws_context_is_good(buf_text(value)) ? NULL : CONTEXT_WRONG;
	return text_equal(name, "algorithm")
		       ? NULL
		       : "the parameters of a KMS key are ciphertext, context and algorithm";
}

static const char *sealed_wrong(const char *parameters)
{
	_cleanup_(buf_done) struct buf name = { 0 };
	_cleanup_(buf_done) struct buf value = { 0 };
	const char *at = parameters, *wrong = NULL;

	while (!wrong && parameters_next(&at, &name, &value))
		wrong = one_of_sealed_wrong(buf_text(&name), &value);
	if (!wrong && !parameters_find(&value, parameters, "ciphertext"))
		wrong = "a KMS key decrypts a text: write ?ciphertext=BASE64 after it";
	return wrong;
}

static const char *key_wrong(const struct source *source, const struct reference *reference)
{
	const char *path = reference->path;
	bool alias = text_starts(path, "alias/");
	const char *wrong = aws_is_arn(path) ? arn_wrong(source, path, "kms") : NULL;

	if (wrong)
		return wrong;
	if (reference->version)
		return "a KMS key has no versions to choose from: drop the @VERSION";
	if (!aws_is_arn(path) && path[strspn(path, alias ? LETTERS "/_-" : LETTERS "-")])
		return "a KMS key is named by its id, by alias/NAME or by its ARN";
	return sealed_wrong(reference->parameters ? reference->parameters : "");
}

static bool is_on(const struct source *source, const char *option)
{
	bool on = false;

	return text_to_bool(&on, source_option(source, option)) && on;
}

static const char *address_wrong(const char *address)
{
	struct url url = { 0 };
	const char *wrong = NULL;

	if (text_starts(address, "unix:"))
		return "an AWS endpoint is https://HOST[:PORT]";
	if (!url_parse(&url, address) && url.path[0] && !text_equal(url.path, "/"))
		wrong = "the address of an AWS endpoint has no path";
	url_done(&url);
	return wrong;
}

static const char *options_wrong(const struct source *source)
{
	const char *region = source_option(source, "region");
	const char *address = source_option(source, "address");

	if (region && !aws_region_is_valid(region))
		return "region is made of small letters, digits and -, as in eu-west-1";
	if (address && (is_on(source, "fips") || is_on(source, "dual-stack")))
		return "address is one endpoint, fips and dual-stack choose another: leave one out";
	return address ? address_wrong(address) : NULL;
}

static bool is_agent(const struct source *source)
{
	return source->type == &source_type_aws_secrets_manager &&
	       aws_source_is_agent(source_option(source, "address"),
				   source_option(source, "agent"));
}

static const char *kms_options_wrong(const struct source *source)
{
	const char *context = source_option(source, "context");

	return context && !aws_context_is_good(context) ? CONTEXT_WRONG : options_wrong(source);
}

#define TOKEN_IN_FILE "file://"
#define MAX_TOKEN     ((size_t)4096)

/* AWS_TOKEN may name the file that the token is in, as the agent itself takes it. */
static bool is_token_in_file(const struct source *source)
{
	return text_starts(source_option(source, "agent-token"), TOKEN_IN_FILE);
}

/* What keeps the agent's token is none of our business when no agent is asked. */
static bool wants(const struct source *source, const char *option)
{
	if (text_equal(option, "agent-token"))
		return is_agent(source) && !is_token_in_file(source);
	return !text_equal(option, "agent-token-file") ||
	       (is_agent(source) && !source_option(source, "agent-token"));
}

static bool add_token(const struct source *source, const struct option_sink *sink,
		      struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = MAX_TOKEN };
	const char *file = source_option(source, "agent-token") + strlen(TOKEN_IN_FILE);

	if (file[0] != '/') {
		error_set(err, ERR_MANIFEST, "AWS_TOKEN names no file");
		return error_hint(err, "write " TOKEN_IN_FILE "/PATH, or the token itself");
	}
	if (!file_read(&content, file, FILE_PRIVATE, err))
		return error_wrap(err, "AWS_TOKEN");
	sink->add(sink->context, "agent-token", buf_text(&content));
	return true;
}

/* The agent has keys of its own. */
static bool prepare(const struct source *source, const struct option_sink *sink, struct error *err)
{
	if (!is_agent(source))
		return aws_prepare(source, sink, err);
	if (sink->tell)
		sink->tell(sink->context, FACT_CREDENTIALS, "those of the Secrets Manager Agent",
			   source_option(source, "address"));
	return !is_token_in_file(source) || add_token(source, sink, err);
}

const struct source_type source_type_aws_secrets_manager = {
	.name = "aws-secrets-manager",
	.noun = "AWS Secrets Manager",
	.summary = "AWS Secrets Manager, or its agent on this machine",
	.provenance = "aws",
	.options = secrets_manager_options,
	.rooted = true,
	.remote = true,
	.reference_wrong = secret_wrong,
	.wants = wants,
	.options_wrong = options_wrong,
	.prepare = prepare,
	.keep = aws_keep,
};

const struct source_type source_type_aws_ssm = {
	.name = "aws-ssm",
	.noun = "AWS Parameter Store",
	.summary = "the Parameter Store of AWS Systems Manager",
	.provenance = "aws",
	.options = ssm_options,
	.rooted = true,
	.remote = true,
	.reference_wrong = parameter_wrong,
	.wants = wants,
	.options_wrong = options_wrong,
	.prepare = prepare,
	.keep = aws_keep,
};

const struct source_type source_type_aws_kms = {
	.name = "aws-kms",
	.noun = "AWS KMS",
	.summary = "values in the manifest that were encrypted under a key of AWS KMS",
	.provenance = "aws",
	.options = kms_options,
	.remote = true,
	.takes_parameters = true,
	.reference_wrong = key_wrong,
	.wants = wants,
	.options_wrong = kms_options_wrong,
	.prepare = prepare,
	.keep = aws_keep,
};

_Static_assert(ARRAY_LENGTH(secrets_manager_options) <= SOURCE_MAX_OPTIONS,
	       "room for every option");
