/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/types.h"

#include <string.h>

#include "schema/type/api_key.h"
#include "schema/type/key.h"
#include "schema/type/scalar.h"
#include "schema/type/secret.h"
#include "schema/type/url.h"
#include "util/text.h"

/* clang-format off */
/* What several types find. */
#define FLAW_RULES       "secret-template secret-unexpanded-command secret-placeholder secret-known-leaked secret-repetition secret-sequence secret-keyboard secret-step-pattern secret-class-pattern"
#define PASSWORD_RULES   "password-too-short password-common password-low-entropy password-equals-context " FLAW_RULES
#define CONNECTION_RULES "db-url-invalid db-url-placeholder db-url-encoding db-url-default-credentials db-url-superuser db-url-timeout tls-verification-disabled " PASSWORD_RULES
#define DATABASE_RULES   CONNECTION_RULES " db-url-tls db-url-no-auth db-url-localhost"
#define REDIS_RULES      "redis-url-tls redis-url-no-password db-url-localhost"
#define MAIL_RULES       "smtp-tls-disabled smtp-host smtp-port-plain db-url-no-auth"
#define ORIGIN_RULES     "origin-wildcard origin-null origin-http origin-localhost origin-invalid"
#define JWK_RULES        "jwt-key-too-short jwt-alg-key-mismatch pem-key-too-small pem-encrypted secret-human-text secret-distinct secret-encoded-text " FLAW_RULES

