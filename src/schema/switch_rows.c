/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/switches.h"

#include <stddef.h>

#include "schema/rules.h"
#include "switch_values.h"

/* clang-format off */
#define AT_PRODUCTION_WARN SUBJECT_AT(PRODUCTION_WARN)
#define DEBUG_SWITCHES     "DEBUG *_DEBUG DEBUG_MODE DEBUG_ENABLED"
/* Those that say the opposite, and those of the machine that runs the checks. */
#define DEBUG_OTHERS       "*DISABLE_DEBUG NO_DEBUG *_NO_DEBUG *SKIP_DEBUG *HIDE_DEBUG RUNNER_DEBUG ACTIONS_*_DEBUG SYSTEM_DEBUG"
/* DEBUG_ in front of a number, an address, a list, or of what other rows are about. */
#define DEBUG_SETTINGS     "DEBUG_COLORS DEBUG_DEPTH DEBUG_HIDE_DATE DEBUG_SHOW_HIDDEN DEBUG_TOOLBAR* DEBUG_*DISABLE* DEBUG_OFF DEBUG_SERVICE_* *_PORT *_PORT_* *_LEVEL *_VERBOSITY *_RATE *_RATIO *_TIMEOUT *_INTERVAL *_LIMIT *_COUNT *_SIZE *_DAYS *_SECONDS *_MS *_HOST"
#define JAVA_OPTIONS       "JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_OPTIONS JAVA_OPTS JVM_OPTS CATALINA_OPTS"
#define COOKIE_READ_BY_PAGE "CSRF_COOKIE_HTTP* *_CSRF_COOKIE_HTTP* XSRF_COOKIE_HTTP* *_XSRF_COOKIE_HTTP* LANGUAGE_COOKIE_*"
/* A server of the program's own, which a proxy stands in front of, or mail, or another rule's. */
#define TLS_OTHERS         "*FORCE_SSL *ASSUME_SSL *VERIFY_SSL *VERIFY_TLS *STRICT_SSL *DISABLE_SSL *DISABLE_TLS *SKIP_SSL *SKIP_TLS *NO_SSL *NO_TLS ENABLE_SSL ENABLE_TLS SERVER_* *_SERVER_SSL *_SERVER_TLS HTTP_SSL HTTP_TLS *LISTEN* EMAIL_* *_EMAIL_* MAIL_* *_MAIL_* MAILER_* SMTP_* *_SMTP_*"
/* Connections of the program to its servers. */
#define TLS_ENABLED        "*REDIS*SSL_ENABLED *REDIS*TLS_ENABLED *VALKEY*TLS_ENABLED *RABBITMQ*SSL_ENABLED *RABBITMQ*TLS_ENABLED *AMQP*SSL_ENABLED *AMQP*TLS_ENABLED *KAFKA*SSL_ENABLED *KAFKA*TLS_ENABLED *MONGO*SSL_ENABLED *MONGO*TLS_ENABLED *POSTGRES*SSL_ENABLED *MYSQL*SSL_ENABLED *DB_SSL_ENABLED *DB_TLS_ENABLED *DATABASE_SSL_ENABLED *DATABASE_TLS_ENABLED *CASSANDRA*SSL_ENABLED *LDAP*SSL_ENABLED *LDAP*TLS_ENABLED *MQTT*TLS_ENABLED *NATS*TLS_ENABLED *CLICKHOUSE*TLS_ENABLED"
/* A program's own login, not one of several ways of it. */
#define LOGIN_SWITCHES     "AUTH_ENABLED APP_AUTH_ENABLED API_AUTH_ENABLED ADMIN_AUTH_ENABLED DASHBOARD_AUTH_ENABLED SERVER_AUTH_ENABLED REDIS_AUTH_ENABLED MONGO_AUTH_ENABLED MONGODB_AUTH_ENABLED AUTHENTICATION_ENABLED APP_AUTHENTICATION_ENABLED API_AUTHENTICATION_ENABLED AUTHORIZATION_ENABLED ENABLE_AUTH ENABLE_AUTHENTICATION ENABLE_AUTHORIZATION REQUIRE_AUTH REQUIRE_AUTHENTICATION AUTH_REQUIRED SECURITY_ENABLED ENABLE_SECURITY APP_SECURITY_ENABLED API_SECURITY_ENABLED SPRING_SECURITY_ENABLED"
#define LOGIN_DISABLED     "AUTH_DISABLED *_AUTH_DISABLED DISABLE_AUTH *_DISABLE_AUTH DISABLE_AUTHENTICATION *_DISABLE_AUTHENTICATION AUTHENTICATION_DISABLED *_AUTHENTICATION_DISABLED DISABLE_AUTHORIZATION *_DISABLE_AUTHORIZATION SKIP_AUTH *_SKIP_AUTH SKIP_AUTHENTICATION SKIP_AUTHORIZATION BYPASS_AUTH *_BYPASS_AUTH AUTH_BYPASS NO_AUTH DISABLE_SECURITY *_DISABLE_SECURITY SECURITY_DISABLED *_SECURITY_DISABLED DISABLE_SECURITY_PLUGIN ALLOW_ANONYMOUS_LOGIN *_ALLOW_ANONYMOUS_LOGIN"
/* To switch these ways off is what is advised. */
#define LOGIN_OTHERS       "*BASIC_AUTH* *PASSWORD_AUTH* *ANONYMOUS_AUTH* *GUEST_AUTH* *LEGACY_AUTH* *LOCAL_AUTH* *TOKEN_AUTH* *SOCIAL_AUTH* *PHONE_AUTH* *EMAIL_AUTH* *GOOGLE_AUTH* *GITHUB_AUTH* *LDAP_AUTH* *SAML_AUTH* *PROXY_AUTH*"
#define SIGNATURE_SWITCHES "*JWT_VERIFY *JWT_VERIFY_SIGNATURE *JWT_VERIFY_EXPIRATION *JWT_VERIFY_EXP *JWT_VALIDATE_SIGNATURE *VERIFY_JWT *VERIFY_JWT_SIGNATURE *VERIFY_SIGNATURE *VERIFY_SIGNATURES *SIGNATURE_VERIFICATION *SIGNATURE_VERIFICATION_ENABLED"
#define TLS_MIN_NAMES      "*TLS_MIN *TLS_MIN_V* *TLS_MIN_PROTOCOL* *MIN_TLS *MIN_TLS_V* *MIN_TLS_PROTOCOL* *TLS_MINIMUM *TLS_MINIMUM_* *MINIMUM_TLS *MINIMUM_TLS_* *SSL_MIN *SSL_MIN_V* *SSL_MIN_PROTOCOL* *MIN_SSL_V* PGSSLMINPROTOCOLVERSION"
#define PAYMENT_MODES      "PAYPAL_MODE PAYPAL_ENV* BRAINTREE_ENV* PLAID_ENV* SQUARE_ENV* ADYEN_ENV* CHECKOUT_ENV* KLARNA_ENV* WORLDPAY_ENV* GOCARDLESS_ENV* *_PAYPAL_MODE"
#define STORE_NAMES        "DB_NAME *_DB_NAME DATABASE_NAME *_DATABASE_NAME DB_DATABASE POSTGRES_DB PGDATABASE MYSQL_DATABASE MYSQL_DB MARIADB_DATABASE MONGO_DB MONGO_DATABASE MONGODB_DB MONGODB_DATABASE *_BUCKET *_BUCKET_NAME BUCKET BUCKET_NAME *_QUEUE *_QUEUE_NAME QUEUE_NAME *_TOPIC *_TOPIC_NAME"
#define SERVER_NAMES       "DB_HOST *_DB_HOST DATABASE_HOST *_DATABASE_HOST POSTGRES_HOST *_POSTGRES_HOST POSTGRES_SERVER PGHOST MYSQL_HOST *_MYSQL_HOST MARIADB_HOST MONGO_HOST MONGODB_HOST MSSQL_HOST REDIS_HOST *_REDIS_HOST VALKEY_HOST RABBITMQ_HOST AMQP_HOST MEMCACHED_HOST ELASTICSEARCH_HOST OPENSEARCH_HOST CLICKHOUSE_HOST"
#define BIND_NAMES         "HOST BIND *_BIND BIND_HOST *_BIND_HOST BIND_ADDR BIND_ADDRESS *_BIND_ADDR *_BIND_ADDRESS LISTEN *_LISTEN LISTEN_HOST LISTEN_ADDR LISTEN_ADDRESS *_LISTEN_ADDR *_LISTEN_ADDRESS SERVER_HOST SERVER_ADDRESS UVICORN_HOST FLASK_RUN_HOST HTTP_ADDR ADDR"
#define JWT_ALG_NAMES      "JWT_ALG JWT_ALGO JWT_ALGORITHM JWT_ALGORITHMS JWT_SIGNING_ALG JWT_SIGNING_ALGORITHM *_JWT_ALG *_JWT_ALGO *_JWT_ALGORITHM *_JWT_ALGORITHMS *_JWT_SIGNING_ALGORITHM ALGORITHM"

