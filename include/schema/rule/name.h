/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a name says about its value: switches, modes, providers, prefixes. */

#include "schema/subject.h"

/* What to do about a bad key that its provider makes. */
#define HINT_PROVIDER "copy the right key from the provider's console"

/* Whether a name asks for a key of a provider that is known: STRIPE_SECRET_KEY. */
bool name_is_of_provider(const char *name);

/* The same for any provider that chooses how long its secrets are: PUSHER_APP_SECRET. */
bool name_is_of_vendor(const char *name);

/* Whatever may hold a provider's key: all but numbers. */
bool rule_concerns_provider_key(const struct variable *variable);

bool rule_concerns_public_prefix(const struct variable *variable);
bool rule_concerns_debug_mode(const struct variable *variable);

/* What the sources log in with (their options of the kind OPTION_LOGIN). */
#define OWN_LOGIN_NAMES                                                                            \
	"BAO_TOKEN VAULT_TOKEN BAO_WRAPPING_TOKEN VAULT_WRAPPING_TOKEN "                           \
	"BAO_SECRET_ID VAULT_SECRET_ID "                                                           \
	"BAO_JWT VAULT_JWT VAULT_ID_TOKEN BAO_PASSWORD VAULT_PASSWORD "                            \
	"AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_TOKEN"

/* The bundles that clients read; empty, some of them trust anybody. */
#define CA_BUNDLE_NAMES "REQUESTS_CA_BUNDLE CURL_CA_BUNDLE"

/* How Kafka's clients compare names with certificates; empty, not at all. */
#define NAME_CHECK_NAMES                                                                           \
	"KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM SSL_ENDPOINT_IDENTIFICATION_ALGORITHM "       \
	"SPRING_KAFKA_PROPERTIES_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM"

void rule_check_provider_key(const struct subject *subject);
void rule_check_public_prefix(const struct subject *subject);
void rule_check_loader(const struct subject *subject);
void rule_check_mode(const struct subject *subject);
void rule_check_mode_mismatch(const struct subject *subject);
void rule_check_debug_mode(const struct checking *checking);
void rule_check_mode_conflict(const struct checking *checking);
void rule_check_payment_mode(const struct checking *checking);
void rule_check_neo4j_login(const struct subject *subject);
void rule_check_root(const struct checking *checking);
void rule_check_own_logins(const struct checking *checking);
void rule_check_trust(const struct checking *checking);