const struct value_type value_types[] = {
	{ "string", "any text",
	  "anything", "", "", NULL, "POSIX.1 8.1",
	  "" },
	{ "text", "text of several lines",
	  "anything", "", "", NULL, "POSIX.1 8.1",
	  "", .multiline = true },
	{ "int", "a whole number, 64 bits, canonical decimal",
	  "-42", "007", "min max usual-min usual-max", NULL, "PAR-05",
	  "write digits only, as in 42 or -7", .check = type_check_int, .number = type_number_int,
	  .raises = "number-range usual-range" },
	{ "uint", "a whole number that is not negative",
	  "42", "-1", "min max usual-min usual-max", "int", "PAR-05",
	  "write digits only, as in 42", .check = type_check_uint, .number = type_number_int,
	  .raises = "number-range usual-range" },
	{ "float", "a number as JSON writes it",
	  "2.5e3", ".5", "min max usual-min usual-max", NULL, "RFC 8259 6",
	  "write it as JSON does, as in 0.5", .check = type_check_float, .number = type_number_float,
	  .raises = "number-range usual-range" },
	{ "bool", "1 t true y yes on enable enabled, or 0 f false n no off disable disabled",
	  "true", "maybe", "emit emit-false", NULL, "S2:10; S4:125",
	  "use true or false", .check = type_check_bool },
	{ "enum", "one of the words of one-of",
	  "", "", "one-of case", NULL, "PAR-10",
	  "use one of the words of one-of, letter by letter", .check = type_check_enum },
	{ "port", "a port number from 1 to 65535, canonical decimal",
	  "8080", "080", "min max usual-min usual-max", "uint", "S0:157; RFC 6335 6",
	  "use 1 to 65535, without leading zeros", .check = type_check_port, .number = type_number_int,
	  .raises = "number-range usual-range" },
	{ "percent", "a number from 0 to 100, with or without %",
	  "99.5%", "120%", "min max usual-min usual-max", NULL, "PAR-10",
	  "write 0 to 100", .check = type_check_percent, .number = type_number_percent,
	  .raises = "number-range usual-range" },
	{ "duration", "a time: 30s, 1h30m, 500ms, PT30S, or a number in unit (seconds)",
	  "1h30m", "30 parsecs", "min max usual-min usual-max unit", NULL, "S0:34; S0:35; S4:141; ISO 8601",
	  "write a number with ms, s, m, h, d or w, as in 30s", .check = type_check_duration, .number = type_number_duration,
	  .raises = "duration-range usual-range" },
	{ "size", "a number of bytes: 10485760, 10MB, 1.5GiB",
	  "10MiB", "unlimited", "min max usual-min usual-max", NULL, "S4:16; S4:145",
	  "write a number with B, kB, KiB, MB, MiB, GB or GiB, as in 10MiB", .check = type_check_size, .number = type_number_size,
	  .raises = "size-range usual-range" },
	{ "rate", "a number of events, in all or by time: 100, 100/minute",
	  "100/minute", "0", "min max usual-min usual-max", NULL, "S0:19; S3:12",
	  "write a number and a period, as in 100/minute", .check = type_check_rate, .number = type_number_rate,
	  .raises = "rate-invalid usual-range" },
	{ "cron", "a schedule of five or six cron fields",
	  "*/5 * * * *", "61 * * * *", "", NULL, "PAR-09; crontab(5)",
	  "write five fields: minute hour day month weekday", .check = type_check_cron },
	{ "timezone", "a name of the time zone database",
	  "Europe/Vienna", "Mars/Base", "", NULL, "RFC 6557",
	  "use a name such as UTC or Europe/Vienna", .check = type_check_timezone },
	{ "ip", "an IPv4 or IPv6 address",
	  "192.0.2.1", "256.1.1.1", "", NULL, "RFC 4291 2.2",
	  "write an address such as 192.0.2.1 or 2001:db8::1", .check = type_check_ip },
	{ "cidr", "a network: address, /, length of the prefix",
	  "10.0.0.0/8", "10.0.0.1/8", "", NULL, "RFC 4632 3.1; RFC 4291 2.3",
	  "write the network's first address and its prefix, as in 10.0.0.0/8", .check = type_check_cidr },
	{ "email", "an e-mail address",
	  "ops@acme.io", "a@b", "display-name", NULL, "RFC 5322 3.4.1",
	  "write NAME@DOMAIN", .check = type_check_email },
	{ "uuid", "a UUID of RFC 9562",
	  "123e4567-e89b-12d3-a456-426614174000", "1234-5678", "nil", NULL, "RFC 9562",
	  "write 8-4-4-4-12 hexadecimal digits", .check = type_check_uuid },
	{ "semver", "a version of Semantic Versioning 2.0.0",
	  "1.4.2", "1.2", "v-prefix", NULL, "S2:99; SemVer 2.0.0",
	  "write MAJOR.MINOR.PATCH, as in 1.4.2", .check = type_check_semver },
	{ "path", "a path of a file or directory",
	  "/etc/app", "", "absolute must-exist max-mode", NULL, "S1:18",
	  "write a path", .check = type_check_path },
	{ "json", "JSON of RFC 8259, 64 levels at most, no name twice",
	  "{\"beta\":false}", "{beta:false}", "json-type", NULL, "RFC 8259",
	  "check it with a JSON parser: quotes around names, no comma at the end", .multiline = true, .check = type_check_json },
	{ "base64", "base64 of RFC 4648, either alphabet",
	  "aGVsbG8=", "aGVsbG8*", "min-bytes max-bytes", NULL, "RFC 4648 4, 5",
	  "encode it anew: openssl base64 -A", .check = type_check_base64 },
	{ "hex", "hexadecimal digits, two a byte",
	  "00ff", "0ff", "min-bytes max-bytes", NULL, "RFC 4648 8",
	  "write two hexadecimal digits for each byte", .check = type_check_hex },
	{ "log-level", "the name of a log level, of any common library",
	  "INFO", "INFOO", "min-level", NULL, "S0:109; S4:131",
	  "use debug, info, warning or error", .check = type_check_log_level },
	{ "environment", "production, staging, development or test, or a usual short form",
	  "staging", "prodution", "", NULL, "S0:105",
	  "use production, staging, development or test", .check = type_check_environment },
	{ "url", "an absolute URL with a host, without login",
	  "https://app.acme.io/path", "//host", "schemes https-only allow-credentials", NULL, "RFC 3986",
	  "write SCHEME://HOST[:PORT][/PATH]", .check = type_check_url,
	  .raises = "url-credentials " PASSWORD_RULES },
	{ "https-url", "a url whose scheme is https",
	  "https://app.acme.io", "http://app.acme.io", "allow-credentials", "url", "RFC 9110 4.2.2",
	  "write https://HOST[:PORT][/PATH]", .check = type_check_https_url,
	  .raises = "url-credentials " PASSWORD_RULES },
	{ "origin", "a web origin: scheme, host and port, nothing else",
	  "https://app.acme.io", "https://app.acme.io/", "schemes", NULL, "S0:15; RFC 6454",
	  "write https://HOST[:PORT], without a slash at the end", .check = type_check_origin,
	  .raises = ORIGIN_RULES },
	{ "origin-list", "origins, with commas or spaces between, or a JSON array",
	  "https://a.acme.io,https://b.acme.io", "https://a.acme.io,*", "schemes separator", NULL, "S0:15; RFC 6454",
	  "write origins with commas between", .check = type_check_origin_list,
	  .raises = ORIGIN_RULES },
	{ "host", "a host name or IP address",
	  "db.internal", "db_1.internal", "underscore", NULL, "RFC 1123 2.1",
	  "write a name such as db.internal, or an address", .check = type_check_host },
	{ "host-list", "hosts with commas between; a dot in front means all below",
	  "app.acme.io,.acme.net", "*", "underscore separator", NULL, "S4:470; RFC 1123 2.1",
	  "write the host names with commas between", .check = type_check_host_list,
	  .raises = "hosts-wildcard" },
	{ "host-port", "a host and a port",
	  "db.internal:5432", "db.internal", "underscore", NULL, "RFC 3986 3.2",
	  "write HOST:PORT", .check = type_check_host_port },
	{ "database-url", "a connection string of any known database",
	  "sqlite:///app.db", "h/d", "schemes", NULL, "S0:211; S2:12",
	  "write SCHEME://USER:PASSWORD@HOST[:PORT]/DATABASE", .check = type_check_database_url,
	  .raises = DATABASE_RULES " db-engine-sqlite " REDIS_RULES " " MAIL_RULES },
	{ "postgres-url", "a PostgreSQL connection string",
	  "", "mysql://h/d", "schemes", "database-url", "S1:9; S2:12; PostgreSQL, libpq connection strings",
	  "write postgresql://USER:PASSWORD@HOST/DATABASE?sslmode=verify-full", .check = type_check_postgres_url,
	  .raises = DATABASE_RULES },
	{ "mysql-url", "a MySQL or MariaDB connection string",
	  "", "postgres://h/d", "schemes", "database-url", "S2:12; MySQL, URI-like connection strings",
	  "write mysql://USER:PASSWORD@HOST/DATABASE?ssl-mode=VERIFY_IDENTITY", .check = type_check_mysql_url,
	  .raises = DATABASE_RULES },
	{ "mongodb-url", "a MongoDB connection string",
	  "", "mongodb+srv://h:27017/d", "schemes", "database-url", "S0:106; S4:124; MongoDB, connection strings",
	  "write mongodb+srv://USER:PASSWORD@HOST/DATABASE", .check = type_check_mongodb_url,
	  .raises = DATABASE_RULES },
	{ "redis-url", "a Redis connection string",
	  "", "http://h:6379", "schemes", "database-url", "S1:10; S2:13",
	  "write rediss://:PASSWORD@HOST:6379/0", .check = type_check_redis_url,
	  .raises = CONNECTION_RULES " " REDIS_RULES },
	{ "amqp-url", "an AMQP connection string",
	  "", "http://h:5672", "schemes", "database-url", "S2:12; RabbitMQ, URI specification",
	  "write amqps://USER:PASSWORD@HOST/VHOST", .check = type_check_amqp_url,
	  .raises = DATABASE_RULES },
	{ "sqlserver-url", "a SQL Server connection string",
	  "", "mysql://h/d", "schemes", "database-url", "S2:12; Microsoft, JDBC connection URL",
	  "write sqlserver://USER:PASSWORD@HOST:1433?encrypt=true", .check = type_check_sqlserver_url,
	  .raises = DATABASE_RULES },
	{ "clickhouse-url", "a ClickHouse connection string",
	  "", "mysql://h/d", "schemes", "database-url", "S2:12; ClickHouse, connection strings",
	  "write clickhouses://USER:PASSWORD@HOST:9440/DATABASE", .check = type_check_clickhouse_url,
	  .raises = DATABASE_RULES },
	{ "nats-url", "a NATS connection string",
	  "", "http://h:4222", "schemes", "database-url", "S2:12; NATS, connecting",
	  "write tls://USER:PASSWORD@HOST:4222", .check = type_check_nats_url,
	  .raises = DATABASE_RULES },
	{ "kafka-list", "Kafka brokers: HOST:PORT with commas between",
	  "kafka-1.internal:9093,kafka-2.internal:9093", "kafka-1.internal", "separator", NULL, "S2:12; Kafka, bootstrap.servers",
	  "write HOST:PORT with commas between", .check = type_check_kafka_list,
	  .raises = DATABASE_RULES },
	{ "elasticsearch-url", "an Elasticsearch or OpenSearch address",
	  "", "ftp://h:9200", "schemes", "database-url", "S2:12; RFC 9110 4.2",
	  "write https://USER:PASSWORD@HOST:9200", .check = type_check_elasticsearch_url,
	  .raises = DATABASE_RULES },
	{ "smtp-url", "a mail server: smtp, smtps, smtp+tls or smtp+ssl",
	  "", "http://h:25", "schemes", "database-url", "S1:16; S2:15",
	  "write smtps://USER:PASSWORD@HOST:465", .check = type_check_smtp_url,
	  .raises = CONNECTION_RULES " " MAIL_RULES },
	{ "sentry-dsn", "the DSN of a Sentry project",
	  "", "https://...", "", NULL, "S0:50; S4:135; Sentry, DSN",
	  "copy the DSN from the project's settings", .check = type_check_sentry_dsn,
	  .raises = "api-key-example" },
	{ "slack-webhook", "the address of a Slack webhook",
	  "", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "", NULL, "S2:214; S3:20; Slack, incoming webhooks",
	  "copy the address from the app's settings", .sensitive = true, .check = type_check_slack_webhook,
	  .raises = "api-key-example" },
	{ "secret", "a token, password or key of any form",
	  "", "changeme", "min-entropy-bits min-bytes max-bytes encoding", NULL, "S0:18; ASVS 11.5.1",
	  "make a new one: openssl rand -base64 32", .sensitive = true, .check = type_check_secret,
	  .raises = "secret-max-entropy secret-too-short" },
	{ "token", "a token that grants access",
	  "", "changeme", "min-entropy-bits min-bytes max-bytes encoding", "secret", "S0:18; ASVS 11.5.1",
	  "make a new one: openssl rand -base64 32", .sensitive = true, .check = type_check_token,
	  .raises = "secret-max-entropy secret-too-short" },
	{ "password", "a password",
	  "", "Summer2024!", "min-entropy-bits", "secret", "S0:18; PCI DSS 8.3.6",
	  "make a new one: openssl rand -base64 24", .sensitive = true, .check = type_check_password,
	  .raises = PASSWORD_RULES " " JWK_RULES },
	{ "jwt-hmac-key", "a key that signs JWTs with HMAC; alg and encoding say how it is used",
	  "", "short", "alg encoding min-entropy-bits min-bytes", "secret", "S1:11; RFC 7518 3.2",
	  "set encoding to how the program decodes the key: raw, hex, base64 or base64url", .sensitive = true, .own_key = true, .check = type_check_jwt_hmac_key,
	  .algs = "HS*",
	  .raises = "jwt-key-* secret-max-entropy " JWK_RULES },
	{ "encryption-key", "a key of exactly the size that alg or bits says",
	  "", "short", "alg encoding bits", "secret", "S1:12; RFC 7518 5",
	  "make a new one: openssl rand -base64 32", .sensitive = true, .own_key = true, .check = type_check_encryption_key,
	  .algs = "aes-* fernet chacha20-poly1305 xchacha20 secretbox",
	  .raises = "enc-key-* jwt-key-is-* secret-max-entropy" },
	{ "django-secret-key", "Django's SECRET_KEY",
	  "", "django-insecure-x", "min-entropy-bits", "secret", "S2:11; Django W009",
	  "make a new one: openssl rand -base64 48", .sensitive = true, .own_key = true, .check = type_check_django_secret_key,
	  .raises = "secret-distinct secret-too-short secret-max-entropy" },
	{ "rails-secret-key-base", "Rails' secret_key_base",
	  "", "short", "min-entropy-bits", "secret", "S2:11; Rails, securing Rails applications",
	  "make a new one: openssl rand -hex 64", .sensitive = true, .own_key = true, .check = type_check_rails_secret_key_base,
	  .raises = "secret-max-entropy secret-too-short" },
	{ "rails-master-key", "the key of Rails' encrypted credentials: 32 hexadecimal digits",
	  "", "short", "", "secret", "S2:11; Rails, securing Rails applications",
	  "make a new one: openssl rand -hex 16", .sensitive = true, .own_key = true, .check = type_check_rails_master_key },
	{ "laravel-app-key", "Laravel's APP_KEY: base64: and 32 bytes",
	  "", "short", "alg", "secret", "S1:12; Laravel, encryption",
	  "make a new one: printf 'base64:%s\\n' \"$(openssl rand -base64 32)\"", .sensitive = true, .own_key = true, .check = type_check_laravel_app_key,
	  .algs = "aes-*",
	  .raises = "secret-max-entropy" },
	{ "api-key", "an API key of a provider",
	  "", "sk_test_x", "provider", "secret", "S1:17; S2:14",
	  "copy the key from the provider's console", .sensitive = true, .check = type_check_api_key,
	  .raises = "api-key-format" },
	{ "jwk", "a JSON Web Key",
	  "", "{\"kty\":\"oct\"}", "alg private", NULL, "RFC 7517 4",
	  "export the key as a JWK of RFC 7517", .sensitive = true, .multiline = true, .check = type_check_jwk,
	  .raises = JWK_RULES },
	{ "jwks", "a set of JSON Web Keys",
	  "", "{\"keys\":[]}", "alg private", NULL, "RFC 7517 5",
	  "export the keys as a JWK set of RFC 7517", .sensitive = true, .multiline = true, .check = type_check_jwks,
	  .raises = JWK_RULES },
	{ "pem-private-key", "a private key in PEM",
	  "", "-----BEGIN PUBLIC KEY-----", "alg encoding", NULL, "RFC 7468 10",
	  "make a new one: openssl genpkey -algorithm ed25519", .sensitive = true, .multiline = true, .check = type_check_pem_private_key,
	  .algs = "RS* PS* ES* EdDSA",
	  .raises = "pem-* jwt-alg-key-mismatch" },
	{ "pem-public-key", "a public key in PEM",
	  "", "-----BEGIN CERTIFICATE-----", "alg encoding", NULL, "RFC 7468 13",
	  "write it with: openssl pkey -pubout", .multiline = true, .check = type_check_pem_public_key,
	  .algs = "RS* PS* ES* EdDSA",
	  .raises = "pem-* jwt-alg-key-mismatch" },
	{ "pem-certificate", "an X.509 certificate in PEM",
	  "", "-----BEGIN PUBLIC KEY-----", "encoding expires-warn hostname", NULL, "S0:74; RFC 7468 5; RFC 5280",
	  "check it with: openssl x509 -text -noout", .multiline = true, .check = type_check_pem_certificate,
	  .raises = "pem-* cert-expired cert-not-yet-valid cert-expiring-soon cert-weak-signature cert-self-signed cert-chain-order cert-hostname" },
	{ "pem-chain", "X.509 certificates in PEM, the server's first, each issued by the next",
	  "", "-----BEGIN PUBLIC KEY-----", "encoding expires-warn hostname", "pem-certificate", "S0:74; RFC 8446 4.4.2",
	  "put the certificates in order, the server's own first", .multiline = true, .check = type_check_pem_chain,
	  .raises = "pem-* cert-expired cert-not-yet-valid cert-expiring-soon cert-weak-signature cert-self-signed cert-chain-order cert-hostname" },
	{ "ssh-private-key", "a private key of OpenSSH",
	  "", "ssh-ed25519 AAAA", "", NULL, "OpenSSH, PROTOCOL.key",
	  "make a new one: ssh-keygen -t ed25519", .sensitive = true, .multiline = true, .check = type_check_ssh_private_key,
	  .raises = "pem-key-too-small pem-encrypted" },
	{ "pgp-private-key", "an armoured OpenPGP private key",
	  "", "-----BEGIN PGP PUBLIC KEY BLOCK-----", "", NULL, "RFC 9580",
	  "export it with: gpg --armor --export-secret-keys", .sensitive = true, .multiline = true, .check = type_check_pgp_private_key,
	  .raises = "pem-key-too-small pem-encrypted" },
	{ "age-key", "an age identity: AGE-SECRET-KEY-1 and 58 characters",
	  "", "age1qqq", "", NULL, "age-encryption.org/v1",
	  "make a new one: keystrap keygen", .sensitive = true, .check = type_check_age_key,
	  .raises = "enc-key-trivial" },
	{ "bcrypt-hash", "a bcrypt hash of cost 10 or more",
	  "", "hunter2", "", NULL, "OWASP password storage sheet",
	  "hash the password: htpasswd -nBC 12 user | cut -d: -f2", .sensitive = true, .check = type_check_bcrypt_hash,
	  .raises = "hash-too-weak" },
	{ "argon2-hash", "an Argon2 hash in PHC form",
	  "", "hunter2", "", NULL, "RFC 9106; OWASP password storage sheet",
	  "hash it with argon2id, m=19456, t=2, p=1 or more", .sensitive = true, .check = type_check_argon2_hash,
	  .raises = "hash-too-weak" },
	{ 0 },
};
/* clang-format on */

/* Types are asked for in each check of each value; most differ in the first letter. */
static bool is_named(const struct value_type *type, const char *name)
{
	return type->name[0] == name[0] && strcmp(type->name, name) == 0;
}

const struct value_type *value_type_find(const char *name)
{
	for (const struct value_type *type = value_types; name && type->name; type++) {
		if (is_named(type, name))
			return type;
	}
	return NULL;
}

const char *const *value_type_names(void)
{
	static const char *names[ARRAY_LENGTH(value_types)];

	for (size_t i = 0; value_types[i].name; i++)
		names[i] = value_types[i].name;
	return names;
}

bool value_type_takes(const struct value_type *type, const char *key)
{
	size_t length = strlen(key);

	for (const char *word = type->takes; *word; word += strspn(word, " ")) {
		size_t part = strcspn(word, " ");

		if (part == length && strncmp(word, key, length) == 0)
			return true;
		word += part;
	}
	return false;
}

bool value_type_is(const struct value_type *type, const char *wider)
{
	while (type && !is_named(type, wider))
		type = type->refines ? value_type_find(type->refines) : NULL;
	return type != NULL;
}
