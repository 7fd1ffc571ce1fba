/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Where an AWS source finds its region, its servers and its credentials: the chain of the AWS SDKs
 * ("Standardized credential providers", AWS SDKs and Tools Reference Guide). In keystrap, which may
 * read files and run helpers; what needs the network becomes a step of provider/aws/login.h. The
 * first that is set up ends the chain; one that is set up by half, or fails, is an error and never
 * passed over. Errors name file, line, profile or variable; ERR_AUTH, ERR_MANIFEST, ERR_SYSTEM.
 */

#include "model/source.h"
#include "provider/aws/aws.h"
#include "provider/aws/profile.h"
#include "util/jsonout.h"
#include "util/url.h"

struct aws_search {
	const struct source *source;
	const char *prefix; /* of the names of the source's options; NULL: they have none */
	char *const *environ;
	const struct clock *clock;
	const struct option_sink *sink;
	struct aws_profiles profiles;
	char *config_file, *credentials_file; /* NULL: there is none */
	char *profile;
	bool profile_named;   /* in the manifest or the environment: it must be there */
	bool profile_written; /* in the manifest: keys in the environment do not count */
	char *region;         /* NULL: only the instance may know it */
	bool address_open;    /* likewise the address, which follows from the region */
	bool fips, dual_stack;
	struct buf document; /* the steps of the login */
	struct jsonout json;
};

/* A service, and how it is called in host names, variables and files. */
struct aws_service {
	const char *type; /* of the source, or NULL */
	const char *host, *variable, *key;
};

extern const struct aws_service aws_sts, aws_sso, aws_oidc;

/* The service of a source; its type must be one of them: else abort. */
const struct aws_service *aws_service_of(const struct source *source);

/* Opens the search: profile and config file. source, environ, clock and sink are set. */
bool aws_search_open(struct aws_search *search, struct error *err) _must_check_;
void aws_search_done(struct aws_search *search);

/* The credentials file, once it is needed. */
bool aws_search_credentials_file(struct aws_search *search, struct error *err) _must_check_;

/* Borrowed; NULL when it is not set or empty. The option need not be one of the type's. */
const char *aws_variable(const struct aws_search *search, const char *name);
const char *aws_source_option(const struct aws_search *search, const char *name, bool *written);

/* A key of the profile that was chosen; NULL when it has none. */
const char *aws_profile_text(const struct aws_search *search, const char *name);

/*
 * true or false in a variable, or else in the profile; *ret stays where neither says it. Anything
 * else is an error.
 */
bool aws_flag(bool *ret, const struct aws_search *search, const char *variable, const char *key,
	      struct error *err) _must_check_;

/* Says a fact of the login, and where it comes from, to whom it concerns. */
void aws_tell(const struct aws_search *search, enum login_fact fact, const char *text,
	      const char *from);

/* Where an option was said, and where a key of a profile was; new. */
char *aws_option_origin(const struct aws_search *search, const char *name);
char *aws_entry_origin(const char *profile, const struct aws_entry *entry);

/* A path with ~ in front of it; new, NULL when HOME is not set. */
char *aws_path(const struct aws_search *search, const char *path);

/* A small file, trimmed: a token. what names it in errors. New. */
char *aws_read_token(const struct aws_search *search, const char *path, size_t maximum,
		     const char *what, struct error *err);

/* Region and flags; search->region stays NULL when nobody says which. */
bool aws_find_region(struct aws_search *search, struct error *err) _must_check_;

/*
 * The address of a service: overrides first, the partition's own otherwise. New in *ret; NULL when
 * it has no override and region is NULL.
 */
bool aws_find_address(char **ret, const struct aws_search *search,
		      const struct aws_service *service, const char *region,
		      struct error *err) _must_check_;

/*
 * Why an address is refused, a constant phrase, or NULL: as url_address_wrong has it (no other host
 * may be asked for credentials in the clear, or be given the authorization of a container).
 */
const char *aws_address_wrong(const char *address, enum url_plain plain);

/* "http://localhost" is written with the address itself; new. */
char *aws_literal_address(const char *address);

/* All that aws_prepare adds, with the environment and the clock of the search. */
bool aws_find_all(struct aws_search *search, struct error *err) _must_check_;

/* All that aws_prepare_login adds. */
bool aws_find_login(struct aws_search *search, struct error *err) _must_check_;

/* The whole chain; hands over the option "credentials". */
bool aws_find_credentials(struct aws_search *search, struct error *err) _must_check_;

/* What a link of the chain came to. */
enum aws_found { AWS_FOUND, AWS_NOT_HERE, AWS_WRONG };

/* Steps of machines; they are written down. alone: nothing else was found. */
enum aws_found aws_find_container(struct aws_search *search, struct error *err);
enum aws_found aws_find_instance(struct aws_search *search, bool alone, struct error *err);

/* The region, which only the instance may know. */
enum aws_found aws_find_instance_region(struct aws_search *search, struct error *err);

/* Writes down the beginning of a step: its kind and its server, whose port will be needed. */
void aws_begin_step(struct aws_search *search, const char *kind, const char *server);
void aws_step_static(struct aws_search *search, const struct aws_credentials *credentials);

/* Runs the helper of a profile and writes its keys down. */
enum aws_found aws_run_helper(struct aws_search *search, const struct aws_entry *entry,
			      struct error *err);

/* The cache of the AWS tools for the session or start URL that key is; new, NULL when HOME is not
 * set. */
char *aws_sso_file(const struct aws_search *search, const char *key);
#define AWS_SSO_MAX_FILE ((size_t)64 * 1024)

/*
 * Puts the renewed token of an SSO session, as keystrap-fetch hands it back (provider/aws/login.h),
 * where the old one was, beside what else the AWS tools keep there. The session must be one of the
 * config file's. Errors: ERR_INTERNAL (it is no such token), ERR_MANIFEST, ERR_SYSTEM.
 */
bool aws_sso_keep(const struct aws_search *search, const char *bytes, size_t length,
		  struct error *err) _must_check_;

/* The SSO login of a profile: its cached token, its server, account and role are written down. */
enum aws_found aws_find_sso(struct aws_search *search, const char *profile, struct error *err);
