/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/rules.h"
#include "schema/switches.h"
#include "schema/words.h"

#include "listed.h"
#include "variables.h"

/* In production; severity NULL: the rule is silent. */
/* clang-format off */
static const struct {
	const char *rule, *severity, *variables, *presets;
} rows[] = {
	{ "insecure-transport", "error", "MQTT_URL=mqtt://broker.acme.io:1883", NULL },
	/* Other names for the same. */
	{ "tls-verification-disabled", "error", "AWS_S3_VERIFY=False", NULL },
	{ "tls-verification-disabled", NULL, "AWS_S3_VERIFY=true", NULL },
	{ "tls-verification-disabled", "error", "MYSQL_ATTR_SSL_VERIFY_SERVER_CERT=false", NULL },
	{ "tls-verification-disabled", "error", "BUNDLE_SSL_VERIFY_MODE=0", NULL },
	{ "tls-verification-disabled", NULL, "BUNDLE_SSL_VERIFY_MODE=1", NULL },
	{ "tls-verification-disabled", "error", "SSL_VERIFY_HOST=0", NULL },
	{ "tls-verification-disabled", "error", "SPLUNK_VERIFYSSL=false", NULL },
	{ "tls-verification-disabled", "error", "SSL_HOSTNAME_VERIFICATION=false", NULL },
	{ "tls-verification-disabled", NULL, "DISABLE_HOSTNAME_VERIFICATION=false", NULL },
	{ "tls-verification-disabled", "error", "DISABLE_HOSTNAME_VERIFICATION=true", NULL },
	{ "tls-verification-disabled", "error", "KAFKA_SSL_CHECK_HOSTNAME=false", NULL },
	{ "tls-verification-disabled", "error", "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM=", NULL },
	{ "tls-verification-disabled", "error", "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM=none", NULL },
	{ "tls-verification-disabled", NULL, "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM=https", NULL },
	{ "tls-verification-disabled", "error", "SKIP_TLS_VALIDATION=true", NULL },
	{ "tls-verification-disabled", "error", "LDAP_OPT_X_TLS_REQUIRE_CERT=never", NULL },
	{ "tls-verification-disabled", "warning", "PYTHONWARNINGS=ignore:Unverified HTTPS request", NULL },
	{ "tls-verification-disabled", NULL, "PYTHONWARNINGS=ignore::DeprecationWarning", NULL },
	{ "tls-verification-disabled", "error", "SMTP_URL=smtp://u:q8Zr2Kx9@mail.acme.io:587/?tls.rejectUnauthorized=false", NULL },
	{ "tls-verification-disabled", NULL, "SMTP_URL=smtp://u:q8Zr2Kx9@mail.acme.io:587/?tls.rejectUnauthorized=true", NULL },
	{ "tls-verification-disabled", "error", "MONGODB_URI=mongodb://u:q8Zr2Kx9@m.acme.io/app?tls=true&sslValidate=false", NULL },
	{ "protection-disabled", "error", "OIDC_SKIP_ISSUER_CHECK=true", NULL },
	{ "protection-disabled", NULL, "OIDC_SKIP_ISSUER_CHECK=false", NULL },
	{ "protection-disabled", "error", "OIDC_INSECURE_SKIP_ISSUER_VERIFICATION=true", NULL },
	{ "protection-disabled", "error", "JWT_COOKIE_CSRF_PROTECT=False", NULL },
	{ "smtp-tls-disabled", "error", "NODEMAILER_IGNORE_TLS=true", NULL },
	{ "api-key-test-mode", "error", "COINBASE_SANDBOX=true", NULL },
	{ "api-key-test-mode", NULL, "COINBASE_SANDBOX=false", NULL },
	{ "api-key-test-mode", NULL, "CHROME_SANDBOX=true", NULL },
	{ "api-key-test-mode", "error", "KRAKEN_SANDBOX=1", NULL },
	{ "api-key-test-mode", "error", "PAYMENT_MODE=test", NULL },
	{ "api-key-test-mode", NULL, "PAYMENT_MODE=live", NULL },
	{ "api-key-test-mode", "error", "STRIPE_TEST_MODE=true", NULL },
	{ "api-key-test-mode", "error", "ADYEN_TEST=true", NULL },
	{ "api-key-test-mode", "error", "OANDA_ENVIRONMENT=practice", NULL },
	{ "api-key-test-mode", "error", "KLARNA_BASE_URL=https://api.playground.klarna.com", NULL },
	{ "api-key-test-mode", NULL, "KLARNA_BASE_URL=https://api.klarna.com", NULL },
	{ "api-key-test-mode", "error", "WORLDPAY_URL=https://try.access.worldpay.com", NULL },
	{ "cookie-flags", "error", "SECURE_COOKIE=false", NULL },
	{ "cookie-flags", "error", "COOKIES_SECURE=0", NULL },
	{ "cookie-flags", "error", "SESSION_SECURE=false", NULL },
	{ "cookie-flags", NULL, "SESSION_SECURE=true", NULL },
	{ "cookie-flags", "error", "COOKIE_HTTP_ONLY=false", NULL },
	{ "sql-echo", "warning", "DB_LOGGING=true", NULL },
	{ "sql-echo", NULL, "DB_LOGGING=false", NULL },
	{ "sql-echo", "warning", "PRISMA_LOG_QUERIES=true", NULL },
	{ "framework-setting", "warning", "SECURE_REFERRER_POLICY=unsafe-url", "django" },
	{ "framework-setting", NULL, "SECURE_REFERRER_POLICY=same-origin", "django" },
	{ "framework-setting", "warning", "SERVER_ERROR_INCLUDE_STACKTRACE=on_param", "spring" },
	{ "framework-setting", NULL, "SERVER_ERROR_INCLUDE_STACKTRACE=never", "spring" },
	{ "insecure-transport", "error", "SHOP_FTP_URL=ftp://ftp.acme.io/in", NULL },
	{ "insecure-transport", NULL, "MQTT_URL=mqtts://broker.acme.io", NULL },
	{ "insecure-transport", "error", "MINIO_SECURE=false", NULL },
	{ "db-url-localhost", "error", "MQTT_URL=mqtts://localhost", NULL },
	{ "tls-verification-disabled", "error", "LDAP_TLS_REQCERT=never", NULL },
	{ "tls-verification-disabled", NULL, "LDAP_TLS_REQCERT=demand", NULL },
	{ "tls-verification-disabled", "error", "SSL_CERT_VERIFY=false", NULL },
	{ "debug-enabled", "error", "WP_DEBUG_DISPLAY=true", NULL },
	{ "dev-tooling", "error", "MAGE_MODE=developer", NULL },
	{ "dev-tooling", NULL, "MAGE_MODE=production", NULL },
	{ "framework-setting", "warning", "PASSWORD_MIN_LENGTH=4", NULL },
	{ "framework-setting", NULL, "PASSWORD_MIN_LENGTH=12", NULL },
	{ "hash-too-weak", "error", "BCRYPT_ROUNDS=4", NULL },
	{ "hash-too-weak", NULL, "SALT_ROUNDS=12", NULL },
	{ "log-level", "error", "PINO_LEVEL=trace", NULL },
	{ "log-level", "error", "Logging__LogLevel__Default=Debug", NULL },
	{ "log-level", NULL, "Serilog__MinimumLevel=Information", NULL },
	{ "log-level", NULL, "Logging__LogLevel__Default=Warning", NULL },
	{ "insecure-transport", "error", "NEO4J_URI=bolt://graph.acme.io:7687", NULL },
	{ "insecure-transport", "error", "VAULT_ADDR=http://vault.acme.io:8200", NULL },
	{ "insecure-transport", "warning", "VAULT_ADDR=http://vault:8200", NULL },
	{ "insecure-transport", NULL, "VAULT_ADDR=http://127.0.0.1:8200", NULL },
	{ "insecure-transport", NULL, "NEO4J_URI=neo4j+s://graph.acme.io", NULL },
	{ "tls-verification-disabled", "error", "NEO4J_URI=neo4j+ssc://graph.acme.io", NULL },
	{ "tls-verification-disabled", "error", "REQUESTS_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "INSECURE_TLS=true", NULL },
	{ "tls-verification-disabled", NULL, "REDIS_INSECURE_SKIP_TLS_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "REDIS_INSECURE_SKIP_TLS_VERIFY=true", NULL },
	{ "tls-verification-disabled", NULL, "LDAP_SKIP_TLS_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "LDAP_SKIP_TLS_VERIFY=true", NULL },
	{ "tls-verification-disabled", NULL, "DISABLE_SSL_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "DISABLE_SSL_VERIFY=true", NULL },
	{ "tls-verification-disabled", NULL, "AWX_SKIP_SSL_VERIFICATION=false", NULL },
	{ "tls-verification-disabled", "error", "AWX_SKIP_SSL_VERIFICATION=true", NULL },
	{ "tls-verification-disabled", NULL, "IGNORE_SSL_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "IGNORE_SSL_VERIFY=true", NULL },
	{ "tls-verification-disabled", NULL, "INSECURE_SSL_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "INSECURE_SSL_VERIFY=true", NULL },
	{ "tls-verification-disabled", NULL, "APP_NO_TLS_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "APP_NO_TLS_VERIFY=true", NULL },
	{ "tls-verification-disabled", "error", "LDAP_SSL_VERIFY=false", NULL },
	{ "insecure-transport", "warning", "DISABLE_TLS=true", NULL },
	{ "tls-min-version", "error", "SSL_PROTOCOLS=TLSv1.1 TLSv1.2", NULL },
	{ "tls-min-version", "error", "TLS_VERSION=1.0", NULL },
	{ "tls-min-version", "error", "SSL_PROTOCOL=SSLv3", NULL },
	{ "tls-min-version", NULL, "SSL_PROTOCOLS=TLSv1.2 TLSv1.3", NULL },
	{ "tls-min-version", NULL, "SSL_PROTOCOLS=all -SSLv3 -TLSv1 -TLSv1.1", NULL },
	{ "dev-tooling", "error", "TESTING=True", NULL },
	{ "dev-tooling", "error", "SHOP_DEV_MODE=1", NULL },
	{ "dev-tooling", NULL, "DEVELOPMENT=false", NULL },
	{ "dev-tooling", "warning", "USE_MOCKS=true", NULL },
	{ "dev-tooling", "error", "CALLBACK_URL=https://ab12.ngrok-free.app/callback", NULL },
	{ "dev-tooling", NULL, "CALLBACK_URL=https://ngrok.acme.io/callback", NULL },
	{ "framework-setting", "warning", "SEQUELIZE_SYNC=force", NULL },
	{ "api-key-test-mode", "error", "MOCK_PAYMENTS=true", NULL },
	{ "url-localhost", "error", "PHX_HOST=localhost", NULL },
	{ "url-localhost", NULL, "PHX_HOST=shop.acme.io", NULL },
	{ "insecure-transport", "error", "LDAP_URL=ldap://ldap.acme.io:389", NULL },
	{ "insecure-transport", "error", "AUTH_LDAP_SERVER_URI=ldaps://a.acme.io,ldap://b.acme.io", NULL },
	{ "insecure-transport", "warning", "LDAP_URL=ldap://openldap", NULL },
	{ "insecure-transport", NULL, "LDAP_URL=ldaps://ldap.acme.io", NULL },
	{ "insecure-transport", NULL, "LDAP_URL=ldap://127.0.0.1", NULL },
	{ "insecure-transport", NULL, "AUTH_LDAP_SERVER_URI=ldap://ldap.acme.io\nAUTH_LDAP_START_TLS=True", NULL },
	{ "insecure-transport", "error", "LDAP_URL=ldap://ldap.acme.io\nLDAP_START_TLS=false", NULL },
	{ "insecure-transport", "error", "NEO4J_AUTH=none", NULL },
	{ "db-url-default-credentials", "error", "MINIO_ROOT_USER=minioadmin", NULL },
	{ "db-url-default-credentials", "error", "RABBITMQ_DEFAULT_USER=guest", NULL },
	{ "db-url-default-credentials", "warning", "MINIO_ROOT_USER=minioadmin\nMINIO_ROOT_PASSWORD=x", NULL },
	{ "db-url-default-credentials", NULL, "MINIO_ROOT_USER=shop", NULL },
	{ "db-url-localhost", "error", "SPRING_KAFKA_BOOTSTRAP_SERVERS=a.acme.io:9092,localhost:9092", NULL },
	{ "db-url-localhost", "error", "ELASTICSEARCH_HOSTS=[\"http://127.0.0.1:9200\"]", NULL },
	{ "db-url-localhost", "error", "CASSANDRA_CONTACT_POINTS=localhost", NULL },
	{ "db-url-localhost", NULL, "ELASTICSEARCH_HOSTS=https://es1.acme.io:9200,https://es2.acme.io:9200", NULL },
	{ "db-url-localhost", "warning", "MQTT_HOST=localhost", NULL },
	{ "jwt-alg-unknown", "error", "ALGORITHM=HS1", NULL },
	{ "jwt-alg-unknown", NULL, "ALGORITHM=round-robin", NULL },
	{ "smtp-host", "error", "MAILER_DSN=smtp://localhost:1025", NULL },
	{ "smtp-host", NULL, "MAILER_DSN=smtp://mail.acme.io:587", NULL },
	{ "smtp-tls-disabled", "error", "MAIL_IGNORE_TLS=true", NULL },
	{ "smtp-tls-disabled", NULL, "MAIL_IGNORE_TLS=false", NULL },
	{ "tls-verification-disabled", "error", "SMTP_TLS_REJECTUNAUTHORIZED=false", NULL },
	{ "tls-verification-disabled", "error", "LDAP_IGNORE_CERT_ERRORS=true", NULL },
	{ "tls-verification-disabled", "error", "IGNORE_HTTPS_ERRORS=true", NULL },
	{ "tls-verification-disabled", NULL, "IGNORE_HTTPS_ERRORS=false", NULL },
	{ "insecure-transport", "error", "GF_AUTH_ANONYMOUS_ENABLED=true", NULL },
	{ "origin-wildcard", "error", "ALLOW_ORIGIN_REGEX=.*", NULL },
	{ "origin-wildcard", NULL, "ALLOW_ORIGIN_REGEX=https://.*[.]acme[.]io", NULL },
	{ "smtp-port-plain", "warning", "MAILER_DSN=smtp://mail.acme.io:25", NULL },
	{ "smtp-port-plain", NULL, "MAILER_DSN=smtp://mail.acme.io:587", NULL },
	{ "smtp-port-plain", NULL, "MAILER_DSN=smtp://localhost:25", NULL },
	{ "origin-wildcard", "error", "SHOP_CORS_WHITELIST=https://acme.io, *", NULL },
	{ "origin-wildcard", "error", "WEBSOCKET_ALLOWED_ORIGINS=[\"*\"]", NULL },
	{ "origin-wildcard", "error", "CSRF_TRUSTED_ORIGINS=https://*", NULL },
	{ "origin-wildcard", "error", "ACCESS_CONTROL_ALLOW_ORIGIN=*", NULL },
	{ "origin-wildcard", NULL, "CORS_ALLOW_HEADERS=*", NULL },
	{ "origin-wildcard", NULL, "WEBSOCKET_ALLOWED_ORIGINS=https://acme.io", NULL },
	{ "origin-wildcard", NULL, "CSRF_TRUSTED_ORIGINS=https://*.acme.io", NULL },
	{ "hosts-wildcard", "error", "SHOP_ALLOWED_HOSTS=*", NULL },
	{ "hosts-wildcard", "error", "NOVA_TRUSTED_HOSTS=['*']", NULL },
	{ "hosts-wildcard", "warning", "AllowedHosts=*", NULL },
	{ "hosts-wildcard", NULL, "SHOP_ALLOWED_HOSTS=.acme.io", NULL },
	{ "debug-enabled", "error", "DEBUG=true", NULL },
	{ "debug-enabled", "error", "DEBUG=1", NULL },
	{ "debug-enabled", "error", "DEBUG=True", NULL },
	{ "debug-enabled", "error", "DEBUG=yes", NULL },
	{ "debug-enabled", "error", "DEBUG=on", NULL },
	{ "debug-enabled", "error", "DEBUG=t", NULL },
	{ "debug-enabled", "error", "DEBUG=OK", NULL },
	{ "debug-enabled", "error", "DEBUG=2", NULL },
	{ "debug-enabled", "error", "DEBUG=010", NULL },
	{ "debug-enabled", "error", "DEBUG= true ", NULL },
	{ "debug-enabled", "error", "DEBUG=(true)", NULL },
	{ "debug-enabled", "error", "DJANGO_DEBUG=on", NULL },
	{ "debug-enabled", "error", "APP_DEBUG=enabled", NULL },
	{ "debug-enabled", "error", "DEBUG_SQL=yes", NULL },
	{ "debug-enabled", "error", "ENABLE_DEBUG=1", NULL },
	{ "debug-enabled", "error", "DEBUG_MODE=true", NULL },
	{ "debug-enabled", "error", "DEBUG_LOGGING=true", NULL },
	{ "debug-enabled", "error", "FLASK_DEBUG=off", NULL },
	{ "debug-enabled", "error", "FLASK_DEBUG=n", NULL },
	{ "debug-enabled", "error", "FLASK_DEBUG=f", NULL },
	{ "debug-enabled", "error", "FLASK_DEBUG=1", NULL },
	{ "debug-enabled", "error", "DEBUG=*", NULL },
	{ "debug-enabled", "error", "DEBUG=express:*", NULL },
	{ "debug-enabled", "error", "DEBUG=app:db,express:*", NULL },
	{ "debug-enabled", "error", "DEBUG_PROPAGATE_EXCEPTIONS=True", NULL },
	{ "debug-enabled", NULL, "DEBUG=false", NULL },
	{ "debug-enabled", NULL, "DEBUG=0", NULL },
	{ "debug-enabled", NULL, "DEBUG=00", NULL },
	{ "debug-enabled", NULL, "DEBUG=off", NULL },
	{ "debug-enabled", NULL, "DEBUG=no", NULL },
	{ "debug-enabled", NULL, "DEBUG=2x", NULL },
	{ "debug-enabled", NULL, "DEBUGGER=yes", NULL },
	{ "debug-enabled", NULL, "FLASK_DEBUG=0", NULL },
	{ "debug-enabled", NULL, "FLASK_DEBUG=No", NULL },
	{ "debug-enabled", NULL, "FLASK_DEBUG=False", NULL },
	{ "debug-enabled", NULL, "DEBUG_PORT=5678", NULL },
	{ "debug-enabled", NULL, "DEBUG_PORT=1", NULL },
	{ "debug-enabled", NULL, "DEBUG_PORT=tcp://10.0.0.7:80", NULL },
	{ "debug-enabled", NULL, "DEBUG_SERVICE_PORT=80", NULL },
	{ "debug-enabled", NULL, "DEBUG_SERVICE_HOST=10.0.0.7", NULL },
	{ "debug-enabled", NULL, "DEBUG_PORT_80_TCP_PORT=80", NULL },
	{ "debug-enabled", NULL, "DEBUG_TOOLBAR_PANELS=a.b,c.d", NULL },
	{ "debug-enabled", NULL, "DEBUG_LOG_FILE=/var/log/x", NULL },
	{ "debug-enabled", NULL, "DEBUG_SAMPLE_RATE=1", NULL },
	{ "debug-enabled", NULL, "DEBUG_MAX_LINES=100", NULL },
	{ "debug-enabled", NULL, "DEBUG_COLORS=true", NULL },
	{ "debug-enabled", NULL, "DISABLE_DEBUG=true", NULL },
	{ "debug-enabled", NULL, "NO_DEBUG=1", NULL },
	{ "debug-enabled", NULL, "DEBUG_DISABLED=true", NULL },
	{ "debug-enabled", NULL, "DEBUG=-express:*", NULL },
	{ "debug-enabled", NULL, "DEBUG=http://debug.acme.io", NULL },
	{ "debug-enabled", "warning", "DEBUG=app:server", NULL },
	{ "debug-enabled", "warning", "DEBUG=express:router,app:db", NULL },
	{ "debug-enabled", "warning", "DEBUG=http", "node" },
	{ "debug-enabled", NULL, "DEBUG=false", "node" },
	{ "debug-enabled", NULL, "DEBUG=-app", "node" },
	{ "debug-enabled", NULL, "DEBUG=http", NULL },
	{ "debug-enabled", "error", "DEBUG=no", "rails" },
	{ "debug-enabled", "error", "DEBUG=False", "rails" },
	{ "debug-enabled", NULL, "DEBUG=false", "rails" },
	{ "debug-enabled", NULL, "DEBUG=off", "rails" },
	{ "debug-enabled", NULL, "DEBUG_LEVEL=info", "rails" },
	{ "debug-enabled", "error", "TRACE=true", "spring" },
	{ "debug-enabled", NULL, "TRACE=true", NULL },
	{ "debug-enabled", NULL, "TRACE=false", "spring" },

	/* What the presets of frameworks name. */
	{ "framework-setting", "warning", "TRUST_PROXY=true", "node" },
	{ "framework-setting", "info", "SERVER_SSL_ENABLED=false", "spring" },
	{ "framework-setting", NULL, "SERVER_SSL_ENABLED=true", "spring" },
	{ "framework-setting", NULL, "SERVER_SSL_ENABLED=false", NULL },
	{ "framework-setting", "warning", "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS=always", "spring" },
	{ "framework-setting", "warning", "MANAGEMENT_ENDPOINT_HEALTH_SHOW_COMPONENTS=always", "spring" },
	{ "framework-setting", NULL, "MANAGEMENT_ENDPOINT_HEALTH_SHOW_DETAILS=when-authorized", "spring" },
	{ "smtp-tls-disabled", "error", "EMAIL_URL=smtp://u:x@m.acme.io:25", "django" },
	{ "smtp-tls-disabled", "error", "EMAIL_URL=smtp://u:x@m.acme.io:587", "django" },
	{ "smtp-tls-disabled", NULL, "EMAIL_URL=smtp://u:x@m.acme.io:587?tls=True", "django" },
	{ "smtp-tls-disabled", NULL, "EMAIL_URL=smtp://u:x@m.acme.io:465?ssl=1", "django" },
	{ "smtp-tls-disabled", NULL, "EMAIL_URL=smtp+tls://u:x@m.acme.io:587", "django" },
	{ "smtp-tls-disabled", NULL, "EMAIL_URL=smtps://u:x@m.acme.io:465", "django" },
	{ "smtp-tls-disabled", NULL, "EMAIL_URL=smtp://localhost:25", "django" },
	{ "smtp-tls-disabled", NULL, "EMAIL_URL=smtp://u:x@m.acme.io:587", NULL },
	{ "smtp-port-plain", "warning", "EMAIL_URL=smtp://u:x@m.acme.io:25", "django" },
	{ "smtp-port-plain", NULL, "EMAIL_URL=smtp://u:x@m.acme.io:587", "django" },
	{ "protection-disabled", "error", "ALLOWED_EXTENSIONS=*", NULL },
	{ "protection-disabled", "error", "ALLOWED_EXTENSIONS=.png,.*", NULL },
	{ "protection-disabled", "error", "UPLOAD_ALLOWED_EXTENSIONS=[\"*\"]", NULL },
	{ "protection-disabled", "error", "ALLOWED_MIME_TYPES=image/png, */*", NULL },
	{ "protection-disabled", "error", "ALLOWED_FILE_TYPES=any", NULL },
	{ "protection-disabled", NULL, "ALLOWED_EXTENSIONS=.png,.jpg", NULL },
	{ "protection-disabled", "warning", "ALLOWED_FILE_TYPES=exe,php", NULL },
	{ "protection-disabled", "warning", "ALLOWED_EXTENSIONS=.png,.PHTML", NULL },
	{ "protection-disabled", "warning", "ALLOWED_MIME_TYPES=image/png,application/x-php", NULL },
	{ "protection-disabled", NULL, "ALLOWED_EXTENSIONS=pdf,docx,zip,html", NULL },
	{ "protection-disabled", NULL, "ALLOWED_EXTENSIONS=*.png;*.jpg", NULL },
	{ "protection-disabled", NULL, "ALLOWED_MIME_TYPES=image/*", NULL },
	{ "api-key-test-mode", "error", "TWILIO_FROM_NUMBER=+15005550006", NULL },
	{ "api-key-test-mode", "error", "TWILIO_PHONE_NUMBER=15005550001", NULL },
	{ "api-key-test-mode", NULL, "TWILIO_FROM_NUMBER=+14155552671", NULL },
	{ "api-key-test-mode", NULL, "SUPPORT_NUMBER=+15005550006", NULL },
	{ "api-key-test-mode", "error", "MAILGUN_DOMAIN=sandbox0f3e.mailgun.org", NULL },
	{ "api-key-test-mode", "error", "MAILGUN_SMTP_LOGIN=postmaster@sandbox0f3e.mailgun.org", NULL },
	{ "api-key-test-mode", NULL, "MAILGUN_DOMAIN=mg.acme.io", NULL },
	{ "db-name-environment", "warning", "DATABASE_URL=postgresql://svc:x@d.acme.io/app_dev?sslmode=verify-full", NULL },
	{ "db-name-environment", "warning", "DATABASE_URL=mysql://svc:x@d.acme.io/shop-staging", NULL },
	{ "db-name-environment", "warning", "MONGODB_URI=mongodb+srv://svc:x@c.acme.io/shopTest", NULL },
	{ "db-name-environment", NULL, "DATABASE_URL=postgresql://svc:x@d.acme.io/app_prod", NULL },
	{ "db-name-environment", NULL, "DATABASE_URL=postgresql://svc:x@dev.acme.io/devices", NULL },
	{ "db-name-environment", NULL, "REDIS_URL=rediss://:x@r.acme.io/0", NULL },
	{ "usual-range", "warning", "RATE_LIMIT=1000000000/s", "production-checklist" },
	{ "usual-range", "warning", "DB_POOL_SIZE=900", "production-checklist" },
	{ "usual-range", "warning", "MAX_OVERFLOW=900", "production-checklist" },
	{ "usual-range", "warning", "TIMEOUT=500", "production-checklist" },
	{ "usual-range", "warning", "REDIS_CONNECT_TIMEOUT=45s", "production-checklist" },
	{ "usual-range", "warning", "CELERY_WORKER_REPLICAS=500", "production-checklist" },
	{ "usual-range", NULL, "RATE_LIMIT=100/minute", "production-checklist" },
	{ "usual-range", NULL, "RATE_LIMIT=1000/s", "production-checklist" },
	{ "usual-range", NULL, "DB_POOL_SIZE=20", "production-checklist" },
	{ "usual-range", NULL, "TIMEOUT=30", "production-checklist" },
	{ "usual-range", NULL, "CONNECT_TIMEOUT=5s", "production-checklist" },
	{ "framework-setting", "warning", "TRUST_PROXY=loopback, 0.0.0.0/0", "node" },
	{ "framework-setting", NULL, "TRUST_PROXY=1", "node" },
	{ "framework-setting", NULL, "TRUST_PROXY=false", "node" },
	{ "framework-setting", NULL, "TRUST_PROXY=loopback, 10.0.0.0/8", "node" },
	{ "framework-setting", NULL, "TRUST_PROXY=true", NULL },
	{ "pattern-mismatch", NULL, "TRUST_PROXY=loopback, 10.0.0.0/8, fd00::/8", "node" },
	{ "pattern-mismatch", NULL, "TRUST_PROXY=True", "node" },
	{ "pattern-mismatch", "error", "TRUST_PROXY=yes please", "node" },
	{ "framework-setting", "warning", "RAILS_MAX_THREADS=6\nDB_POOL=5", "rails" },
	{ "framework-setting", NULL, "RAILS_MAX_THREADS=5\nDB_POOL=5", "rails" },
	{ "framework-setting", "warning", "RAILS_MAX_THREADS=6\nDATABASE_URL=postgresql://a:b@db.x.io/d?sslmode=require&pool=5", "rails" },
	{ "framework-setting", NULL, "RAILS_MAX_THREADS=5\nDATABASE_URL=postgresql://a:b@db.x.io/d?pool=5", "rails" },
	{ "framework-setting", NULL, "RAILS_MAX_THREADS=6\nDB_POOL=5\nDATABASE_URL=postgresql://a:b@db.x.io/d?pool=6", "rails" },
	{ "framework-setting", NULL, "RAILS_MAX_THREADS=6\nDATABASE_URL=postgresql://a:b@db.x.io/d?min_pool=5", "rails" },
	{ "framework-setting", NULL, "RAILS_MAX_THREADS=6", "rails" },
	{ "https-redirect-off", "warning", "RAILS_ASSUME_SSL=false", "rails" },
	{ "https-redirect-off", NULL, "RAILS_ASSUME_SSL=true", "rails" },
	{ "https-redirect-off", NULL, "RAILS_ASSUME_SSL=false\nRAILS_FORCE_SSL=true", "rails" },
	{ "bind-address", "info", "ASPNETCORE_URLS=http://+:80", "aspnet" },
	{ "bind-address", "info", "ASPNETCORE_URLS=http://localhost:5000;https://*:5001", "aspnet" },
	{ "bind-address", "info", "ASPNETCORE_URLS=http://0.0.0.0/", "aspnet" },
	{ "bind-address", NULL, "ASPNETCORE_URLS=http://127.0.0.1:5000", "aspnet" },
	{ "pattern-mismatch", NULL, "ASPNETCORE_URLS=http://[::]:80;https://+:443/;", "aspnet" },
	{ "pattern-mismatch", NULL, "ASPNETCORE_URLS=http://unix:/run/shop.sock", "aspnet" },
	{ "pattern-mismatch", "error", "ASPNETCORE_URLS=+:80", "aspnet" },
	{ "pattern-mismatch", "error", "ASPNETCORE_URLS=http://+:80,http://+:81 ", "aspnet" },
	{ "pattern-mismatch", "error", "ASPNETCORE_HTTP_PORTS=80a", "aspnet" },
	{ "pattern-mismatch", NULL, "ASPNETCORE_HTTP_PORTS=8080;8081", "aspnet" },
	{ "pattern-mismatch", "error", "APP_DEBUG=off", "go" },
	{ "pattern-mismatch", NULL, "APP_DEBUG=False", "go" },
	{ "pattern-mismatch", NULL, "APP_DEBUG=off", NULL },
	{ "pattern-mismatch", "error", "EMAIL_URL=mailto:a@b.io", "django" },
	{ "pattern-mismatch", NULL, "EMAIL_URL=smtp+tls://u:p@smtp.x.io:587", "django" },
	{ "pattern-mismatch", NULL, "EMAIL_URL=consolemail://", "django" },
	{ "pattern-mismatch", NULL, "EMAIL_URL=console:", "django" },
	{ "pattern-mismatch", "error", "MONGO_DB_NAME=shop.orders", "production-checklist" },
	{ "pattern-mismatch", NULL, "MONGO_DB_NAME=shop_orders-2", "production-checklist" },
	{ "type-email", "error", "SMTP_FROM=shop(at)acme.io", "production-checklist" },
	{ "type-email", NULL, "SMTP_FROM=Shop <shop@acme.io>", "production-checklist" },
	{ "type-bool", "error", "SMTP_USE_TLS=maybe", "production-checklist" },
	{ "type-duration", "error", "SMTP_TIMEOUT=soon", "production-checklist" },
	{ "tls-min-version", "error", "SERVER_SSL_ENABLED_PROTOCOLS=TLSv1.1,TLSv1.2", "spring" },
	{ "tls-min-version", NULL, "SERVER_SSL_ENABLED_PROTOCOLS=TLSv1.3,TLSv1.2", "spring" },
	{ "framework-setting", "warning", "MANAGEMENT_ENDPOINT_SHUTDOWN_ENABLED=true", "spring" },
	{ "framework-setting", NULL, "MANAGEMENT_ENDPOINT_SHUTDOWN_ENABLED=false", "spring" },
	{ "framework-setting", "warning", "MANAGEMENT_SECURITY_ENABLED=false", "spring" },
	{ "framework-setting", "warning", "SPRING_JPA_HIBERNATE_DDL_AUTO=drop", "spring" },
	{ "framework-setting", NULL, "SPRING_JPA_HIBERNATE_DDL_AUTO=validate", "spring" },
	{ "length-range", "error", "POSTGRES_DB=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "fastapi" },
	{ "type-bool", "error", "PHX_SERVER=maybe", "phoenix" },

	{ "debug-false-string", "info", "DEBUG=False", NULL },
	{ "debug-false-string", "info", "DEBUG=0", NULL },
	{ "debug-false-string", "info", "APP_DEBUG=off", NULL },
	{ "debug-false-string", NULL, "DEBUG=true", NULL },
	{ "debug-false-string", NULL, "FLASK_DEBUG=0", NULL },
	{ "debug-false-string", NULL, "DEBUG_X=false", NULL },
	{ "debug-false-string", NULL, "DISABLE_DEBUG=0", NULL },
	{ "log-format", "warning", "LOG_FORMAT=text", NULL },
	{ "log-format", "warning", "APP_LOG_FORMAT=plain", NULL },
	{ "log-format", "warning", "LOG_FORMAT=%(asctime)s %(message)s", NULL },
	{ "log-format", NULL, "LOG_FORMAT=json", NULL },
	{ "log-format", NULL, "LOG_FORMAT=JSON", NULL },
	{ "log-format", NULL, "LOG_FORMAT=logfmt", NULL },
	{ "log-format", NULL, "ACCESS_LOG_FORMAT=combined", NULL },
	{ "log-format", NULL, "GUNICORN_ACCESS_LOG_FORMAT=%(h)s", NULL },
	{ "log-level", "error", "LOGGING_LEVEL_ROOT=DEBUG", NULL },
	{ "log-level", "error", "LOGGING_LEVEL_ORG_HIBERNATE=trace", NULL },
	{ "log-level", NULL, "LOGGING_LEVEL_ROOT=INFO", NULL },
	{ "sql-echo", "warning", "SQLALCHEMY_ECHO=True", NULL },
	{ "sql-echo", "warning", "SQLALCHEMY_ECHO=debug", NULL },
	{ "sql-echo", "warning", "SPRING_JPA_SHOW_SQL=true", NULL },
	{ "sql-echo", "warning", "DB_DEBUG=1", NULL },
	{ "sql-echo", "warning", "DEBUG=prisma:query", NULL },
	{ "sql-echo", "warning", "DB_ECHO=on", NULL },
	{ "sql-echo", NULL, "SQLALCHEMY_ECHO=False", NULL },
	{ "sql-echo", NULL, "SPRING_JPA_SHOW_SQL=false", NULL },
	{ "sql-echo", NULL, "DEBUG=app:server", NULL },
	{ "sql-echo", NULL, "ECHO_URL=1", NULL },
	{ "dev-tooling", "error", "NODE_OPTIONS=--inspect", NULL },
	{ "dev-tooling", "error", "NODE_OPTIONS=--max-old-space-size=4096 --inspect-brk=0.0.0.0:9229", NULL },
	{ "dev-tooling", "error", "JAVA_TOOL_OPTIONS=-agentlib:jdwp=transport=dt_socket,server=y", NULL },
	{ "dev-tooling", "error", "JAVA_OPTS=-Dcom.sun.management.jmxremote.authenticate=false", NULL },
	{ "dev-tooling", "error", "NODE_DEBUG=http", NULL },
	{ "dev-tooling", "error", "PYTHONDEVMODE=1", NULL },
	{ "dev-tooling", "error", "PYTHONINSPECT=1", NULL },
	{ "dev-tooling", "error", "PYTHONASYNCIODEBUG=1", NULL },
	{ "dev-tooling", "error", "PYTHONBREAKPOINT=ipdb.set_trace", NULL },
	{ "dev-tooling", "error", "WERKZEUG_DEBUG_PIN=off", NULL },
	{ "dev-tooling", "error", "WERKZEUG_RUN_MAIN=true", NULL },
	{ "dev-tooling", "error", "DJANGO_ALLOW_ASYNC_UNSAFE=true", NULL },
	{ "dev-tooling", "error", "GODEBUG=tls10server=1", NULL },
	{ "dev-tooling", "error", "GODEBUG=http2client=0,tlsrsakex=1", NULL },
	{ "dev-tooling", "error", "SPRING_DEVTOOLS_REMOTE_SECRET=k9Zq2LwX7rTb4Vn8", NULL },
	{ "dev-tooling", "error", "SPRING_DEVTOOLS_RESTART_ENABLED=true", NULL },
	{ "dev-tooling", "error", "SECRET_KEY_BASE_DUMMY=1", NULL },
	{ "dev-tooling", "error", "UVICORN_RELOAD=true", NULL },
	{ "dev-tooling", "error", "FLASK_RUN_RELOAD=1", NULL },
	{ "dev-tooling", "error", "RELOAD=on", NULL },
	{ "dev-tooling", "error", "DJANGO_DEBUG_TOOLBAR=True", NULL },
	{ "dev-tooling", "error", "XDEBUG_MODE=debug", NULL },
	{ "dev-tooling", "error", "XDEBUG_MODE=develop,trace", NULL },
	{ "dev-tooling", "warning", "PYTHONTRACEMALLOC=10", NULL },
	{ "dev-tooling", NULL, "NODE_OPTIONS=--max-old-space-size=4096", NULL },
	{ "dev-tooling", NULL, "NODE_OPTIONS=--require ./inspect.js", NULL },
	{ "dev-tooling", NULL, "NODE_OPTIONS=--enable-source-maps", NULL },
	{ "dev-tooling", NULL, "JAVA_TOOL_OPTIONS=-Xmx512m", NULL },
	{ "dev-tooling", "error", "JAVA_TOOL_OPTIONS='-agentlib:jd'wp=x", NULL },
	{ "dev-tooling", "error", "JDK_JAVA_OPTIONS=-Xmx1g\t\"-Xrunjdwp:transport=dt_socket\"", NULL },
	{ "dev-tooling", "error", "JAVA_OPTS=-Dcom.sun.management.jmxremote.authenticate=\"false\"", NULL },
	{ "dev-tooling", NULL, "JAVA_OPTS=-Dcom.sun.management.jmxremote.authenticate=true", NULL },
	{ "dev-tooling", NULL, "JAVA_OPTS=-Dapp.name=jdwp", NULL },
	{ "dev-tooling", "error", "NODE_OPTIONS=\"--insp\\ect\"", NULL },
	{ "dev-tooling", "error", "NODE_OPTIONS=--inspect_brk=0.0.0.0", NULL },
	{ "dev-tooling", NULL, "NODE_OPTIONS=--title=x_--inspect", NULL },
	{ "tls-min-version", "error", "NODE_OPTIONS=--tls_min_v1.0", NULL },
	{ "tls-min-version", "error", "NODE_OPTIONS=--max-old-space-size=512 \"--tls-min_v1.1\"", NULL },
	{ "tls-min-version", NULL, "NODE_OPTIONS=--tls_min_v1.2", NULL },
	{ "tls-verification-disabled", "error", "JAVA_OPTS='-Djdk.internal.httpclient.disableHostnameVerification'=true", NULL },

	/* One address of this machine hides no other. */
	{ "insecure-transport", "error", "REDIS_SSL=false\nREDIS_HOST=localhost\nREDIS_URL=rediss://:x@r.corp.io/0", NULL },
	{ "insecure-transport", "error", "REDIS_TLS=0\nREDIS_URL=redis://localhost\nREDIS_HOST=r.corp.io", NULL },
	{ "insecure-transport", "error", "KAFKA_SSL=false\nKAFKA_BROKERS=localhost:9092,k2.corp.io:9092", NULL },
	{ "insecure-transport", "error", "MONGO_TLS=false\nMONGO_URI=mongodb://u:x@localhost:27017,m2.corp.io:27017/d", NULL },
	{ "insecure-transport", NULL, "KAFKA_SSL=false\nKAFKA_BROKERS=localhost:9092,127.0.0.1:9093", NULL },
	{ "insecure-transport", NULL, "MONGO_TLS=false\nMONGO_URI=mongodb://u:x@localhost:27017,127.0.0.1:27018/d?a=b,c", NULL },
	{ "insecure-transport", NULL, "REDIS_SSL=false\nREDIS_HOST=localhost\nREDIS_URL=redis://localhost/0", NULL },
	{ "insecure-transport", NULL, "REDIS_SSL=false\nREDIS_HOST=localhost", NULL },
	{ "insecure-transport", NULL, "APP_SSL=false\nAPP_HOST=0.0.0.0\nAPP_URL=https://shop.acme.io", NULL },
	{ "smtp-tls-disabled", "error", "SMTP_USE_TLS=false\nSMTP_HOST=localhost\nSMTP_SERVER=mail.corp.io", NULL },
	{ "smtp-tls-disabled", NULL, "SMTP_USE_TLS=false\nSMTP_HOST=localhost\nSMTP_SERVER=127.0.0.1", NULL },
	{ "tls-verification-disabled", "error", "ES_INSECURE=true\nES_HOST=localhost\nES_URL=http://es.corp.io", NULL },
	{ "dev-tooling", NULL, "PYTHONBREAKPOINT=0", NULL },
	{ "dev-tooling", NULL, "PYTHONTRACEMALLOC=0", NULL },
	{ "dev-tooling", NULL, "WERKZEUG_DEBUG_PIN=123-456-789", NULL },
	{ "dev-tooling", NULL, "GODEBUG=http2client=0", NULL },
	{ "dev-tooling", NULL, "GODEBUG=tls10server=0", NULL },
	{ "dev-tooling", NULL, "SPRING_DEVTOOLS_RESTART_ENABLED=false", NULL },
	{ "dev-tooling", NULL, "UVICORN_RELOAD=false", NULL },
	{ "dev-tooling", NULL, "XDEBUG_MODE=off", NULL },
	{ "dev-tooling", NULL, "DEBUG_TOOLBAR=False", NULL },
	{ "tls-verification-disabled", "error", "NODE_TLS_REJECT_UNAUTHORIZED=0", NULL },
	{ "tls-verification-disabled", "error", "PYTHONHTTPSVERIFY=0", NULL },
	{ "tls-verification-disabled", "error", "GIT_SSL_NO_VERIFY=true", NULL },
	{ "tls-verification-disabled", "error", "VAULT_SKIP_VERIFY=true", NULL },
	{ "tls-verification-disabled", "error", "NOMAD_SKIP_VERIFY=1", NULL },
	{ "tls-verification-disabled", "error", "CONSUL_HTTP_SSL_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "NPM_CONFIG_STRICT_SSL=false", NULL },
	{ "tls-verification-disabled", "error", "PIP_TRUSTED_HOST=pypi.acme.io", NULL },
	{ "tls-verification-disabled", "error", "CARGO_HTTP_CHECK_REVOKE=false", NULL },
	{ "tls-verification-disabled", "error", "GOINSECURE=*.acme.io", NULL },
	{ "tls-verification-disabled", "error", "GONOSUMDB=*", NULL },
	{ "tls-verification-disabled", "error", "GOSUMDB=off", NULL },
	{ "tls-verification-disabled", "error", "GOFLAGS=-mod=mod -insecure", NULL },
	{ "tls-verification-disabled", "error", "REDIS_SSL_CERT_REQS=none", NULL },
	{ "tls-verification-disabled", "error", "REDIS_SSL_CERT_REQS=CERT_NONE", NULL },
	{ "tls-verification-disabled", "error", "ES_VERIFY_CERTS=false", NULL },
	{ "tls-verification-disabled", "error", "LDAP_TLS_VERIFY=no", NULL },
	{ "tls-verification-disabled", "error", "HTTP_VERIFY_SSL=False", NULL },
	{ "tls-verification-disabled", "error", "DB_REJECT_UNAUTHORIZED=false", NULL },
	{ "tls-verification-disabled", "error", "KAFKA_INSECURE=true", NULL },
	{ "tls-verification-disabled", "error", "S3_INSECURE_SKIP_VERIFY=1", NULL },
	{ "tls-verification-disabled", "error", "ALLOW_SELFSIGNED=true", NULL },
	{ "tls-verification-disabled", "error", "IMAP_ALLOW_SELFSIGNED=true", NULL },
	{ "tls-verification-disabled", "error", "SMTP_OPENSSL_VERIFY_MODE=none", NULL },
	{ "tls-verification-disabled", "error", "DB_TRUST_SERVER_CERTIFICATE=true", NULL },
	{ "tls-verification-disabled", "error", "AWS_ENDPOINT_URL=http://s3.acme.io", NULL },
	{ "tls-verification-disabled", "error", "AWS_ENDPOINT_URL_S3=http://minio.acme.io:9000", NULL },
	{ "tls-verification-disabled", "error", "MAILER_DSN=smtp://smtp.acme.io:587?verify_peer=0", NULL },
	{ "dev-tooling", "error", "AWS_ENDPOINT_URL=http://localstack:4566", NULL },
	{ "tls-verification-disabled", "error", "DOCKER_HOST=tcp://docker.acme.io:2375", NULL },
	{ "tls-verification-disabled", "error", "JAVA_OPTS=-Djdk.internal.httpclient.disableHostnameVerification=true", NULL },
	{ "tls-verification-disabled", "warning", "REQUESTS_CA_BUNDLE=", NULL },
	{ "tls-verification-disabled", "warning", "CURL_CA_BUNDLE=", NULL },
	{ "tls-verification-disabled", NULL, "NODE_TLS_REJECT_UNAUTHORIZED=1", NULL },
	{ "tls-verification-disabled", NULL, "PYTHONHTTPSVERIFY=1", NULL },
	{ "tls-verification-disabled", NULL, "VAULT_SKIP_VERIFY=false", NULL },
	{ "tls-verification-disabled", NULL, "CONSUL_HTTP_SSL_VERIFY=true", NULL },
	{ "tls-verification-disabled", NULL, "NPM_CONFIG_STRICT_SSL=true", NULL },
	{ "tls-verification-disabled", NULL, "GONOSUMDB=github.com/acme", NULL },
	{ "tls-verification-disabled", NULL, "GOFLAGS=-mod=mod", NULL },
	{ "tls-verification-disabled", NULL, "REDIS_SSL_CERT_REQS=required", NULL },
	{ "tls-verification-disabled", NULL, "ES_VERIFY_CERTS=true", NULL },
	{ "tls-verification-disabled", NULL, "KAFKA_INSECURE=false", NULL },
	{ "tls-verification-disabled", NULL, "AWS_ENDPOINT_URL=http://localhost:4566", NULL },
	{ "tls-verification-disabled", NULL, "AWS_ENDPOINT_URL=https://s3.acme.io", NULL },
	{ "tls-verification-disabled", "error", "AWS_ENDPOINT_URL_S3=http://minio:9000", NULL },
	{ "tls-verification-disabled", NULL, "DOCKER_HOST=unix:///var/run/docker.sock", NULL },
	{ "tls-verification-disabled", NULL, "DOCKER_HOST=tcp://d.acme.io:2376\nDOCKER_TLS_VERIFY=1", NULL },
	{ "tls-verification-disabled", NULL, "DOCKER_HOST=tcp://127.0.0.1:2375", NULL },
	{ "tls-verification-disabled", NULL, "OTEL_EXPORTER_OTLP_INSECURE=true\nOTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317", NULL },
	{ "tls-verification-disabled", NULL, "UPGRADE_INSECURE_REQUESTS=1", NULL },
	{ "tls-verification-disabled", NULL, "REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca.pem", NULL },
	{ "tls-verification-disabled", NULL, "VERIFY_EMAIL=false", NULL },
	{ "tls-verification-disabled", NULL, "JAVA_OPTS=-Djdk.internal.httpclient.disableHostnameVerification=false", NULL },
	{ "tls-verification-disabled", NULL, "SMTP_OPENSSL_VERIFY_MODE=peer", NULL },
	{ "insecure-transport", "warning", "OTEL_EXPORTER_OTLP_INSECURE=true", NULL },
	{ "insecure-transport", NULL, "OTEL_EXPORTER_OTLP_INSECURE=false", NULL },
	{ "tls-verification-disabled", NULL, "OTEL_EXPORTER_OTLP_INSECURE=true", NULL },
	{ "insecure-transport", "error", "OAUTHLIB_INSECURE_TRANSPORT=1", NULL },
	{ "db-url-localhost", "warning", "DB_HOST=localhost", NULL },
	{ "db-url-localhost", "warning", "REDIS_HOST=127.0.0.1:6379", NULL },
	{ "db-url-localhost", NULL, "DB_HOST=db.acme.io", NULL },
	{ "db-url-localhost", NULL, "PGHOST=/run/postgresql", NULL },
	{ "origin-wildcard", "error", "CORS_ALLOW_ALL_ORIGINS=True", NULL },
	{ "origin-wildcard", "error", "CORS_ORIGIN_ALLOW_ALL=1", NULL },
	{ "origin-wildcard", NULL, "CORS_ALLOW_ALL_ORIGINS=False", NULL },
	{ "insecure-transport", "error", "AUTHLIB_INSECURE_TRANSPORT=1", NULL },
	{ "protection-disabled", "error", "AUTH_ENABLED=false", NULL },
	{ "protection-disabled", "error", "AUTH_DISABLED=true", NULL },
	{ "protection-disabled", "error", "SKIP_AUTH=1", NULL },
	{ "protection-disabled", "error", "SECURITY_ENABLED=false", NULL },
	{ "protection-disabled", "error", "APP_DISABLE_AUTH=yes", NULL },
	{ "protection-disabled", "error", "REQUIRE_AUTH=no", NULL },
	{ "protection-disabled", "error", "JWT_VERIFY=false", NULL },
	{ "protection-disabled", "error", "JWT_VERIFY_SIGNATURE=0", NULL },
	{ "protection-disabled", "error", "WEBHOOK_VERIFY_SIGNATURE=off", NULL },
	{ "protection-disabled", "error", "SKIP_SIGNATURE_VERIFICATION=true", NULL },
	{ "protection-disabled", "error", "DISABLE_SECURITY_PLUGIN=true", NULL },
	{ "protection-disabled", "error", "ALLOW_ANONYMOUS_LOGIN=yes", NULL },
	{ "protection-disabled", "error", "WTF_CSRF_ENABLED=False", NULL },
	{ "protection-disabled", "error", "SSH_STRICT_HOST_KEY_CHECKING=no", NULL },
	{ "protection-disabled", "error", "ANSIBLE_HOST_KEY_CHECKING=False", NULL },
	{ "protection-disabled", "error", "GIT_SSH_COMMAND=ssh -o StrictHostKeyChecking=no", NULL },
	{ "protection-disabled", "warning", "CSRF_PROTECTION=off", NULL },
	{ "protection-disabled", "warning", "DISABLE_CSRF=true", NULL },
	{ "protection-disabled", "warning", "CSRF_ENABLED=0", NULL },
	{ "protection-disabled", NULL, "AUTH_ENABLED=true", NULL },
	{ "protection-disabled", NULL, "AUTH_DISABLED=false", NULL },
	{ "protection-disabled", NULL, "SKIP_AUTH=0", NULL },
	{ "protection-disabled", NULL, "SECURITY_ENABLED=1", NULL },
	{ "protection-disabled", NULL, "BASIC_AUTH_DISABLED=true", NULL },
	{ "protection-disabled", NULL, "DISABLE_PASSWORD_AUTHENTICATION=true", NULL },
	{ "protection-disabled", NULL, "OAUTH_ENABLED=false", NULL },
	{ "protection-disabled", NULL, "GOOGLE_AUTH_ENABLED=false", NULL },
	{ "protection-disabled", NULL, "ANONYMOUS_AUTH_DISABLED=true", NULL },
	{ "protection-disabled", NULL, "JWT_VERIFY_SIGNATURE=true", NULL },
	{ "protection-disabled", NULL, "SKIP_SIGNATURE_VERIFICATION=false", NULL },
	{ "protection-disabled", NULL, "WTF_CSRF_ENABLED=True", NULL },
	{ "protection-disabled", NULL, "DISABLE_CSRF=false", NULL },
	{ "protection-disabled", NULL, "CSRF_SECRET=0", NULL },
	{ "protection-disabled", NULL, "SSH_STRICT_HOST_KEY_CHECKING=accept-new", NULL },
	{ "protection-disabled", NULL, "GIT_SSH_COMMAND=ssh -i /k", NULL },
	{ "protection-disabled", NULL, "EMAIL_VERIFICATION_ENABLED=false", NULL },
	{ "tls-verification-disabled", "error", "REQUESTS_VERIFY=false", NULL },
	{ "tls-verification-disabled", "error", "ELASTICSEARCH_SSL_VERIFICATIONMODE=none", NULL },
	{ "tls-verification-disabled", "error", "ES_SSL_VERIFICATION_MODE=none", NULL },
	{ "tls-verification-disabled", "error", "KAFKA_VERIFY_HOSTNAME=false", NULL },
	{ "tls-verification-disabled", NULL, "REQUESTS_VERIFY=/etc/ssl/certs/ca.pem", NULL },
	{ "tls-verification-disabled", NULL, "ES_SSL_VERIFICATION_MODE=certificate", NULL },
	{ "tls-verification-disabled", NULL, "EMAIL_VERIFICATION_MODE=none", NULL },
	{ "tls-verification-disabled", NULL, "DOCKER_TLS_VERIFY=0", NULL },
	{ "insecure-transport", "error", "ALLOW_PLAINTEXT_LISTENER=yes", NULL },
	{ "insecure-transport", "error", "KAFKA_ALLOW_PLAINTEXT_LISTENER=1", NULL },
	{ "insecure-transport", "error", "SPRING_DATA_REDIS_SSL_ENABLED=false", NULL },
	{ "insecure-transport", "error", "SPRING_RABBITMQ_SSL_ENABLED=false", NULL },
	{ "insecure-transport", "error", "DB_SSL_ENABLED=no", NULL },
	{ "insecure-transport", NULL, "ALLOW_PLAINTEXT_LISTENER=no", NULL },
	{ "insecure-transport", NULL, "SPRING_DATA_REDIS_SSL_ENABLED=true", NULL },
	{ "insecure-transport", NULL, "SPRING_DATA_REDIS_SSL_ENABLED=false\nSPRING_DATA_REDIS_HOST=localhost", NULL },
	{ "insecure-transport", NULL, "SERVER_SSL_ENABLED=false", NULL },
	{ "insecure-transport", NULL, "HTTP_TLS_ENABLED=false", NULL },
	{ "origin-wildcard", "error", "ALLOW_ALL_ORIGINS=1", NULL },
	{ "origin-wildcard", "error", "CORS_ALLOW_ANY_ORIGIN=true", NULL },
	{ "origin-wildcard", NULL, "ALLOW_ALL_ORIGINS=0", NULL },
	{ "dev-tooling", "error", "GUNICORN_CMD_ARGS=--bind 0.0.0.0 --reload", NULL },
	{ "dev-tooling", "error", "DEBUGBAR_ENABLED=true", NULL },
	{ "dev-tooling", NULL, "GUNICORN_CMD_ARGS=--workers 4", NULL },
	{ "dev-tooling", NULL, "DEBUGBAR_ENABLED=false", NULL },
	{ "framework-setting", "warning", "TYPEORM_SYNCHRONIZE=true", NULL },
	{ "framework-setting", "warning", "DB_SYNCHRONIZE=1", NULL },
	{ "framework-setting", "warning", "GRAPHQL_INTROSPECTION=true", NULL },
	{ "framework-setting", "warning", "GRAPHQL_PLAYGROUND=1", NULL },
	{ "framework-setting", NULL, "TYPEORM_SYNCHRONIZE=false", NULL },
	{ "framework-setting", NULL, "GRAPHQL_INTROSPECTION=false", NULL },
	{ "insecure-transport", "error", "REDIS_USE_SSL=false", NULL },
	{ "insecure-transport", "error", "REDIS_USE_SSL=false\nREDIS_HOST=redis", NULL },
	{ "insecure-transport", "error", "DB_SSL=disable", NULL },
	{ "insecure-transport", "error", "KAFKA_TLS=no", NULL },
	{ "insecure-transport", "error", "POSTGRES_HOST_AUTH_METHOD=trust", NULL },
	{ "insecure-transport", "error", "ALLOW_EMPTY_PASSWORD=yes", NULL },
	{ "insecure-transport", "error", "MYSQL_ALLOW_EMPTY_PASSWORD=1", NULL },
	{ "insecure-transport", "error", "XPACK_SECURITY_ENABLED=false", NULL },
	{ "insecure-transport", "error", "xpack.security.enabled=false", NULL },
	{ "insecure-transport", NULL, "xpack.security.enabled=true\ndiscovery.type=single-node", NULL },
	{ "insecure-transport", "error", "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=true", NULL },
	{ "insecure-transport", NULL, "REDIS_USE_SSL=true", NULL },
	{ "insecure-transport", NULL, "REDIS_USE_SSL=false\nREDIS_HOST=127.0.0.1", NULL },
	{ "insecure-transport", NULL, "REDIS_SSL=false\nREDIS_URL=redis://localhost:6379", NULL },
	{ "insecure-transport", NULL, "DB_SSL=false\nDB_HOST=/run/postgresql", NULL },
	{ "insecure-transport", NULL, "MINIO_USE_SSL=false\nMINIO_USE_TLS=true", NULL },
	{ "insecure-transport", NULL, "POSTGRES_HOST_AUTH_METHOD=scram-sha-256", NULL },
	{ "insecure-transport", NULL, "ALLOW_EMPTY_PASSWORD=no", NULL },
	{ "insecure-transport", NULL, "XPACK_SECURITY_ENABLED=true", NULL },
	{ "insecure-transport", NULL, "AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED=false", NULL },
	{ "insecure-transport", NULL, "EMAIL_USE_SSL=false\nEMAIL_USE_TLS=true", NULL },
	{ "insecure-transport", NULL, "FORCE_SSL=false", NULL },
	{ "insecure-transport", NULL, "DISABLE_SSL=false", NULL },
	{ "insecure-transport", NULL, "ENABLE_TLS=false", NULL },
	{ "db-url-tls", "error", "PGSSLMODE=disable", NULL },
	{ "db-url-tls", "error", "DB_SSLMODE=prefer", NULL },
	{ "db-url-tls", "error", "DB_SSL_MODE=disable", NULL },
	{ "db-url-tls", NULL, "PGSSLMODE=verify-full", NULL },
	{ "db-url-tls", NULL, "PGSSLMODE=require", NULL },
	{ "db-url-tls", NULL, "PGSSLMODE=disable\nPGHOST=/run/postgresql", NULL },
	{ "db-url-tls", NULL, "DB_SSL_MODE=disable\nDB_HOST=localhost", NULL },
	{ "tls-min-version", "error", "TLS_MIN_VERSION=1.0", NULL },
	{ "tls-min-version", "error", "TLS_MIN_VERSION=1.1", NULL },
	{ "tls-min-version", "error", "APP_TLS_MIN_VERSION=TLSv1", NULL },
	{ "tls-min-version", "error", "MIN_TLS=TLS1_1", NULL },
	{ "tls-min-version", "error", "MIN_TLS_VERSION=SSLv3", NULL },
	{ "tls-min-version", "error", "TLS_MIN_VERSION=VersionTLS10", NULL },
	{ "tls-min-version", "error", "PGSSLMINPROTOCOLVERSION=TLSv1.1", NULL },
	{ "tls-min-version", "error", "NODE_OPTIONS=--tls-min-v1.0", NULL },
	{ "tls-min-version", "warning", "TLS_MIN_VERSION=1.2", NULL },
	{ "tls-min-version", "warning", "APP_TLS_MIN_VERSION=TLSv1.2", NULL },
	{ "tls-min-version", "warning", "TLS_MIN_VERSION=tls12", NULL },
	{ "tls-min-version", NULL, "TLS_MIN_VERSION=1.3", NULL },
	{ "tls-min-version", NULL, "MIN_TLS_VERSION=TLSv1.3", NULL },
	{ "tls-min-version", NULL, "TLS_MINUTES=1", NULL },
	{ "tls-min-version", NULL, "MIN_TLS=TLS1_3", NULL },
	{ "cookie-flags", "error", "SESSION_COOKIE_SECURE=False", NULL },
	{ "cookie-flags", "error", "SESSION_COOKIE_HTTPONLY=0", NULL },
	{ "cookie-flags", "error", "CSRF_COOKIE_SECURE=no", NULL },
	{ "cookie-flags", "error", "SESSION_SECURE_COOKIE=false", NULL },
	{ "cookie-flags", "error", "COOKIE_SECURE=off", NULL },
	{ "cookie-flags", "error", "SESSION_COOKIE_SAMESITE=None", NULL },
	{ "cookie-flags", "error", "SESSION_COOKIE_SAMESITE=None\nSESSION_COOKIE_SECURE=false", NULL },
	{ "cookie-flags", "error", "SESSION_SAME_SITE=none", NULL },
	{ "cookie-flags", NULL, "SESSION_COOKIE_SECURE=True", NULL },
	{ "cookie-flags", NULL, "SESSION_COOKIE_HTTPONLY=true", NULL },
	{ "cookie-flags", NULL, "CSRF_COOKIE_HTTPONLY=False", NULL },
	{ "cookie-flags", NULL, "SESSION_COOKIE_SAMESITE=Lax", NULL },
	{ "cookie-flags", NULL, "SESSION_COOKIE_SAMESITE=None\nSESSION_COOKIE_SECURE=True", NULL },
	{ "cookie-flags", NULL, "SESSION_SAME_SITE=none\nSESSION_SECURE_COOKIE=true", NULL },
	{ "https-redirect-off", "warning", "SECURE_SSL_REDIRECT=False", NULL },
	{ "https-redirect-off", "warning", "FORCE_HTTPS=false", NULL },
	{ "https-redirect-off", "warning", "RAILS_FORCE_SSL=0", NULL },
	{ "https-redirect-off", "warning", "PREFERRED_URL_SCHEME=http", NULL },
	{ "https-redirect-off", NULL, "SECURE_SSL_REDIRECT=True", NULL },
	{ "https-redirect-off", NULL, "FORCE_HTTPS=1", NULL },
	{ "https-redirect-off", NULL, "PREFERRED_URL_SCHEME=https", NULL },
	{ "django-hsts", "warning", "SECURE_HSTS_SECONDS=0", NULL },
	{ "django-hsts", "warning", "SECURE_HSTS_SECONDS=off", NULL },
	{ "django-hsts", "warning", "SECURE_HSTS_INCLUDE_SUBDOMAINS=False", NULL },
	{ "django-hsts", "warning", "SECURE_HSTS_PRELOAD=false", NULL },
	{ "django-hsts", NULL, "SECURE_HSTS_SECONDS=31536000", NULL },
	{ "django-hsts", NULL, "SECURE_HSTS_SECONDS=60", NULL },
	{ "django-hsts", NULL, "SECURE_HSTS_PRELOAD=True", NULL },
	{ "hsts", "warning", "SECURE_HSTS_SECONDS=60", NULL },
	{ "hsts", "warning", "HSTS_MAX_AGE=31535999", NULL },
	{ "hsts", NULL, "SECURE_HSTS_SECONDS=31536000", NULL },
	{ "hsts", NULL, "HSTS_MAX_AGE=63072000", NULL },
	{ "django-settings-dev", "error", "DJANGO_SETTINGS_MODULE=config.settings.local", NULL },
	{ "django-settings-dev", "error", "DJANGO_SETTINGS_MODULE=app.settings_dev", NULL },
	{ "django-settings-dev", "error", "DJANGO_SETTINGS_MODULE=app.settings.test", NULL },
	{ "django-settings-dev", NULL, "DJANGO_SETTINGS_MODULE=config.settings.production", NULL },
	{ "django-settings-dev", NULL, "DJANGO_SETTINGS_MODULE=contest.settings", NULL },
	{ "django-settings-dev", NULL, "DJANGO_SETTINGS_MODULE=local.settings", NULL },
	{ "framework-setting", "warning", "SECURE_CONTENT_TYPE_NOSNIFF=False", NULL },
	{ "framework-setting", "warning", "SECURE_REFERRER_POLICY=everything", NULL },
	{ "framework-setting", "warning", "SECURE_CROSS_ORIGIN_OPENER_POLICY=open", NULL },
	{ "framework-setting", "warning", "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE=*", NULL },
	{ "framework-setting", "warning", "MANAGEMENT_ENDPOINT_ENV_SHOW_VALUES=always", NULL },
	{ "framework-setting", "warning", "SERVER_ERROR_INCLUDE_STACKTRACE=always", NULL },
	{ "framework-setting", "warning", "SPRING_H2_CONSOLE_ENABLED=true", NULL },
	{ "framework-setting", "warning", "ASPNETCORE_DETAILEDERRORS=1", NULL },
	{ "framework-setting", "warning", "SPRING_JPA_HIBERNATE_DDL_AUTO=create-drop", NULL },
	{ "framework-setting", "warning", "GOTRACEBACK=all", NULL },
	{ "framework-setting", "warning", "CACHE_URL=locmemcache://", NULL },
	{ "framework-setting", "warning", "X_FRAME_OPTIONS=ALLOWALL", "django" },
	{ "framework-setting", NULL, "X_FRAME_OPTIONS=DENY", "django" },
	{ "framework-setting", "warning", "X_FRAME_OPTIONS=ALLOWALL", NULL },
	{ "framework-setting", NULL, "X_FRAME_OPTIONS=SAMEORIGIN", NULL },
	{ "framework-setting", "warning", "FORWARDED_ALLOW_IPS=*", "fastapi" },
	{ "framework-setting", NULL, "FORWARDED_ALLOW_IPS=10.0.0.1", "fastapi" },
	{ "framework-setting", NULL, "FORWARDED_ALLOW_IPS=*", NULL },
	{ "hash-too-weak", "error", "PBKDF2_ITERATIONS=1000", NULL },
	{ "hash-too-weak", "warning", "AUTH_PBKDF2_ITERATIONS=100000", NULL },
	{ "hash-too-weak", NULL, "PBKDF2_ROUNDS=600000", NULL },
	{ "origin-wildcard", "error", "CORS_ALLOWED_ORIGIN_PATTERNS=https?://.*", NULL },
	{ "origin-wildcard", NULL, "CORS_ALLOWED_ORIGIN_PATTERNS=https://[a-z]+[.]acme[.]io", NULL },
	{ "api-key-test-mode", "error", "STRIPE_MODE=test", NULL },
	{ "api-key-test-mode", NULL, "STRIPE_MODE=live", NULL },
	{ "insecure-transport", "error",
	  "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL=SASL_PLAINTEXT", NULL },
	{ "insecure-transport", NULL, "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL=SASL_SSL", NULL },
	{ "framework-setting", NULL, "SECURE_CONTENT_TYPE_NOSNIFF=True", NULL },
	{ "framework-setting", NULL, "SECURE_REFERRER_POLICY=same-origin,strict-origin", NULL },
	{ "framework-setting", NULL, "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE=health,info", NULL },
	{ "framework-setting", NULL, "SERVER_ERROR_INCLUDE_STACKTRACE=never", NULL },
	{ "framework-setting", NULL, "SPRING_H2_CONSOLE_ENABLED=false", NULL },
	{ "framework-setting", NULL, "SPRING_JPA_HIBERNATE_DDL_AUTO=validate", NULL },
	{ "framework-setting", NULL, "GOTRACEBACK=single", NULL },
	{ "framework-setting", NULL, "CACHE_URL=rediscache://c.acme.io/1", NULL },
	{ "framework-setting", NULL, "SECURE_CROSS_ORIGIN_OPENER_POLICY=same-origin", NULL },
	{ "insecure-transport", "error", "KAFKA_SECURITY_PROTOCOL=PLAINTEXT", NULL },
	{ "insecure-transport", NULL, "KAFKA_SECURITY_PROTOCOL=SASL_SSL", NULL },
	{ "origin-wildcard", "error", "CORS_ALLOW_ALL_ORIGINS=True", NULL },
	{ "origin-wildcard", NULL, "CORS_ALLOW_ALL_ORIGINS=False", NULL },
	{ "mail-backend-dev", "error", "EMAIL_BACKEND=django.core.mail.backends.console.EmailBackend", NULL },
	{ "mail-backend-dev", "error", "MAIL_MAILER=log", NULL },
	{ "mail-backend-dev", "error", "MAILER_DSN=null://null", NULL },
	{ "mail-backend-dev", "error", "EMAIL_URL=consolemail://", NULL },
	{ "mail-backend-dev", "error", "ACTION_MAILER_DELIVERY_METHOD=letter_opener", NULL },
	{ "mail-backend-dev", "error", "MAIL_SUPPRESS_SEND=1", NULL },
	{ "mail-backend-dev", "error", "MAIL_DRIVER=array", NULL },
	{ "mail-backend-dev", NULL, "EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend", NULL },
	{ "mail-backend-dev", NULL, "MAIL_MAILER=smtp", NULL },
	{ "mail-backend-dev", NULL, "MAILER_DSN=smtp://mail.acme.io:587", NULL },
	{ "mail-backend-dev", NULL, "MAIL_SUPPRESS_SEND=0", NULL },
	{ "api-key-test-mode", "error", "PAYPAL_MODE=sandbox", NULL },
	{ "api-key-test-mode", "error", "BRAINTREE_ENVIRONMENT=Sandbox", NULL },
	{ "api-key-test-mode", "error", "PLAID_ENV=development", NULL },
	{ "api-key-test-mode", "error", "APCA_API_BASE_URL=https://paper-api.alpaca.markets", NULL },
	{ "api-key-test-mode", "error", "BINANCE_BASE_URL=https://testnet.binance.vision", NULL },
	{ "api-key-test-mode", "error", "KALSHI_API_HOST=demo-api.kalshi.co", NULL },
	{ "api-key-test-mode", "error", "SQUARE_API_URL=https://connect.squareupsandbox.com", NULL },
	{ "api-key-test-mode", "error", "PAYPAL_API_URL=https://api-m.sandbox.paypal.com/v1", NULL },
	{ "api-key-test-mode", "error", "BINANCE_TESTNET=true", NULL },
	{ "api-key-test-mode", "error", "PAPER_TRADING=true", NULL },
	{ "api-key-test-mode", NULL, "PAYPAL_MODE=live", NULL },
	{ "api-key-test-mode", NULL, "APCA_API_BASE_URL=https://api.alpaca.markets", NULL },
	{ "api-key-test-mode", NULL, "CODE_SANDBOX_URL=http://sandbox:8194", NULL },
	{ "api-key-test-mode", NULL, "RUNNER_URL=http://sandbox.svc.internal", NULL },
	{ "api-key-test-mode", NULL, "EDITOR_URL=https://codesandbox.io", NULL },
	{ "api-key-test-mode", NULL, "BINANCE_TESTNET=false", NULL },
	{ "api-key-test-mode", NULL, "NO_SANDBOX=true", NULL },
	{ "api-key-test-mode", NULL, "STRIPE_TEST_API_URL=https://sandbox.pay.acme.io", NULL },
	{ "api-key-live-outside-production", NULL, "PAYPAL_MODE=live", NULL },
	{ "jwt-alg-none", "error", "JWT_ALGORITHM=none", NULL },
	{ "jwt-alg-none", "error", "JWT_ALG=None", NULL },
	{ "jwt-alg-none", "error", "JWT_ALGORITHMS=HS256,none", NULL },
	{ "jwt-alg-none", "error", "ALGORITHM=none", "fastapi" },
	{ "jwt-alg-none", NULL, "JWT_ALGORITHM=HS256", NULL },
	{ "jwt-alg-none", NULL, "ALGORITHM=none", NULL },
	{ "jwt-alg-none", "error", "ALGORITHM=none\nSECRET_KEY=x", NULL },
	{ "jwt-alg-none", NULL, "ALGORITHM=none\nS3_KEY=x", NULL },
	{ "jwt-alg-unknown", "error", "JWT_ALGORITHM=HS257", NULL },
	{ "jwt-alg-unknown", "error", "JWT_ALGORITHM=hs256", NULL },
	{ "jwt-alg-unknown", "error", "JWT_ALG=MD5", NULL },
	{ "jwt-alg-unknown", "error", "ALGORITHM=HS123", NULL },
	{ "jwt-alg-unknown", "error", "JWT_ALGORITHMS=[\"HS256\",\"XX\"]", NULL },
	{ "jwt-alg-unknown", "error", "ALGORITHM=sha256", "fastapi" },
	{ "jwt-alg-unknown", NULL, "JWT_ALGORITHM=RS256", NULL },
	{ "jwt-alg-unknown", NULL, "JWT_ALGORITHM=EdDSA", NULL },
	{ "jwt-alg-unknown", NULL, "JWT_ALGORITHM=PS512", NULL },
	{ "jwt-alg-unknown", NULL, "JWT_ALGORITHM=ES384", NULL },
	{ "jwt-alg-unknown", NULL, "ALGORITHM=sha256", NULL },
	{ "jwt-alg-unknown", NULL, "ALGORITHM=HS256", NULL },
	{ "jwt-alg-unknown", NULL, "JWT_ALGORITHMS=[\"HS256\",\"RS256\"]", NULL },
	{ "jwt-alg-unknown", NULL, "JWT_ALGORITHM=none", NULL },
	{ "vault-root-token", "error", "VAULT_TOKEN=root", NULL },
	{ "vault-root-token", "error", "BAO_TOKEN=myroot", NULL },
	{ "vault-root-token", "error", "VAULT_DEV_ROOT_TOKEN_ID=x9", NULL },
	{ "vault-root-token", "warning", "VAULT_TOKEN=hvs.k9Zq2LwX7rTb4Vn8cD3fGh6J", NULL },
	{ "vault-root-token", NULL, "VAULT_TOKEN=hvs.CAESIJk9Zq2LwX7rTb4Vn8cD3fGh6JmP1sYtUeQaKx5vB0nRzHwGh4KHGh2cy5XbTlQd1N6aUo0V2pYc3JkT1g4ZmU", NULL },
	{ "vault-root-token", NULL, "VAULT_ROOT_PATH=root", NULL },
	{ "aws-static-keys", "warning", "AWS_ACCESS_KEY_ID=AKIAQ7ZK2LWXRTBVN4D3", NULL },
	{ "aws-static-keys", NULL, "AWS_ACCESS_KEY_ID=ASIAQ7ZK2LWXRTBVN4D3", NULL },
	{ "aws-static-keys", NULL, "AWS_ACCESS_KEY_ID=minio", NULL },
	{ "db-name-environment", "warning", "MONGO_DB_NAME=arrow_backend_dev", NULL },
	{ "db-name-environment", "warning", "S3_BUCKET=acme-staging-uploads", NULL },
	{ "db-name-environment", "warning", "DB_NAME=appTest", NULL },
	{ "db-name-environment", "warning", "ORDERS_QUEUE=orders.test", NULL },
	{ "db-name-environment", "warning", "POSTGRES_DB=app_dev2", NULL },
	{ "db-name-environment", "warning", "UPLOAD_BUCKET_NAME=acme-uat", NULL },
	{ "db-name-environment", NULL, "MONGO_DB_NAME=arrow_backend_prod", NULL },
	{ "db-name-environment", NULL, "DB_NAME=app", NULL },
	{ "db-name-environment", NULL, "DB_NAME=contest", NULL },
	{ "db-name-environment", NULL, "S3_BUCKET=latest-news", NULL },
	{ "db-name-environment", NULL, "DB_NAME=developers", NULL },
	{ "db-name-environment", NULL, "DB_NAME=local_news_prod", NULL },
	{ "db-name-environment", NULL, "EVENTS_TOPIC=stages", NULL },
	{ "path-unsafe", "warning", "PATH=.:/usr/bin", NULL },
	{ "path-unsafe", "warning", "PATH=/usr/bin:", NULL },
	{ "path-unsafe", "warning", "PATH=/usr/bin::/bin", NULL },
	{ "path-unsafe", "warning", "PATH=bin:/usr/bin", NULL },
	{ "path-unsafe", "warning", "PATH=:/bin", NULL },
	{ "path-unsafe", NULL, "PATH=/opt/venv/bin:/usr/bin", NULL },
	{ "path-unsafe", NULL, "PATH=/bin", NULL },
	{ "image-tag-latest", "warning", "IMAGE_TAG=latest", NULL },
	{ "image-tag-latest", "warning", "APP_VERSION=Latest", NULL },
	{ "image-tag-latest", "warning", "WEB_IMAGE=reg.acme.io:5000/web:latest", NULL },
	{ "image-tag-latest", "warning", "IMAGE_TAG=latest-alpine", NULL },
	{ "image-tag-latest", NULL, "IMAGE_TAG=1.4.2", NULL },
	{ "image-tag-latest", NULL, "WEB_IMAGE=reg.acme.io:5000/web:1.4.2", NULL },
	{ "image-tag-latest", NULL, "API_VERSION=latest", NULL },
	{ "bind-address", "info", "HOST=0.0.0.0", NULL },
	{ "bind-address", "info", "BIND=0.0.0.0:8000", NULL },
	{ "bind-address", "info", "GUNICORN_BIND=[::]:8000", NULL },
	{ "bind-address", "info", "LISTEN_ADDR=:8080", NULL },
	{ "bind-address", "info", "HOST=::", NULL },
	{ "bind-address", NULL, "HOST=127.0.0.1", NULL },
	{ "bind-address", NULL, "BIND=127.0.0.1:8000", NULL },
	{ "bind-address", NULL, "HOST=10.0.0.0", NULL },
	{ "bind-address", NULL, "DB_HOST=0.0.0.0", NULL },
	{ "bind-address", NULL, "HOST=api.acme.io", NULL },
	{ "mode-not-production", "error", "ENVIRONMENT=development", NULL },
	{ "mode-not-production", "error", "ENVIRONMENT=prod-eu", NULL },
	{ "mode-not-production", "error", "FLASK_ENV=development", NULL },
	{ "mode-not-production", "error", "NODE_ENV=prod", NULL },
	{ "mode-not-production", "error", "NODE_ENV=Production", NULL },
	{ "mode-not-production", "error", "RAILS_ENV=staging", NULL },
	{ "mode-not-production", "error", "GIN_MODE=debug", NULL },
	{ "mode-not-production", "error", "MIX_ENV=dev", NULL },
	{ "mode-not-production", "error", "SPRING_PROFILES_ACTIVE=prod,dev", NULL },
	{ "mode-not-production", "error", "SPRING_PROFILES_ACTIVE=default", NULL },
	{ "mode-not-production", "error", "MICRONAUT_ENVIRONMENTS=test", NULL },
	{ "mode-not-production", "error", "QUARKUS_PROFILE=dev", NULL },
	{ "mode-not-production", "error", "ASPNETCORE_ENVIRONMENT=Development", NULL },
	{ "mode-not-production", "error", "CI_ENVIRONMENT=testing", NULL },
	{ "mode-not-production", "error", "VAPOR_ENV=testing", NULL },
	{ "mode-not-production", "error", "APP_ENV=local", NULL },
	{ "mode-not-production", "error", "SPRING_PROFILES_ACTIVE=eu-dev", NULL },
	{ "mode-not-production", "error", "ENV=qa", NULL },
	{ "mode-not-production", "warning", "SENTRY_ENVIRONMENT=staging", NULL },
	{ "mode-not-production", "warning", "DD_ENV=dev", NULL },
	{ "mode-not-production", NULL, "ENVIRONMENT=production", NULL },
	{ "mode-not-production", NULL, "ENVIRONMENT=PROD", NULL },
	{ "mode-not-production", NULL, "ENVIRONMENT=live", NULL },
	{ "mode-not-production", NULL, "NODE_ENV=production", NULL },
	{ "mode-not-production", NULL, "GIN_MODE=release", NULL },
	{ "mode-not-production", NULL, "MIX_ENV=prod", NULL },
	{ "mode-not-production", NULL, "SPRING_PROFILES_ACTIVE=prod,aws", NULL },
	{ "mode-not-production", NULL, "SPRING_PROFILES_ACTIVE=production", NULL },
	{ "mode-not-production", NULL, "ASPNETCORE_ENVIRONMENT=production", NULL },
	{ "mode-not-production", NULL, "VIRTUAL_ENV=/opt/venv", NULL },
	{ "mode-not-production", NULL, "CONDA_DEFAULT_ENV=base", NULL },
	{ "mode-not-production", NULL, "ENV=/root/.shrc", NULL },
	{ "mode-not-production", NULL, "SENTRY_ENVIRONMENT=production", NULL },
	{ "mode-not-production", NULL, "DD_ENV=eu-1", NULL },
	{ "mode-not-production", NULL, "PLAID_ENV=development", NULL },
	{ "mode-not-production", NULL, "RACK_ENV=deployment", NULL },
	{ "mode-not-production", NULL, "SPRING_PROFILES_ACTIVE=ab-tests-off", NULL },
	{ "mode-not-production", "error", "APP_ENV=production", "symfony" },
	{ "mode-not-production", NULL, "APP_ENV=prod", "symfony" },
	{ "mode-not-production", "error", "APP_ENV=prod", "laravel" },
	{ "mode-not-production", NULL, "APP_ENV=production", "laravel" },
	{ "mode-not-production", NULL, "RAILS_ENV=production", "rails" },
	{ "mode-not-production", NULL, "RACK_ENV=production", "rails" },
	{ "mode-mismatch", "error", "ENVIRONMENT=staging", NULL },
	{ "mode-mismatch", "error", "ENV=dev", NULL },
	{ "mode-mismatch", NULL, "ENVIRONMENT=production", NULL },
	{ "mode-mismatch", NULL, "ENVIRONMENT=prod-eu", NULL },
	{ "mode-mismatch", NULL, "NODE_ENV=development", NULL },
	{ "mode-mismatch", NULL, "APP_ENV=local", NULL },
	{ "jwt-expiry-range", "error", "JWT_EXPIRES_IN=0", NULL },
	{ "jwt-expiry-range", "error", "JWT_EXPIRES_IN=never", NULL },
	{ "jwt-expiry-range", "error", "ACCESS_TOKEN_EXPIRE_MINUTES=-1", NULL },
	{ "jwt-expiry-range", "error", "JWT_ACCESS_TOKEN_EXPIRES=False", NULL },
	{ "jwt-expiry-range", "warning", "JWT_EXPIRES_IN=7d", NULL },
	{ "jwt-expiry-range", "warning", "ACCESS_TOKEN_EXPIRE_MINUTES=1441", NULL },
	{ "jwt-expiry-range", "warning", "JWT_REFRESH_EXPIRES_IN=91d", NULL },
	{ "jwt-expiry-range", "warning", "JWT_EXPIRATION=90000000", NULL },
	{ "jwt-expiry-range", "warning", "JWT_EXPIRES_IN=soon", NULL },
	{ "jwt-expiry-range", "warning", "ACCESS_TOKEN_EXPIRE_MINUTES=11520", NULL },
	{ "jwt-expiry-range", "warning", "JWT_ACCESS_TTL=PT25H", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRES_IN=15m", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRES_IN=3600", NULL },
	{ "jwt-expiry-range", NULL, "ACCESS_TOKEN_EXPIRE_MINUTES=1440", NULL },
	{ "jwt-expiry-range", NULL, "REFRESH_TOKEN_EXPIRE_DAYS=90", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRATION=86400000", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRATION_MS=3600000", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRES_IN=2 hours", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRATION=24:00:00", NULL },
	{ "jwt-expiry-range", NULL, "JWT_ACCESS_TTL=PT15M", NULL },
	{ "jwt-expiry-range", NULL, "JWT_VERIFY_EXPIRATION=True", NULL },
	{ "jwt-expiry-range", NULL, "JWT_EXPIRATION=1h30m", NULL },
};
/* clang-format on */

static void each_switch_has_two_sides(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct scene scene = { .environment = "production",
					     .presets = rows[i].presets,
					     .variables = rows[i].variables };
		_cleanup_(freep) char *found = check_scene(&scene);
		bool spoke = has_finding(found, rows[i].rule, rows[i].severity);

		assert_non_null(rule_find(rows[i].rule));
		if (spoke == (rows[i].severity != NULL))
			continue;
		print_error("%s %s '%s': %s\n", rows[i].rule,
			    rows[i].severity ? rows[i].severity : "silent", rows[i].variables,
			    found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

/* Whether an example that fails is of a name that the row is about. */
static bool has_example(const struct switch_row *row)
{
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *name =
			text_slice(rows[i].variables, strcspn(rows[i].variables, "="));

		if (rows[i].severity && strcmp(rows[i].rule, row->rule) == 0 &&
		    name_fits(row->names, name))
			return true;
	}
	return false;
}

static void every_row_has_an_example(void **state)
{
	size_t missing = 0;

	(void)state;
	for (const struct switch_row *row = switch_rows; row->rule; row++) {
		/* This one speaks outside production only: see the next test. */
		if (strcmp(row->rule, "api-key-live-outside-production") != 0 &&
		    !has_example(row)) {
			print_error("%s, %s: no example that fails\n", row->rule, row->names);
			missing++;
		}
		assert_non_null(rule_find(row->rule));
		assert_true(row->message[0] != '\0');
		assert_int_equal(row->bad == SWITCH_CUSTOM, row->is_bad != NULL);
	}
	assert_int_equal(missing, 0);
}

/* "NAME_*" with the star filled in. */
static char *name_like(const char *pattern)
{
	struct buf name = { 0 };

	for (; *pattern; pattern++)
		buf_add_text(&name, *pattern == '*' ? "X" : (const char[]){ *pattern, 0 });
	return name.bytes;
}

/* Whether an example of the row still fails when its variable is called so. */
static bool fails_as(const struct switch_row *row, const char *pattern)
{
	_cleanup_(freep) char *name = name_like(pattern);

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		size_t length = strcspn(rows[i].variables, "=");
		_cleanup_(freep) char *was = text_slice(rows[i].variables, length);
		_cleanup_(freep) char *variables =
			text_format("%s%s", name, rows[i].variables + length);
		const struct scene scene = { .environment = "production",
					     .presets = rows[i].presets,
					     .variables = variables };
		_cleanup_(freep) char *found = NULL;

		if (!rows[i].severity || !text_equal(rows[i].rule, row->rule) ||
		    !name_fits(row->names, was))
			continue;
		found = check_scene(&scene);
		if (has_finding(found, row->rule, rows[i].severity))
			return true;
	}
	return false;
}

/* What belongs into production only has no example there. */
static bool fails_elsewhere(const struct switch_row *row, const char *pattern)
{
	_cleanup_(freep) char *name = name_like(pattern);
	_cleanup_(freep) char *variables = text_format("%s=live", name);
	const struct scene scene = { .environment = "development", .variables = variables };
	_cleanup_(freep) char *found = check_scene(&scene);

	return has_finding(found, row->rule, "error");
}

static size_t count_patterns(void)
{
	size_t count = 0;

	for (const struct switch_row *row = switch_rows; row->rule; row++) {
		for (const char *names = row->names; *names; names += strspn(names, " ")) {
			names += strcspn(names, " ");
			count++;
		}
	}
	return count;
}

/* Of the rows of a rule, one that has the pattern and can be made to speak by it. */
static bool speaks(const char *rule, const char *pattern)
{
	for (const struct switch_row *row = switch_rows; row->rule; row++) {
		struct word word = { pattern, strlen(pattern) };

		if (text_equal(row->rule, rule) && word_among(word, row->names) &&
		    (fails_as(row, pattern) || fails_elsewhere(row, pattern)))
			return true;
	}
	return false;
}

static void every_name_is_there_and_reached(void **state)
{
	struct listed listed;
	size_t count = 0, wrong = 0;

	(void)state;
	listed_open(&listed, "switches.tsv");
	for (; listed_next(&listed); count++) {
		if (speaks(listed.columns[0], listed.columns[1]))
			continue;
		print_error("lost, or not reached: %s, %s\n", listed.columns[0], listed.columns[1]);
		wrong++;
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(count, count_patterns());
}

static void environments_decide_the_severity(void **state)
{
	static const struct {
		const char *environment, *variables, *findings;
	} cases[] = {
		{ "staging", "DEBUG=true", "DEBUG:debug-enabled:warning" },
		{ "development", "DEBUG=true", "" },
		{ "test", "DEBUG=true", "" },
		{ "development", "NODE_TLS_REJECT_UNAUTHORIZED=0",
		  "NODE_TLS_REJECT_UNAUTHORIZED:tls-verification-disabled:warning" },
		{ "staging", "NODE_TLS_REJECT_UNAUTHORIZED=0",
		  "NODE_TLS_REJECT_UNAUTHORIZED:tls-verification-disabled:error" },
		{ "staging", "LOG_FORMAT=text", "" },
		{ "development", "PAYPAL_MODE=sandbox", "" },
		{ "development", "PAYPAL_MODE=live",
		  "PAYPAL_MODE:api-key-live-outside-production:error" },
		{ "staging", "PAYPAL_MODE=live",
		  "PAYPAL_MODE:api-key-live-outside-production:warning" },
		{ "development", "MONGO_DB_NAME=app_dev", "" },
		{ "development", "JWT_ALGORITHM=none", "JWT_ALGORITHM:jwt-alg-none:error" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct scene scene = { .environment = cases[i].environment,
					     .variables = cases[i].variables };
		_cleanup_(freep) char *found = check_scene(&scene);

		assert_string_equal(found, cases[i].findings);
	}
}

/* What reaches the program without a section: only what acts on programs by itself. */
static void inherited_switches_are_seen(void **state)
{
	static const struct {
		const char *variables, *findings;
	} cases[] = {
		{ "FLASK_DEBUG=off", "FLASK_DEBUG:debug-enabled:error" },
		{ "NODE_OPTIONS=--inspect", "NODE_OPTIONS:dev-tooling:error" },
		{ "NODE_TLS_REJECT_UNAUTHORIZED=0",
		  "NODE_TLS_REJECT_UNAUTHORIZED:tls-verification-disabled:error" },
		{ "PYTHONHTTPSVERIFY=0", "PYTHONHTTPSVERIFY:tls-verification-disabled:error" },
		{ "NODE_ENV=development", "NODE_ENV:mode-not-production:error" },
		{ "PATH=/usr/bin:.", "" },
		{ "RUNNER_DEBUG=1", "" },
		{ "LOG_FORMAT=text", "" },
		{ "OTHER_ENV=test", "" },
		{ "DEBUG_SERVICE_PORT=1", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct scene scene = { .environment = "production",
					     .variables = cases[i].variables,
					     .passing = true };
		_cleanup_(freep) char *found = check_scene(&scene);

		assert_string_equal(found, cases[i].findings);
	}
	assert_true(rules_know_switch("NODE_OPTIONS"));
	assert_true(rules_know_switch("MY_INSECURE_SKIP_VERIFY"));
	assert_false(rules_know_switch("LOG_FORMAT"));
	assert_false(rules_know_switch("HOSTNAME"));
}

static void debug_may_be_handed_over_as_unset(void **state)
{
	struct variable variable = { .name = (char *)"DEBUG" };
	_cleanup_(freep) char *said = check_text(&variable, "production", "False"), *unset = NULL;

	(void)state;
	assert_string_equal(said, "debug-false-string:info");
	variable.text[TEXT_EMIT_FALSE] = (char *)"unset";
	unset = check_text(&variable, "production", "False");
	assert_string_equal(unset, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_switch_has_two_sides),
		cmocka_unit_test(every_row_has_an_example),
		cmocka_unit_test(every_name_is_there_and_reached),
		cmocka_unit_test(environments_decide_the_severity),
		cmocka_unit_test(inherited_switches_are_seen),
		cmocka_unit_test(debug_may_be_handed_over_as_unset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