const struct switch_row switch_rows[] = {
	/* Debugging. */
	{ "debug-enabled", "FLASK_DEBUG", NULL, SWITCH_NOT_WORD, "0 false no",
	  "debugging is on: Flask reads all but 0, false and no as true", .inherited = true },
	{ "debug-enabled", DEBUG_SWITCHES, "FLASK_DEBUG " DEBUG_OTHERS, SWITCH_TRUE, NULL,
	  "debugging is on", .inherited = true },
	{ "debug-enabled", "DEBUG_*", DEBUG_SETTINGS, SWITCH_CUSTOM, NULL,
	  "debugging is on", .is_bad = switch_is_debug_word },
	{ "debug-enabled", "DEBUG", NULL, SWITCH_CUSTOM, NULL,
	  "debug output of all namespaces is on", .is_bad = switch_is_all_namespaces, .inherited = true },
	{ "debug-enabled", "DEBUG", NULL, SWITCH_CUSTOM, NULL,
	  "debug output of some namespaces is on", AT_PRODUCTION_WARN, .is_bad = switch_is_namespaces, .inherited = true },
	{ "debug-enabled", "TRACE", NULL, SWITCH_TRUE, NULL,
	  "Spring's core logs at trace level", .preset = "spring micronaut", .inherited = true },
	{ "debug-false-string", DEBUG_SWITCHES, "FLASK_DEBUG NODE_DEBUG " DEBUG_OTHERS, SWITCH_FALSE, NULL,
	  "is set, so a program that asks only for presence takes it for true", .pardons = switch_emits_unset },

	/* Logs. */
	{ "log-format", "LOG_FORMAT *_LOG_FORMAT LOGGING_FORMAT LOG_FORMATTER", "*ACCESS_LOG_FORMAT *AUDIT_LOG_FORMAT", SWITCH_NOT_WORD, "json jsonl ndjson json-lines logfmt gelf ecs",
	  "is neither json nor logfmt" },
	{ "sql-echo", "SQLALCHEMY_ECHO *_SQLALCHEMY_ECHO SQL_ECHO *_SQL_ECHO DB_ECHO DATABASE_ECHO *_DB_ECHO *_DATABASE_ECHO *SHOW_SQL DB_DEBUG *_DB_DEBUG SQL_DEBUG *_SQL_DEBUG PRISMA_DEBUG TYPEORM_LOGGING", NULL, SWITCH_TRUE, NULL,
	  "SQL statements are logged" },
	{ "sql-echo", "SQLALCHEMY_ECHO", NULL, SWITCH_WORD, "debug",
	  "SQL statements and their results are logged" },
	{ "sql-echo", "DEBUG", NULL, SWITCH_PART, "prisma:query prisma:* knex:query knex:*",
	  "SQL statements are logged" },

	/* Development tools. */
	{ "dev-tooling", "NODE_OPTIONS", NULL, SWITCH_OPTION, "--inspect --debug",
	  "opens the debugger's port", .inherited = true },
	{ "dev-tooling", JAVA_OPTIONS, NULL, SWITCH_OPTION, "-agentlib:jdwp -Xrunjdwp -Xdebug -Dcom.sun.management.jmxremote.authenticate=false",
	  "opens a debugger's or monitor's port without login", .inherited = true },
	{ "dev-tooling", "NODE_DEBUG NODE_DEBUG_NATIVE", NULL, SWITCH_SET, NULL,
	  "Node.js logs its own doings", .inherited = true },
	{ "dev-tooling", "PYTHONDEVMODE PYTHONINSPECT PYTHONASYNCIODEBUG", NULL, SWITCH_SET, NULL,
	  "switches a debugging mode of Python on, whatever the text is", .inherited = true },
	{ "dev-tooling", "PYTHONBREAKPOINT", NULL, SWITCH_NOT_WORD, "0",
	  "breakpoint() stops the program in a debugger", .inherited = true },
	{ "dev-tooling", "PYTHONTRACEMALLOC", NULL, SWITCH_NOT_WORD, "0",
	  "memory is traced, which is slow", AT_PRODUCTION_WARN, .inherited = true },
	{ "dev-tooling", "WERKZEUG_DEBUG_PIN", NULL, SWITCH_WORD, "off",
	  "the debugger asks for no PIN", .inherited = true },
	{ "dev-tooling", "WERKZEUG_RUN_MAIN WERKZEUG_SERVER_FD", NULL, SWITCH_SET, NULL,
	  "is set by the reloader of the development server", .inherited = true },
	{ "dev-tooling", "DJANGO_ALLOW_ASYNC_UNSAFE", NULL, SWITCH_SET, NULL,
	  "Django's guard against unsafe calls is off, whatever the text is", .inherited = true },
	{ "dev-tooling", "GODEBUG", NULL, SWITCH_ITEM, "tls10server=1 tls10default=1 tlsrsakex=1 tls3des=1 tlssha1=1 tlsunsafeekm=1 x509sha1=1 x509ignorecn=0",
	  "allows old TLS again", .inherited = true },
	{ "dev-tooling", "SPRING_DEVTOOLS_*", NULL, SWITCH_NOT_FALSE, NULL,
	  "Spring's developer tools are on", .inherited = true },
	{ "dev-tooling", "SECRET_KEY_BASE_DUMMY", NULL, SWITCH_SET, NULL,
	  "Rails makes up a secret_key_base of its own", .inherited = true },
	{ "dev-tooling", "UVICORN_RELOAD FLASK_RUN_RELOAD GUNICORN_RELOAD RELOAD AUTO_RELOAD", NULL, SWITCH_TRUE, NULL,
	  "the program restarts when its files change", .inherited = true },
	{ "dev-tooling", "GUNICORN_CMD_ARGS", NULL, SWITCH_OPTION, "--reload",
	  "the program restarts when its files change", .inherited = true },
	{ "dev-tooling", "FLASK_RUN_DEBUGGER DEBUGBAR_ENABLED *_DEBUGBAR_ENABLED DEBUG_TOOLBAR DEBUG_TOOLBAR_ENABLED *_DEBUG_TOOLBAR *_DEBUG_TOOLBAR_ENABLED", "*DISABLE*", SWITCH_TRUE, NULL,
	  "a debugger is part of the pages" },
	{ "dev-tooling", "XDEBUG_MODE", NULL, SWITCH_NOT_WORD, "off",
	  "Xdebug is on", .inherited = true },

	/* Certificates. */
	{ "tls-verification-disabled", "*REJECT_UNAUTHORIZED *_SSL_VERIFY SSL_VERIFY *VERIFY_SSL *VERIFY_CERTS *VERIFY_CERT *_TLS_VERIFY TLS_VERIFY *VERIFY_TLS *VERIFY_CERTIFICATE *VERIFY_CERTIFICATES *SSL_VERIFICATION *TLS_VERIFICATION *SSL_VERIFY_PEER *SSL_VERIFYPEER *STRICT_SSL *VERIFY_HOSTNAME REQUESTS_VERIFY *_REQUESTS_VERIFY HTTPX_VERIFY HTTP_VERIFY PYTHONHTTPSVERIFY CARGO_HTTP_CHECK_REVOKE", "DOCKER_TLS_VERIFY *NO_VERIFY_SSL *NO_VERIFY_TLS *NO_VERIFY_HOSTNAME *SKIP_VERIFY_* *DISABLE_VERIFY_*", SWITCH_FALSE, NULL,
	  "certificates are not verified", .inherited = true },
	{ "tls-verification-disabled", "*VERIFY_MODE *SSL_VERIFICATION_MODE *TLS_VERIFICATION_MODE *SSL_VERIFICATIONMODE *TLS_VERIFICATIONMODE *_SSL_VERIFY *_TLS_VERIFY *SSL_CERT_REQS *TLS_CERT_REQS", NULL, SWITCH_WORD, "none cert_none verify_none ssl_verify_none ssl.cert_none openssl::ssl::verify_none",
	  "certificates are not verified", .inherited = true },
	{ "tls-verification-disabled", "*SKIP_VERIFY *_INSECURE *INSECURE_SKIP_VERIFY *ALLOW_SELFSIGNED *ALLOW_SELF_SIGNED *SKIP_TLS_VERIFY *SKIP_SSL_VERIFY *SKIP_SSL_VALIDATION *SKIP_TLS_VERIFICATION *SKIP_SSL_VERIFICATION *NO_VERIFY_SSL *NO_VERIFY_TLS *SSL_NO_VERIFY *DISABLE_SSL_VERIFICATION *DISABLE_SSL_VERIFY *DISABLE_TLS_VERIFY *DISABLE_TLS_VERIFICATION *TRUST_SERVER_CERTIFICATE *TRUST_ALL_CERTS *TRUST_ALL_CERTIFICATES *ACCEPT_INVALID_CERTS *ALLOW_INVALID_CERTS *ALLOW_INVALID_CERTIFICATES", "*OTLP_*INSECURE", SWITCH_TRUE, NULL,
	  "certificates are not verified", .pardons = switch_peer_is_local, .inherited = true },
	{ "tls-verification-disabled", "GIT_SSL_NO_VERIFY", NULL, SWITCH_SET, NULL,
	  "git verifies no certificate, whatever the text is", .inherited = true },
	{ "tls-verification-disabled", "PIP_TRUSTED_HOST", NULL, SWITCH_SET, NULL,
	  "pip verifies no certificate of these hosts", .inherited = true },
	{ "tls-verification-disabled", "GOINSECURE", NULL, SWITCH_SET, NULL,
	  "go fetches these modules without verification", .inherited = true },
	{ "tls-verification-disabled", "GONOSUMDB GONOSUMCHECK", NULL, SWITCH_ITEM, "* 1",
	  "go verifies no checksum", .inherited = true },
	{ "tls-verification-disabled", "GOSUMDB", NULL, SWITCH_WORD, "off",
	  "go verifies no checksum", .inherited = true },
	{ "tls-verification-disabled", "GOFLAGS", NULL, SWITCH_OPTION, "-insecure --insecure",
	  "go fetches modules without verification", .inherited = true },
	{ "tls-verification-disabled", JAVA_OPTIONS, NULL, SWITCH_OPTION, "-Djdk.internal.httpclient.disableHostnameVerification=true -Dcom.sun.jndi.ldap.object.disableEndpointIdentification=true",
	  "host names are not compared with certificates", .inherited = true },
	{ "tls-verification-disabled", "AWS_ENDPOINT_URL AWS_ENDPOINT_URL_*", NULL, SWITCH_CUSTOM, NULL,
	  "requests to AWS are sent over plain http", .is_bad = switch_is_plain_http, .inherited = true },
	{ "tls-verification-disabled", "DOCKER_HOST", NULL, SWITCH_CUSTOM, NULL,
	  "the Docker daemon is reached over TCP, and DOCKER_TLS_VERIFY is not set", .is_bad = switch_is_docker_plain },

	/* Encryption and login. */
	{ "insecure-transport", "OAUTHLIB_INSECURE_TRANSPORT AUTHLIB_INSECURE_TRANSPORT", NULL, SWITCH_SET, NULL,
	  "OAuth is allowed over plain http, whatever the text is", .inherited = true },
	{ "insecure-transport", "*OTLP_*INSECURE", NULL, SWITCH_TRUE, NULL,
	  "telemetry is sent unencrypted", AT_PRODUCTION_WARN, .pardons = switch_peer_is_local, .inherited = true },
	{ "insecure-transport", "*_USE_SSL *_USE_TLS *_SSL *_TLS USE_SSL USE_TLS", TLS_OTHERS, SWITCH_WORD, "0 f false n no off disable disabled none",
	  "encryption is switched off", .pardons = switch_is_encrypted_or_local },
	{ "insecure-transport", TLS_ENABLED, NULL, SWITCH_FALSE, NULL,
	  "encryption is switched off", .pardons = switch_is_encrypted_or_local },
	{ "insecure-transport", "*ALLOW_PLAINTEXT_LISTENER *ALLOW_PLAINTEXT", NULL, SWITCH_TRUE, NULL,
	  "connections without encryption are allowed" },
	{ "insecure-transport", "*KAFKA_SECURITY_PROTOCOL", NULL, SWITCH_WORD, "plaintext sasl_plaintext",
	  "the connection to Kafka is not encrypted", .pardons = switch_is_encrypted_or_local },
	{ "insecure-transport", "POSTGRES_HOST_AUTH_METHOD", NULL, SWITCH_WORD, "trust",
	  "the database lets everybody in without a password" },
	{ "insecure-transport", "*ALLOW_EMPTY_PASSWORD *ALLOW_EMPTY_ROOT_PASSWORD", NULL, SWITCH_NOT_FALSE, NULL,
	  "an empty password is allowed" },
	{ "insecure-transport", "XPACK_SECURITY_ENABLED XPACK.SECURITY.ENABLED", NULL, SWITCH_FALSE, NULL,
	  "login and encryption of Elasticsearch are switched off" },
	{ "insecure-transport", "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", NULL, SWITCH_TRUE, NULL,
	  "everybody gets in without a login" },
	{ "protection-disabled", LOGIN_SWITCHES, NULL, SWITCH_FALSE, NULL,
	  "everybody gets in without a login" },
	{ "protection-disabled", LOGIN_DISABLED, LOGIN_OTHERS, SWITCH_TRUE, NULL,
	  "everybody gets in without a login" },
	{ "protection-disabled", "*ALLOWED_EXTENSIONS *ALLOWED_FILE_EXTENSIONS *ALLOWED_FILE_TYPES *ALLOWED_UPLOAD_TYPES *ALLOWED_MIME_TYPES *UPLOAD_ALLOWED_TYPES", NULL, SWITCH_ITEM, "* \"*\" '*' [\"*\"] ['*'] .* *.* */* all any",
	  "files of any kind can be uploaded, programs and pages too" },
	{ "protection-disabled", "WTF_CSRF_ENABLED", NULL, SWITCH_FALSE, NULL,
	  "other pages can send requests in a user's name (CSRF)" },
	{ "protection-disabled", "CSRF_ENABLED *_CSRF_ENABLED ENABLE_CSRF *_ENABLE_CSRF CSRF_PROTECTION *_CSRF_PROTECTION CSRF_PROTECTION_ENABLED ENABLE_CSRF_PROTECTION CSRF_PROTECT XSRF_ENABLED", "*DISABLE_CSRF* *SKIP_CSRF* *NO_CSRF*", SWITCH_FALSE, NULL,
	  "other pages can send requests in a user's name (CSRF)", AT_PRODUCTION_WARN },
	{ "protection-disabled", "DISABLE_CSRF *_DISABLE_CSRF DISABLE_CSRF_PROTECTION CSRF_DISABLED *_CSRF_DISABLED SKIP_CSRF *_SKIP_CSRF NO_CSRF", NULL, SWITCH_TRUE, NULL,
	  "other pages can send requests in a user's name (CSRF)", AT_PRODUCTION_WARN },
	{ "protection-disabled", SIGNATURE_SWITCHES, "*SKIP_* *DISABLE_* *NO_VERIFY*", SWITCH_FALSE, NULL,
	  "whatever is signed by nobody is believed" },
	{ "protection-disabled", "*SKIP_SIGNATURE_VERIFICATION *SKIP_SIGNATURE_CHECK *DISABLE_SIGNATURE_VERIFICATION *SKIP_JWT_VERIFICATION *DISABLE_JWT_VERIFICATION", NULL, SWITCH_TRUE, NULL,
	  "whatever is signed by nobody is believed" },
	{ "protection-disabled", "*STRICT_HOST_KEY_CHECKING *STRICTHOSTKEYCHECKING *SSH_HOST_KEY_CHECKING ANSIBLE_HOST_KEY_CHECKING", NULL, SWITCH_FALSE, NULL,
	  "the keys of SSH servers are not verified", .inherited = true },
	{ "protection-disabled", "GIT_SSH_COMMAND ANSIBLE_SSH_ARGS ANSIBLE_SSH_COMMON_ARGS ANSIBLE_SSH_EXTRA_ARGS", NULL, SWITCH_PART, "StrictHostKeyChecking=no",
	  "the keys of SSH servers are not verified", .inherited = true },
	{ "db-url-tls", "PGSSLMODE *SSLMODE *_SSL_MODE", NULL, SWITCH_WORD, "disable disabled allow prefer preferred",
	  "the connection to the database may be plain: use verify-full (MySQL: VERIFY_IDENTITY)", .pardons = switch_database_is_local },
	{ "tls-min-version", TLS_MIN_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "is below TLS 1.2", .is_bad = switch_is_below_tls12 },
	{ "tls-min-version", TLS_MIN_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "is TLS 1.2; 1.3 is better", AT_PRODUCTION_WARN, .is_bad = switch_is_tls12 },
	{ "tls-min-version", "SERVER_SSL_PROTOCOL SERVER_SSL_ENABLED_PROTOCOLS SERVER_SSL_ENABLEDPROTOCOLS", NULL, SWITCH_ITEM, "sslv2 sslv2hello sslv3 tlsv1 tlsv1.0 tlsv1.1",
	  "allows TLS below 1.2" },
	{ "tls-min-version", "NODE_OPTIONS", NULL, SWITCH_OPTION, "--tls-min-v1.0 --tls-min-v1.1",
	  "allows TLS below 1.2", .inherited = true },

	{ "db-url-localhost", SERVER_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "the server is this machine", AT_PRODUCTION_WARN, .is_bad = switch_is_this_machine },

	/* Cookies and http. */
	{ "origin-wildcard", "ALLOW_ALL_ORIGINS *_ALLOW_ALL_ORIGINS ALLOW_ANY_ORIGIN *_ALLOW_ANY_ORIGIN CORS_ORIGIN_ALLOW_ALL *_CORS_ORIGIN_ALLOW_ALL CORS_ALLOW_ALL *_CORS_ALLOW_ALL", NULL, SWITCH_TRUE, NULL,
	  "every origin is allowed" },
	{ "cookie-flags", "COOKIE_SECURE *_COOKIE_SECURE COOKIE_HTTPONLY *_COOKIE_HTTPONLY *_COOKIE_HTTP_ONLY *_SECURE_COOKIE *_SECURE_COOKIES SECURE_COOKIES SESSION_HTTP_ONLY", COOKIE_READ_BY_PAGE, SWITCH_FALSE, NULL,
	  "the cookie is sent without this protection" },
	{ "cookie-flags", "*COOKIE_SAMESITE *COOKIE_SAME_SITE SESSION_SAME_SITE", NULL, SWITCH_WORD, "none",
	  "SameSite=None without Secure: browsers refuse the cookie", .pardons = switch_cookie_is_secure },
	{ "https-redirect-off", "SECURE_SSL_REDIRECT *_SSL_REDIRECT SSL_REDIRECT *FORCE_HTTPS *FORCE_SSL *HTTPS_REDIRECT HTTPS_ONLY *ENFORCE_HTTPS *REQUIRE_HTTPS REDIRECT_HTTP_TO_HTTPS", NULL, SWITCH_FALSE, NULL,
	  "plain http is not redirected" },
	{ "https-redirect-off", "RAILS_ASSUME_SSL", NULL, SWITCH_FALSE, NULL,
	  "Rails takes what the proxy hands on for plain http, and cookies go without Secure", .pardons = switch_rails_forces_ssl },
	{ "https-redirect-off", "PREFERRED_URL_SCHEME *_PREFERRED_URL_SCHEME", NULL, SWITCH_WORD, "http",
	  "links are made for plain http" },
	{ "django-hsts", "SECURE_HSTS_SECONDS", NULL, SWITCH_BELOW, "1",
	  "is no number above 0" },
	{ "django-hsts", "SECURE_HSTS_INCLUDE_SUBDOMAINS SECURE_HSTS_PRELOAD", NULL, SWITCH_FALSE, NULL,
	  "leaves a part of strict transport security off" },
	{ "hsts", "HSTS_SECONDS *_HSTS_SECONDS HSTS_MAX_AGE *_HSTS_MAX_AGE", NULL, SWITCH_BELOW, "31536000",
	  "is less than a year, 31536000 seconds" },

	/* Frameworks. */
	{ "django-settings-dev", "DJANGO_SETTINGS_MODULE", NULL, SWITCH_CUSTOM, NULL,
	  "names settings for development", .is_bad = switch_is_dev_settings, .inherited = true },
	{ "framework-setting", "SECURE_CONTENT_TYPE_NOSNIFF", NULL, SWITCH_FALSE, NULL,
	  "lets browsers guess what a response is" },
	{ "framework-setting", "X_FRAME_OPTIONS", NULL, SWITCH_NOT_WORD, "deny",
	  "lets other pages frame this one", .preset = "django" },
	{ "framework-setting", "SECURE_REFERRER_POLICY", NULL, SWITCH_FOREIGN, "no-referrer no-referrer-when-downgrade origin origin-when-cross-origin same-origin strict-origin strict-origin-when-cross-origin unsafe-url",
	  "has a policy that browsers do not know" },
	{ "framework-setting", "SECURE_CROSS_ORIGIN_OPENER_POLICY", NULL, SWITCH_NOT_WORD, "same-origin same-origin-allow-popups unsafe-none",
	  "is a policy that browsers do not know" },
	{ "framework-setting", "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", NULL, SWITCH_ITEM, "* \"*\" '*' env heapdump",
	  "shows endpoints that tell secrets" },
	{ "framework-setting", "MANAGEMENT_ENDPOINT_*_SHOW_VALUES MANAGEMENT_ENDPOINT_*_SHOW_DETAILS MANAGEMENT_ENDPOINT_*_SHOW_COMPONENTS SERVER_ERROR_INCLUDE_*", NULL, SWITCH_WORD, "always",
	  "tells visitors about the inside" },
	{ "framework-setting", "SERVER_SSL_ENABLED", NULL, SWITCH_FALSE, NULL,
	  "the program speaks plain HTTP: what stands in front of it has to encrypt", SUBJECT_INFO, .preset = "spring" },
	{ "smtp-tls-disabled", "EMAIL_URL", NULL, SWITCH_CUSTOM, NULL,
	  "mail is sent unencrypted: smtp+tls:// and smtps:// are not", .is_bad = switch_is_plain_mail_url, .preset = "django" },
	{ "smtp-port-plain", "EMAIL_URL", NULL, SWITCH_CUSTOM, NULL,
	  "the port is 25", .is_bad = switch_is_mail_relay },
	{ "framework-setting", "MANAGEMENT_SECURITY_ENABLED", NULL, SWITCH_FALSE, NULL,
	  "lets everybody see the management endpoints" },
	{ "framework-setting", "MANAGEMENT_ENDPOINT_SHUTDOWN_ENABLED", NULL, SWITCH_TRUE, NULL,
	  "lets a request end the program" },
	{ "framework-setting", "TRUST_PROXY", NULL, SWITCH_ITEM, "true * 0.0.0.0/0 ::/0",
	  "believes what any client says of its own address", .preset = "node" },
	{ "framework-setting", "RAILS_MAX_THREADS", NULL, SWITCH_CUSTOM, NULL,
	  "is more than the pool of database connections that the threads share", .is_bad = switch_is_beyond_pool },
	{ "framework-setting", "SPRING_H2_CONSOLE_ENABLED ASPNETCORE_DETAILEDERRORS", NULL, SWITCH_TRUE, NULL,
	  "tells visitors about the inside" },
	{ "framework-setting", "SPRING_JPA_HIBERNATE_DDL_AUTO", NULL, SWITCH_WORD, "create create-only create-drop drop update",
	  "lets the program change or drop the tables" },
	{ "framework-setting", "TYPEORM_SYNCHRONIZE TYPEORM_DROP_SCHEMA DB_SYNCHRONIZE *_DB_SYNCHRONIZE DATABASE_SYNCHRONIZE *_DATABASE_SYNCHRONIZE", NULL, SWITCH_TRUE, NULL,
	  "lets the program change or drop the tables" },
	{ "framework-setting", "GRAPHQL_INTROSPECTION *_GRAPHQL_INTROSPECTION GRAPHQL_INTROSPECTION_ENABLED *_GRAPHQL_INTROSPECTION_ENABLED ENABLE_INTROSPECTION APOLLO_INTROSPECTION GRAPHQL_PLAYGROUND *_GRAPHQL_PLAYGROUND GRAPHQL_PLAYGROUND_ENABLED ENABLE_PLAYGROUND GRAPHIQL GRAPHIQL_ENABLED ENABLE_GRAPHIQL HASURA_GRAPHQL_ENABLE_CONSOLE HASURA_GRAPHQL_DEV_MODE", NULL, SWITCH_TRUE, NULL,
	  "shows everybody the whole schema, or a console for it", AT_PRODUCTION_WARN },
	{ "framework-setting", "GOTRACEBACK", NULL, SWITCH_WORD, "2 all system crash",
	  "prints the stacks of all goroutines when the program ends" },
	{ "framework-setting", "CACHE_URL", NULL, SWITCH_PART, "locmemcache: dummycache: locmem: dummy:",
	  "is a cache of one process, or none" },

	/* Mail. */
	{ "mail-backend-dev", "EMAIL_BACKEND *_EMAIL_BACKEND", NULL, SWITCH_PART, "console locmem dummy filebased",
	  "mail is written down, not sent" },
	{ "mail-backend-dev", "MAIL_MAILER MAIL_DRIVER", NULL, SWITCH_WORD, "log array",
	  "mail is written down, not sent" },
	{ "mail-backend-dev", "MAILER_DSN MAILER_URL EMAIL_URL", NULL, SWITCH_PART, "null:// consolemail: memorymail: locmemmail: filemail: dummymail:",
	  "mail is not sent" },
	{ "mail-backend-dev", "ACTION_MAILER_DELIVERY_METHOD *_DELIVERY_METHOD", NULL, SWITCH_WORD, "test :test file :file letter_opener :letter_opener letter_opener_web",
	  "mail is not sent" },
	{ "mail-backend-dev", "MAIL_SUPPRESS_SEND", NULL, SWITCH_TRUE, NULL,
	  "mail is not sent" },

	/* Origins. */
	{ "origin-wildcard", "CORS_ALLOW_ALL_ORIGINS CORS_ORIGIN_ALLOW_ALL CORS_ALLOW_ALL", NULL, SWITCH_TRUE, NULL,
	  "lets the pages of every origin in" },

	/* Payments and markets. */
	{ "api-key-test-mode", PAYMENT_MODES, NULL, SWITCH_WORD, "sandbox test testing development dev",
	  "payments go to the provider's sandbox" },
	{ "api-key-live-outside-production", PAYMENT_MODES, NULL, SWITCH_WORD, "live production prod",
	  "payments are real" },
	{ "api-key-test-mode", "*_URL *_URI *_ENDPOINT *_HOST *_BASE *_SERVER *_API", "*SANDBOX* *TESTNET* *_TEST_* SMTP_* *_SMTP_* EMAIL_* *_EMAIL_* MAIL_* *_MAIL_*", SWITCH_CUSTOM, NULL,
	  "is a host for tests and sandboxes", .is_bad = switch_is_sandbox_host },
	{ "api-key-test-mode", "*_USE_SANDBOX *_SANDBOX_MODE PAYPAL_SANDBOX SQUARE_SANDBOX *_TESTNET *_USE_TESTNET PAPER_TRADING *_PAPER_TRADING *_PAPER", NULL, SWITCH_TRUE, NULL,
	  "nothing is real: the provider's sandbox is used" },

	/* Tokens. */
	{ "jwt-alg-none", JWT_ALG_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "none leaves tokens unsigned", .is_bad = switch_is_alg_none },
	{ "jwt-alg-unknown", JWT_ALG_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "is not an algorithm that signs JWTs, letter by letter", .is_bad = switch_is_alg_unknown },
	{ "vault-root-token", "VAULT_TOKEN BAO_TOKEN *_VAULT_TOKEN", NULL, SWITCH_WORD, "root myroot root-token roottoken dev-root-token dev-only-token 00000000-0000-0000-0000-000000000000",
	  "is the root token of a development server" },
	{ "vault-root-token", "VAULT_TOKEN BAO_TOKEN *_VAULT_TOKEN", NULL, SWITCH_CUSTOM, NULL,
	  "has the form that Vault gives root tokens", AT_PRODUCTION_WARN, .is_bad = switch_is_root_form },
	{ "vault-root-token", "VAULT_DEV_ROOT_TOKEN_ID BAO_DEV_ROOT_TOKEN_ID", NULL, SWITCH_SET, NULL,
	  "is for development servers" },
	{ "aws-static-keys", "AWS_ACCESS_KEY_ID *_AWS_ACCESS_KEY_ID", NULL, SWITCH_CUSTOM, NULL,
	  "is the id of a key that never expires", .is_bad = switch_is_static_key_id },

	/* Places and names. */
	{ "db-name-environment", STORE_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "is named for another environment", .is_bad = switch_is_other_environments },
	{ "path-unsafe", "PATH", NULL, SWITCH_CUSTOM, NULL,
	  "has an entry that is empty or relative", .is_bad = switch_is_relative_path },
	{ "image-tag-latest", "IMAGE_TAG *_IMAGE_TAG DOCKER_TAG DOCKER_IMAGE_TAG APP_VERSION IMAGE_VERSION RELEASE_VERSION RELEASE_TAG *_IMAGE", NULL, SWITCH_CUSTOM, NULL,
	  "says latest, which is another one tomorrow", .is_bad = switch_is_latest },
	{ "bind-address", "ASPNETCORE_URLS DOTNET_URLS", NULL, SWITCH_CUSTOM, NULL,
	  "listens on all addresses", .is_bad = switch_has_any_address },
	{ "bind-address", BIND_NAMES, NULL, SWITCH_CUSTOM, NULL,
	  "listens on all addresses", .is_bad = switch_is_any_address },
	{ 0 },
};
/* clang-format on */
