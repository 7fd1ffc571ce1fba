/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "util/text.h"

#include "variables.h"

#define R24   "q7Zk2LwXrTbV4n8cD3fGh6Jm"
#define S24   "P1sYtUeQaKx5vB0nRzHwGh4K"
#define HEX   "00ff12ab9c8d7e6f5a4b3c2d1e0f9a8b"
#define HEX2  "7d3f09b2c81e4a56f0d9e37b18c2a645"
#define HEX3  "d0b04bba1f5985729001eccdd4aa84f6"
#define B32   "kQ3v9xTzR1mWb7LpYc5Nd8GhJ2sFa6UeX4oKqVtZw0E="
#define HEX64 "AP8Sq5yNfm9aSzwtHg+aiw==" /* the same bytes */

/* severity NULL: the rule is silent. */
/* clang-format off */
static const struct {
	const char *rule, *severity, *variables, *environment, *presets;
} rows[] = {
	/* S0:206-208 */
	{ "origin-missing-frontend", NULL, "FRONTEND_URL=https://a.io\nALLOWED_ORIGINS=https://a.io", "production", NULL },
	{ "origin-missing-frontend", "error", "FRONTEND_URL=https://b.io\nALLOWED_ORIGINS=https://a.io", "production", NULL },
	{ "origin-missing-frontend", "warning", "FRONTEND_URL=https://b.io\nALLOWED_ORIGINS=https://a.io", "staging", NULL },
	{ "origin-missing-frontend", NULL, "FRONTEND_URL=https://b.io/app\nCORS_ORIGINS=[\"https://a.io\", \"https://B.io:443\"]", "production", NULL },
	{ "origin-missing-frontend", "error", "FRONTEND_URL=https://b.io:8443\nCORS_ORIGINS=https://b.io", "production", NULL },
	{ "origin-missing-frontend", NULL, "FRONTEND_URL=https://x.a.io\nALLOWED_ORIGINS=https://*.a.io", "production", NULL },
	{ "origin-missing-frontend", "error", "FRONTEND_URL=https://a.io\nALLOWED_ORIGINS=https://*.a.io", "production", NULL },
	{ "origin-missing-frontend", NULL, "FRONTEND_URL=https://b.io\nALLOWED_ORIGINS=*", "production", NULL },
	{ "origin-missing-frontend", NULL, "FRONTEND_URL=https://b.io", "production", NULL },
	{ "origin-missing-frontend", NULL, "FRONTEND_URL=https://b.io\nALLOWED_ORIGINS=http://b.io", "production", NULL },
	{ "origin-scheme-mismatch", "error", "FRONTEND_URL=https://b.io\nALLOWED_ORIGINS=http://b.io", "production", NULL },
	{ "origin-scheme-mismatch", NULL, "FRONTEND_URL=https://b.io\nALLOWED_ORIGINS=http://b.io,https://b.io", "production", NULL },
	{ "cors-credentials-wildcard", "error", "CORS_ALLOW_CREDENTIALS=true\nALLOWED_ORIGINS=*", "production", NULL },
	{ "cors-credentials-wildcard", "error", "CORS_ALLOW_CREDENTIALS=1\nALLOWED_ORIGINS=https://a.io,*", "test", NULL },
	{ "cors-credentials-wildcard", "error", "CORS_ALLOW_CREDENTIALS=1\nCORS_ALLOW_ALL_ORIGINS=True", "development", NULL },
	{ "cors-credentials-wildcard", NULL, "CORS_ALLOW_CREDENTIALS=true\nALLOWED_ORIGINS=https://a.io", "production", NULL },
	{ "cors-credentials-wildcard", NULL, "CORS_ALLOW_CREDENTIALS=false\nALLOWED_ORIGINS=*", "production", NULL },

	/* What is enough to be good, and less than what is advised; strict takes no less. */
	{ "secret-max-entropy", "warning", "SESSION_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", "warning", "CSRF_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", "warning", "COOKIE_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "PASSWORD_SALT=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "REVERB_APP_KEY=x7f2kq9mzt4wb1ch8ydr", "production", NULL },
	{ "secret-max-entropy", "warning", "FLASK_SECRET_KEY=" HEX3, "production", NULL },
	{ "secret-max-entropy", "warning", "SECRET_KEY=" HEX3, "production", NULL },
	{ "secret-max-entropy", "warning", "NEXTAUTH_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", "warning", "ADMIN_SESSION_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", "warning", "WEBHOOK_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "WEBHOOK_SECRET=" HEX3 "7d3f09b2", "production", NULL },
	{ "secret-max-entropy", NULL, "GITHUB_WEBHOOK_SECRET=" HEX3 "7d3f09b2", "production", NULL },
	{ "secret-max-entropy", "warning", "ORDERS_WEBHOOK_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "ORDERS_WEBHOOK_SECRET=" HEX3 "7d3f09b2", "production", NULL },
	{ "secret-max-entropy", NULL, "SESSION_SECRET=" B32, "production", NULL },
	{ "secret-max-entropy", NULL, "PASSWORD_SALT=" B32, "production", NULL },
	{ "secret-max-entropy", NULL, "SECRET_KEY=" B32, "production", NULL },
	{ "secret-max-entropy", NULL, "API_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "APP_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "STRIPE_WEBHOOK_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "CLIENT_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", NULL, "SHARED_SECRET=" HEX3, "production", NULL },
	{ "secret-max-entropy", "error", "SESSION_SECRET=" HEX3, "production", "strict" },
	{ "secret-max-entropy", "error", "WEBHOOK_SECRET=" HEX3, "production", "strict" },
	{ "secret-max-entropy", NULL, "SESSION_SECRET=" B32, "production", "strict" },
	{ "secret-too-short", "warning", "DJANGO_SECRET_KEY=" B32, "production", NULL },
	{ "secret-too-short", "error", "DJANGO_SECRET_KEY=" B32, "production", "strict" },
	{ "secret-too-short", NULL, "DJANGO_SECRET_KEY=" B32 R24, "production", "strict" },

	/* S1:11, S2:11 */
	{ "secret-not-distinct", "error", "JWT_SECRET_KEY=" R24 "\nAPI_ENCRYPTION_KEY=" R24, "production", "production-checklist" },
	{ "secret-not-distinct", "warning", "JWT_SECRET_KEY=" R24 "\nAPI_ENCRYPTION_KEY=" R24, "development", "production-checklist" },
	{ "secret-not-distinct", "error", "SECRET_KEY=" R24 "\nJWT_SECRET_KEY=" R24, "production", "flask" },
	{ "secret-not-distinct", "error", "SECRET_KEY=" HEX "\nSESSION_SECRET=" HEX64, "production", "production-checklist" },
	{ "secret-not-distinct", NULL, "JWT_SECRET_KEY=" R24 "\nAPI_ENCRYPTION_KEY=" S24, "production", "production-checklist" },
	{ "secret-not-distinct", "error", "JWT_SECRET_KEY=" R24 "\nAPI_ENCRYPTION_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", "warning", "JWT_SECRET_KEY=" R24 "\nAPI_ENCRYPTION_KEY=" R24, "staging", NULL },
	{ "secret-not-distinct", "error", "JWT_SECRET=" R24 "\nJWT_REFRESH_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "SESSION_SECRET=" R24 "\nJWT_REFRESH_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "FLASK_SECRET_KEY=" R24 "\nJWT_SECRET_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "CSRF_SECRET=" HEX "\nCOOKIE_SECRET=" HEX64, "production", "node,pci" },
	{ "secret-not-distinct", "error", "ENCRYPTION_KEY=" R24 "\nWTF_CSRF_SECRET_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "JWT_SECRET=" R24 "\nJWT_REFRESH_SECRET=" S24, "production", NULL },
	{ "secret-not-distinct", "error", "DB_PASSWORD=" R24 "\nJWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "DB_PASSWORD=" R24 "\nREDIS_PASSWORD=" R24, "production", NULL },
	{ "secret-not-distinct", "warning", "DB_PASSWORD=" R24 "\nREDIS_PASSWORD=" R24, "staging", NULL },
	{ "secret-not-distinct", "warning", "DB_PASSWORD=" R24 "\nPORTAL_PASSWORD=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "DB_PASSWORD=" R24 "\nPORTAL_PASSWORD=" R24, "staging", NULL },
	{ "secret-not-distinct", NULL, "SPRING_DATASOURCE_PASSWORD=" R24 "\nDATABASE_PASSWORD=" R24, "staging", NULL },
	{ "secret-not-distinct", "error", "SENDGRID_API_KEY=" R24 "\nTWILIO_AUTH_TOKEN=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "STRIPE_WEBHOOK_SECRET=" R24 "\nGITHUB_WEBHOOK_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "AZURE_OPENAI_API_KEY=" R24 "\nOPENAI_API_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "DATABASE_URL=postgresql://shop:" R24 "@pg.acme.io/shop\nREDIS_URL=rediss://:" R24 "@redis.acme.io:6379", "production", NULL },
	{ "secret-not-distinct", NULL, "BROKER_URL=rediss://:" R24 "@redis.acme.io:6379/1\nREDIS_URL=rediss://:" R24 "@redis.acme.io:6379", "production", NULL },
	{ "secret-not-distinct", NULL, "DATABASE_URL=postgresql://shop:" R24 "@pg.acme.io/shop\nDB_PASSWORD=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "DB_PASSWORD=" R24 "\nPOSTGRES_PASSWORD=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "DB_PASSWORD=" R24 "\nSHOP_DB_PASSWORD=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "JWT_SECRET=changeme\nSESSION_SECRET=changeme", "production", NULL },
	{ "secret-not-distinct", NULL, "JWT_SECRET=" R24 "\nJWT_SECRET_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "GOTRUE_JWT_SECRET=" R24 "\nPGRST_JWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "ACCESS_JWT_SECRET=" R24 "\nREFRESH_JWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "PAYMENT_ENCRYPTION_KEY=" R24 "\nUSER_ENCRYPTION_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "PROD_ENCRYPTION_KEY=" R24 "\nSTAGING_ENCRYPTION_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "USER_SESSION_SECRET=" R24 "\nADMIN_SESSION_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "JWT_SECRET=" R24 "\nREFRESH_JWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "SHOP_USER_JWT_SECRET=" R24 "\nWEB_USER_JWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "JWT_SECRET=" R24 "\nACCESS_JWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "SHOP_JWT_SECRET=" R24 "\nJWT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "warning", "TEST_DB_PASSWORD=" R24 "\nDB_PASSWORD=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "AUTH_SECRET=" R24 "\nNEXTAUTH_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "SECRET_KEY=" R24 "\nDJANGO_SECRET_KEY=" R24 "\nAPP_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "STRIPE_WEBHOOK_SECRET=" R24 "\nWEBHOOK_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "GOOGLE_CLIENT_SECRET=" R24 "\nOAUTH_CLIENT_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "AWS_SECRET_ACCESS_KEY=" R24 "\nS3_SECRET_KEY=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "INTERNAL_API_KEY=" R24 "\nGATEWAY_TOKEN=" R24, "production", NULL },
	{ "secret-not-distinct", NULL, "DB_PASSWORD=" R24 "\nPOSTGRES_PASSWORD=" R24, "production", "production-checklist" },
	{ "secret-not-distinct", "error", "DB_PASSWORD=" R24 "\nREDIS_PASSWORD=" R24, "production", "production-checklist" },
	{ "secret-not-distinct", NULL, "SENTRY_DSN=https://" HEX "@o1.x.io/1\nVITE_SENTRY_DSN=https://" HEX "@o1.x.io/1", "production", "production-checklist" },
	{ "secret-not-distinct", "error", "JWT_SECRET=" HEX HEX2 "\nSESSION_SECRET=0x" HEX HEX2, "production", NULL },
	{ "secret-not-distinct", "error", "JWT_SECRET=" HEX HEX2 "\nSESSION_SECRET=hex:" HEX HEX2, "production", NULL },
	{ "secret-not-distinct", "error", "JWT_SECRET=0X" HEX HEX2 "\nENCRYPTION_KEY=\\x" HEX HEX2, "production", NULL },
	{ "secret-not-distinct", NULL, "JWT_SECRET=" HEX HEX2 "\nSESSION_SECRET=0x" HEX2 HEX, "production", NULL },
	{ "secret-not-distinct", "error", "JWT_PUBLIC_SECRET=" R24 "\nSESSION_SECRET=" R24, "production", NULL },
	{ "secret-not-distinct", "error", "JWT_SECRET=x://" R24 "\nSESSION_SECRET=x://" R24, "production", NULL },
	{ "secret-not-distinct", "error", "JWT_SECRET=" R24 "\nDATABASE_URL=postgresql://svc:" R24 "@db.acme.io/app", "production", NULL },
	{ "secret-not-distinct", "error", "DATABASE_URL=postgresql://svc:" R24 "@db.acme.io/app\nSESSION_SECRET=" R24, "production", "production-checklist" },
	{ "secret-not-distinct", "error", "SECRET_KEY=q7Zk2Lw+rTbV4n8c/3fGh6Jm\nREDIS_URL=rediss://:q7Zk2Lw%2BrTbV4n8c%2F3fGh6Jm@r.acme.io/0", "production", NULL },
	{ "secret-not-distinct", "warning", "JWT_SECRET=" R24 "\nAMQP_URL=amqps://svc:" R24 "@q.acme.io", "staging", NULL },
	{ "secret-not-distinct", NULL, "JWT_SECRET=" S24 "\nDATABASE_URL=postgresql://svc:" R24 "@db.acme.io/app", "production", NULL },
	{ "secret-not-distinct", NULL, "DB_PASSWORD=" R24 "\nDATABASE_URL=postgresql://svc:" R24 "@db.acme.io/app", "production", "production-checklist" },
	{ "secret-not-distinct", NULL, "JWT_SECRET=" S24 "\nDATABASE_URL=postgresql://svc:" R24 "@db.acme.io/app\nDATABASE_READ_URL=postgresql://svc:" R24 "@ro.acme.io/app", "production", "production-checklist" },
	{ "secret-not-distinct", NULL, "JWT_SECRET=changeme\nDATABASE_URL=postgresql://svc:changeme@db.acme.io/app", "production", NULL },
	/* libpq connects to an address, whatever the name. */
	{ "db-url-tls", "error", "DATABASE_URL=postgresql://svc:" R24 "@/app?host=/run/postgresql\nPGHOSTADDR=10.1.2.3", "production", NULL },
	{ "db-url-tls", NULL, "DATABASE_URL=postgresql://svc:" R24 "@/app?host=/run/postgresql\nPGHOSTADDR=127.0.0.1", "production", NULL },
	{ "db-url-tls", NULL, "DATABASE_URL=postgresql://svc:" R24 "@localhost/app?hostaddr=127.0.0.1\nPGHOSTADDR=10.1.2.3", "production", NULL },
	{ "db-url-tls", NULL, "SPRING_DATASOURCE_URL=jdbc:postgresql://localhost/app\nPGHOSTADDR=10.1.2.3", "production", NULL },
	{ "db-url-tls", "error", "PGSSLMODE=disable\nPGHOST=localhost\nPGHOSTADDR=10.1.2.3", "production", NULL },
	{ "db-url-tls", NULL, "PGSSLMODE=disable\nPGHOST=db.acme.io\nPGHOSTADDR=127.0.0.1", "production", NULL },
	{ "secret-not-distinct", NULL, "APP_NAME=" R24 "\nTITLE=" R24, "production", "production-checklist" },

	/* url-password-mismatch */
	{ "url-password-mismatch", "warning", "DATABASE_URL=postgresql://svc:" R24 "@pg.x.io/app\nDB_PASSWORD=" S24, "production", NULL },
	{ "url-password-mismatch", NULL, "DATABASE_URL=postgresql://svc:" R24 "@pg.x.io/app\nDB_PASSWORD=" R24, "production", NULL },
	{ "url-password-mismatch", NULL, "DATABASE_URL=postgresql://svc:a%40b%2Fc@pg.x.io/app\nPOSTGRES_PASSWORD=a@b/c", "production", NULL },
	{ "url-password-mismatch", "warning", "DATABASE_URL=postgresql://svc:a%40b@pg.x.io/app\nPOSTGRES_PASSWORD=a%40b", "production", NULL },
	{ "url-password-mismatch", NULL, "DATABASE_URL=postgresql://svc:" R24 "@pg.x.io/app\nPOSTGRES_PASSWORD=" S24 "\nPOSTGRES_USER=postgres", "production", NULL },
	{ "url-password-mismatch", NULL, "DATABASE_URL=mysql://svc:" R24 "@pg.x.io/app\nPOSTGRES_PASSWORD=" S24, "production", NULL },
	{ "url-password-mismatch", "warning", "REDIS_URL=rediss://:" R24 "@r.x.io:6380/0\nREDIS_PASSWORD=" S24, "production", NULL },

	/* pair-incomplete */
	{ "pair-incomplete", "warning", "AWS_ACCESS_KEY_ID=AKIAQ7ZK2LWXRTBVN4D3", "production", NULL },
	{ "pair-incomplete", "warning", "AWS_ACCESS_KEY_ID=AKIAQ7ZK2LWXRTBVN4D3", "development", NULL },
	{ "db-engine-sqlite", "error", "ConnectionStrings__Default=Data Source=app.db", "production", "aspnet" },
	{ "db-engine-sqlite", "error", "ConnectionStrings__Default=Data Source=/srv/x/app.sqlite;Cache=Shared", "production", "aspnet" },
	{ "db-engine-sqlite", "error", "ConnectionStrings__Default=Filename=app.db", "production", "aspnet" },
	{ "db-engine-sqlite", NULL, "ConnectionStrings__Default=Data Source=db.acme.io;Encrypt=true", "production", "aspnet" },
	{ "url-credentials", "warning", "FEED_URL=https://api.acme.io/?password=" R24, "production", NULL },
	{ "url-credentials", "warning", "FEED_URL=https://api.acme.io/v1?x=1&api_key=" R24, "production", NULL },
	{ "url-credentials", "error", "FEED_URL=http://api.acme.io/?access_token=" R24, "production", NULL },
	{ "url-credentials", NULL, "FEED_URL=https://api.acme.io/?x=1&password=&api_key_id=2", "production", NULL },
	{ "url-credentials", NULL, "CHAT_WEBHOOK_URL=https://api.acme.io/?access_token=" R24, "production", NULL },
	{ "pair-incomplete", "warning", "AWS_SECRET_ACCESS_KEY=x", "production", NULL },
	{ "pair-incomplete", "warning", "REDIS_USERNAME=app", "production", NULL },
	{ "pair-incomplete", NULL, "REDIS_USERNAME=app\nREDIS_PASSWORD=x", "production", NULL },
	{ "pair-incomplete", NULL, "REDIS_USERNAME=app\nREDIS_URL=x", "production", NULL },
	{ "pair-incomplete", NULL, "AWS_ACCESS_KEY_ID=x\nAWS_SECRET_ACCESS_KEY=y", "production", NULL },
	{ "pair-incomplete", "error", "AWS_ACCESS_KEY_ID=x\nAWS_SECRET_ACCESS_KEY=", "production", NULL },
	{ "pair-incomplete", "warning", "BACKUP_AWS_ACCESS_KEY_ID=x\nAWS_SECRET_ACCESS_KEY=y\nAWS_ACCESS_KEY_ID=z", "production", NULL },
	{ "pair-incomplete", "warning", "GITHUB_CLIENT_SECRET=x", "production", NULL },
	{ "pair-incomplete", "info", "GITHUB_CLIENT_ID=x", "production", NULL },
	{ "pair-incomplete", NULL, "VITE_GOOGLE_CLIENT_ID=x", "production", NULL },
	{ "pair-incomplete", NULL, "GITHUB_CLIENT_ID=x\nGITHUB_CLIENT_SECRET=y", "production", NULL },
	{ "pair-incomplete", "warning", "DB_USER=app", "production", NULL },
	{ "pair-incomplete", "info", "DB_PASSWORD=x", "production", NULL },
	{ "pair-incomplete", "warning", "SMTP_USER=x", "production", NULL },
	{ "pair-incomplete", NULL, "SMTP_USER=x\nSMTP_PASS=y", "production", NULL },
	{ "pair-incomplete", "warning", "APP_SMTP_USER=x\nSMTP_PASS=y", "production", NULL },
	{ "pair-incomplete", "warning", "EMAIL_HOST_USER=x", "production", NULL },
	{ "pair-incomplete", NULL, "DB_USER=x\nDATABASE_URL=postgresql://u:p@h.x.io/d", "production", NULL },
	{ "pair-incomplete", NULL, "RABBITMQ_USER=x\nRABBITMQ_URL=amqps://u:p@h.x.io/d", "production", NULL },
	{ "pair-incomplete", NULL, "DB_USER=app\nDB_PASSWORD=x", "production", NULL },
	{ "pair-incomplete", NULL, "DB_USER=app\nDB_PASSWORD_FILE=/run/secrets/db", "production", NULL },
	{ "pair-incomplete", NULL, "REDIS_PASSWORD=x", "production", NULL },
	{ "pair-incomplete", NULL, "POSTGRES_PASSWORD=x", "production", NULL },
	{ "pair-incomplete", NULL, "ADMIN_PASSWORD=x", "production", NULL },
	{ "pair-incomplete", NULL, "SUDO_USER=x", "production", NULL },
	{ "pair-incomplete", "warning", "TLS_KEY=/k.pem", "production", NULL },
	{ "pair-incomplete", "warning", "APP_TLS_CERT_FILE=/c.pem", "production", NULL },
	{ "pair-incomplete", NULL, "TLS_KEY=/k.pem\nTLS_CERT=/c.pem", "production", NULL },
	{ "pair-incomplete", NULL, "SSL_CERT_FILE=/etc/ssl/ca.pem", "production", NULL },
	{ "pair-incomplete", NULL, "STRIPE_KEY=x", "production", NULL },
	{ "pair-incomplete", "warning", "JWT_ACCESS_SECRET=x", "production", NULL },
	{ "pair-incomplete", "warning", "JWT_REFRESH_SECRET=x", "production", NULL },
	{ "pair-incomplete", NULL, "JWT_REFRESH_SECRET=x\nJWT_SECRET=y", "production", NULL },
	{ "pair-incomplete", NULL, "JWT_SECRET=y", "production", NULL },
	{ "pair-incomplete", "warning", "BINANCE_API_SECRET=x", "production", NULL },
	{ "pair-incomplete", NULL, "BINANCE_API_KEY=x", "production", NULL },
	{ "pair-incomplete", "warning", "TWILIO_ACCOUNT_SID=x", "production", NULL },

	/* A key in another key's place, and ids that nobody filled in. */
	{ "api-key-format", "error", "GITHUB_TOKEN=glpat-x7Kq2mWv9RtL4nYbZ3cD", "production", NULL },
	{ "api-key-format", "error", "GITHUB_TOKEN=sk_live_x7Kq2mWv9RtL4nYbZ3cDh8Ps", "production", NULL },
	{ "api-key-format", NULL, "GITHUB_TOKEN=ghp_x7Kq2mWv9RtL4nYbZ3cDh8PsQ6gJ5fTu0EiA", "production", NULL },
	{ "api-key-format", NULL, "GITHUB_TOKEN=" R24, "production", NULL },
	{ "api-key-format", "error", "GITLAB_TOKEN=ghp_x7Kq2mWv9RtL4nYbZ3cDh8PsQ6gJ5fTu0EiA", "production", NULL },
	{ "api-key-format", "error", "SLACK_BOT_TOKEN=xoxp-7403918265402-7381640295517-x7Kq2mWv9RtL4nYbZ3cD", "production", NULL },
	{ "api-key-format", NULL, "SLACK_BOT_TOKEN=xoxb-7403918265402-7381640295517-x7Kq2mWv9RtL4nYbZ3cD", "production", NULL },
	{ "api-key-format", NULL, "SLACK_USER_TOKEN=xoxp-7403918265402-7381640295517-x7Kq2mWv9RtL4nYbZ3cD", "production", NULL },
	{ "api-key-format", "error", "TWILIO_AUTH_TOKEN=AC7d3f09b2c81e4a56f0d9e37b18c2a645", "production", NULL },
	{ "api-key-format", NULL, "TWILIO_AUTH_TOKEN=7d3f09b2c81e4a56f0d9e37b18c2a645", "production", NULL },
	{ "api-key-format", "error", "VAULT_TOKEN=ghp_x7Kq2mWv9RtL4nYbZ3cDh8PsQ6gJ5fTu0EiA", "production", NULL },
	{ "secret-placeholder", "error", "AWS_ACCESS_KEY_ID=your-access-key-id", "production", NULL },
	{ "secret-placeholder", "error", "TWILIO_ACCOUNT_SID=ACxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "production", NULL },
	{ "secret-placeholder", "error", "AWS_ACCESS_KEY_ID=<your-key-id>", "staging", NULL },
	{ "secret-placeholder", NULL, "AWS_ACCESS_KEY_ID=AKIAQ7ZK2LWXRTBVN4D3", "production", NULL },

	/* Keys in JSON, under a name that says secret. */
	{ "secret-repetition", "error", "JWT_SECRET={\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", "production", NULL },
	{ "secret-repetition", "error", "APP_SECRET={\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", "production", NULL },
	{ "secret-encoded-text", "error", "JWT_SECRET={\"kty\":\"oct\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}", "production", NULL },
	{ "secret-known-leaked", "error", "JWT_SECRET={\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}", "production", NULL },
	{ "jwt-key-too-short", NULL, "JWT_SECRET={\"kty\":\"oct\",\"k\":\"9dTDe9Mbcqxw3Ew5u8KYVUVCVaG8RRBcy0bIY4rEo1w\"}", "production", NULL },
	{ "jwt-key-too-short", "error", "JWT_SECRET={\"kty\":\"oct\",\"k\":\"9dTDe9Mbcqxw3Ew5u8KYVQ\",\"alg\":\"HS256\"}", "production", NULL },

	/* Origins, and URLs that only their names tell. */
	{ "origin-wildcard", "error", "CORS_ALLOW_ALL_ORIGINS=True", "production", NULL },
	{ "origin-wildcard", "warning", "CORS_ORIGIN_ALLOW_ALL=1", "staging", NULL },
	{ "origin-wildcard", NULL, "CORS_ALLOW_ALL_ORIGINS=False", "production", NULL },
	/*
	 * Encrypted, a login is in the wrong place, which a name alone makes no error; in the clear,
	 * everybody reads it. What a manifest calls a url has none, unless it allows one.
	 */
	{ "url-credentials", "warning", "API_URL=https://user:" R24 "@api.acme.io", "production", NULL },
	{ "url-credentials", "error", "API_URL=http://user:" R24 "@api.acme.io", "production", NULL },
	{ "url-credentials", "warning", "API_URL=http://user:" R24 "@api.acme.io", "staging", NULL },
	{ "url-credentials", "warning", "API_URL=https://user:" R24 "@api.acme.io", "development", NULL },
	{ "password-too-short", "error", "API_URL=https://user:hunter2pass@api.acme.io", "production", NULL },
	{ "url-credentials", NULL, "API_URL=https://api.acme.io", "production", NULL },
	{ "url-credentials", NULL, "HTTPS_PROXY_URL=http://user:" R24 "@proxy.acme.io", "production", NULL },
	{ "url-credentials", NULL, "ELASTICSEARCH_URL=https://user:" R24 "@es.acme.io", "production", NULL },
	{ "url-http", "error", "WEBHOOK_URL=http://hooks.acme.io/x", "production", NULL },
	{ "url-http", NULL, "WEBHOOK_URL=https://hooks.acme.io/x", "production", NULL },
	{ "payment-mode-mixed", "error", "STRIPE_SECRET_KEY=sk_live_x7Kq2mWv9RtL4nYbZ3cDh8Ps\nSTRIPE_WEBHOOK_SECRET=whsec_test_x7Kq2mWv9RtL4nYbZ3cDh8Ps", "production", NULL },
	{ "payment-mode-mixed", NULL, "STRIPE_SECRET_KEY=sk_live_x7Kq2mWv9RtL4nYbZ3cDh8Ps\nSTRIPE_WEBHOOK_SECRET=whsec_x7Kq2mWv9RtL4nYbZ3cDh8PsQ6gJ5fTu", "production", NULL },
	{ "redis-db-collision", "warning", "REDIS_URL=rediss://r.x.io/0\nSESSION_REDIS_URL=rediss://r.x.io", "production", NULL },
	{ "redis-db-collision", NULL, "REDIS_URL=rediss://r.x.io/0\nSESSION_REDIS_URL=rediss://r.x.io/1", "production", NULL },
	{ "pool-exceeds-db", "warning", "DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=10\nWORKERS=4\nMAX_CONNECTIONS=100", "production", NULL },
	{ "pool-exceeds-db", NULL, "DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=5\nWORKERS=4\nMAX_CONNECTIONS=100", "production", NULL },

	/* Templates that nobody filled in. */
	{ "reference-unresolved", "error", "API_URL=https://${HOST}/v1", "production", NULL },
	{ "reference-unresolved", "error", "API_URL=https://${HOST}/v1", "development", NULL },
	{ "reference-unresolved", "error", "FOO=${BAR}", "production", NULL },
	{ "reference-unresolved", "error", "MAIL_FROM_NAME=The ${APP_NAME} team", "production", NULL },
	{ "reference-unresolved", "error", "CALLBACK=https://{{host}}/x", "production", NULL },
	{ "reference-unresolved", "error", "PUBLIC_URL=https://<your-domain>/x", "production", NULL },
	{ "reference-unresolved", NULL, "API_URL=https://${HOST}/v1\nHOST=a.io", "production", NULL },
	{ "reference-unresolved", NULL, "API_URL=https://${HOST:-a.io}/v1", "production", NULL },
	{ "reference-unresolved", NULL, "GREETING=Hello ${name}, {{title}}", "production", NULL },
	{ "reference-unresolved", NULL, "LOG_FORMAT=${level} ${MSG}", "production", NULL },
	{ "reference-unresolved", NULL, "LINK_TEMPLATE=https://a.io/{{id}}", "production", NULL },
	{ "reference-unresolved", NULL, "NAME_PATTERN=${NAME}", "production", NULL },
	{ "reference-unresolved", NULL, "UPLOAD_DIR=%kernel.project_dir%/var", "production", "symfony" },
	{ "reference-unresolved", NULL, "API_URL=https://${HOST}/v1", "production", "spring" },
	{ "reference-unresolved", NULL, "EMAIL_FROM=Acme <team@acme.io>", "production", NULL },
	{ "reference-unresolved", NULL, "APP_SECRET=${BAR}", "production", NULL },
	{ "secret-template", "error", "APP_SECRET=${BAR}", "production", NULL },

	/* What presets and names say of types. */
	{ "type-timezone", "error", "TZ=Europe/Berln", "production", NULL },
	{ "type-timezone", NULL, "TZ=Europe/Berlin\nCELERY_TIMEZONE=UTC", "production", NULL },
	{ "type-email", "error", "ADMIN_EMAIL=admin", "production", NULL },
	{ "type-email", NULL, "ADMIN_EMAIL=ops@acme.io\nSMTP_FROM=Acme <team@acme.io>", "production", NULL },
	{ "type-email", NULL, "DEFAULT_FROM_EMAIL=webmaster@localhost", "development", NULL },
	{ "placeholder-domain", "error", "DEFAULT_FROM_EMAIL=webmaster@localhost", "production", "django" },
	{ "placeholder-domain", NULL, "DEFAULT_FROM_EMAIL=webmaster@localhost", "development", "django" },
	{ "number-range", "error", "SENTRY_TRACES_SAMPLE_RATE=10", "production", NULL },
	{ "number-range", NULL, "SENTRY_TRACES_SAMPLE_RATE=0.25", "production", NULL },
	{ "usual-range", "warning", "BCRYPT_ROUNDS=4", "production", "node" },
	{ "usual-range", NULL, "BCRYPT_ROUNDS=12", "production", "node" },
	{ "type-duration", "error", "READ_TIMEOUT=ten seconds", "production", "go" },
	{ "type-duration", "error", "SHUTDOWN_TIMEOUT=ten seconds", "production", "go" },
	{ "type-duration", NULL, "READ_TIMEOUT=1m30s\nSHUTDOWN_TIMEOUT=10", "production", "go" },
	{ "type-int", "error", "DB_MAX_OPEN_CONNS=many", "production", "go" },
	{ "type-int", NULL, "DB_MAX_OPEN_CONNS=0\nDB_MAX_IDLE_CONNS=-1", "production", "go" },
	{ "type-enum", "error", "DB_SSLMODE=requir", "production", NULL },
	{ "type-enum", NULL, "DB_SSLMODE=verify-full\nPGSSLMODE=require\nDATABASE_SSL_MODE=VERIFY_IDENTITY", "production", NULL },
	{ "type-size", "error", "BODY_LIMIT=10mbb", "production", "node" },
	{ "type-size", NULL, "BODY_LIMIT=10mb", "production", "node" },
	{ "pattern-mismatch", "error", "CONN_MAX_AGE=abc", "production", "django" },
	{ "pattern-mismatch", NULL, "CONN_MAX_AGE=600\nDB_CONN_MAX_AGE=None", "production", "django" },
	{ "type-uint", "error", "SESSION_COOKIE_AGE=1 week", "production", "django" },
	{ "type-uint", "error", "EMAIL_TIMEOUT=x", "production", "django" },
	{ "type-uint", NULL, "SESSION_COOKIE_AGE=1209600\nEMAIL_TIMEOUT=10", "production", "django" },
	{ "bind-address", "info", "GRPC_ADDR=0.0.0.0:9090", "production", NULL },
	{ "bind-address", "info", "METRICS_ADDR=:9100", "production", NULL },
	{ "bind-address", NULL, "VAULT_ADDR=https://vault.acme.io:8200\nGRPC_ADDR=10.0.0.5:9090", "production", NULL },
	{ "type-path", "error", "ROOT_PATH=api/", "production", "fastapi" },
	{ "type-path", NULL, "ROOT_PATH=/api/v1", "production", "fastapi" },
	{ "type-bool", "error", "SERVER_SSL_ENABLED=maybe", "production", "spring" },
	{ "type-int", "error", "DB_POOL=x", "production", "rails" },
	{ "smtp-port-plain", "warning", "SMTP_URL=smtp://u:" R24 "@mail.acme.io:25", "production", NULL },
	{ "type-kafka-list", "error", "KAFKA_BROKERS=kafka-1.acme.io", "production", NULL },
	{ "type-kafka-list", NULL, "KAFKA_BROKERS=kafka-1.acme.io:9093,kafka-2.acme.io:9093", "production", NULL },

	/* S1:16: mail */
	{ "smtp-host", "error", "SMTP_HOST=mailhog", "production", NULL },
	{ "smtp-host", "warning", "SMTP_HOST=mailpit.tools.svc", "staging", NULL },
	{ "smtp-host", NULL, "SMTP_HOST=mailhog", "development", NULL },
	{ "smtp-host", "error", "EMAIL_HOST=sandbox.smtp.mailtrap.io", "production", NULL },
	{ "smtp-host", "error", "MAIL_HOST=smtp.ethereal.email", "production", NULL },
	{ "smtp-host", "error", "SMTP_PORT=1025", "production", NULL },
	{ "smtp-host", "error", "SMTP_PORT=2525", "production", NULL },
	{ "smtp-host", "warning", "SMTP_HOST=localhost", "production", NULL },
	{ "smtp-host", NULL, "SMTP_HOST=localhost", "staging", NULL },
	{ "smtp-host", NULL, "SMTP_HOST=smtp.sendgrid.net\nSMTP_PORT=2525", "production", NULL },
	{ "smtp-host", NULL, "SMTP_HOST=live.smtp.mailtrap.io\nSMTP_PORT=587", "production", NULL },
	{ "smtp-host", NULL, "SMTP_HOST=smtp.acme.io\nSMTP_PORT=587", "production", NULL },
	{ "smtp-tls-disabled", "error", "SMTP_TLS=False", "production", NULL },
	{ "smtp-tls-disabled", "error", "SMTP_TLS=False\nSMTP_PORT=1025", "production", NULL },
	{ "smtp-tls-disabled", "warning", "EMAIL_USE_TLS=0", "staging", NULL },
	{ "smtp-tls-disabled", "error", "MAIL_ENCRYPTION=none\nMAIL_HOST=mail.acme.io", "production", NULL },
	{ "smtp-tls-disabled", "error", "SMTP_SECURE=false", "production", NULL },
	{ "smtp-tls-disabled", "warning", "SMTP_SECURE=false\nSMTP_PORT=587", "production", NULL },
	{ "smtp-tls-disabled", NULL, "SMTP_PORT=587\nSMTP_TLS=true", "production", NULL },
	{ "smtp-tls-disabled", NULL, "EMAIL_USE_TLS=False\nEMAIL_USE_SSL=True", "production", NULL },
	{ "smtp-tls-disabled", NULL, "SMTP_TLS=false\nSMTP_PORT=465", "production", NULL },
	{ "smtp-tls-disabled", NULL, "SMTP_TLS=false\nSMTP_HOST=127.0.0.1", "production", NULL },
	{ "smtp-tls-disabled", NULL, "MAIL_ENCRYPTION=tls", "production", NULL },
	{ "smtp-port-plain", "warning", "SMTP_PORT=25", "production", NULL },
	{ "smtp-port-plain", NULL, "SMTP_PORT=587", "production", NULL },
	{ "smtp-port-plain", NULL, "SMTP_PORT=25", "staging", NULL },
	{ "smtp-tls-exclusive", "error", "EMAIL_USE_TLS=True\nEMAIL_USE_SSL=True", "production", NULL },
	{ "smtp-tls-exclusive", NULL, "EMAIL_USE_TLS=True\nEMAIL_USE_SSL=False", "production", NULL },
	{ "smtp-port-mode", "error", "EMAIL_PORT=465\nEMAIL_USE_TLS=True", "production", NULL },
	{ "smtp-port-mode", "error", "EMAIL_PORT=587\nEMAIL_USE_SSL=True", "production", NULL },
	{ "smtp-port-mode", "error", "SMTP_PORT=587\nSMTP_SECURE=true", "production", NULL },
	{ "smtp-port-mode", "error", "SMTP_PORT=587\nSMTP_SECURE=ssl", "production", NULL },
	{ "smtp-port-mode", "error", "SMTP_PORT=587\nSMTP_SECURE=smtps", "production", NULL },
	{ "smtp-port-mode", "error", "SMTP_PORT=465\nSMTP_SECURE=false", "production", NULL },
	{ "smtp-port-mode", NULL, "SMTP_PORT=587\nSMTP_SECURE=tls", "production", NULL },
	{ "smtp-port-mode", NULL, "SMTP_PORT=465\nSMTP_SECURE=tls", "production", NULL },
	{ "smtp-port-mode", "warning", "SMTP_PORT=465\nSMTP_TLS=true", "production", NULL },
	{ "smtp-port-mode", NULL, "EMAIL_PORT=587\nEMAIL_USE_TLS=True", "production", NULL },
	{ "smtp-port-mode", NULL, "EMAIL_PORT=465\nEMAIL_USE_SSL=True", "production", NULL },
	{ "smtp-port-mode", NULL, "SMTP_PORT=465", "production", NULL },
	{ "smtp-port-mode", NULL, "MAIL_PORT=465\nMAIL_ENCRYPTION=tls", "production", NULL },
	{ "smtp-incomplete", "warning", "SMTP_HOST=smtp.acme.io", "production", NULL },
	{ "smtp-incomplete", "warning", "SMTP_HOST=smtp.acme.io", "development", NULL },
	{ "smtp-incomplete", "error", "SMTP_HOST=smtp.acme.io\nSMTP_PORT=587\nSMTP_FROM=a@acme.io\nSMTP_USER=app", "production", NULL },
	{ "smtp-incomplete", "error", "SMTP_HOST=smtp.acme.io\nSMTP_PORT=587\nSMTP_FROM=a@acme.io\nSMTP_PASSWORD=app", "production", NULL },
	{ "smtp-incomplete", "warning", "SMTP_HOST=smtp.acme.io\nSMTP_PORT=587\nSMTP_USER=a\nSMTP_PASSWORD=b", "production", NULL },
	{ "smtp-incomplete", NULL, "SMTP_HOST=smtp.acme.io\nSMTP_PORT=587\nSMTP_FROM=a@acme.io\nSMTP_USER=a\nSMTP_PASSWORD=b", "production", NULL },
	{ "smtp-incomplete", NULL, "EMAIL_HOST=smtp.acme.io\nEMAIL_PORT=587\nDEFAULT_FROM_EMAIL=a@acme.io\nEMAIL_HOST_USER=a\nEMAIL_HOST_PASSWORD=b", "production", NULL },
	{ "smtp-incomplete", NULL, "SMTP_HOST=localhost", "production", NULL },

	/* S1:57, S1:13 */
	{ "pool-exceeds-db", NULL, "DB_POOL_SIZE=10\nGUNICORN_WORKERS=4\nWEB_REPLICAS=2\nMAX_CONNECTIONS=100", "production", NULL },
	{ "pool-exceeds-db", "warning", "DB_POOL_SIZE=50\nGUNICORN_WORKERS=9\nWEB_REPLICAS=4\nMAX_CONNECTIONS=100", "production", NULL },
	{ "pool-exceeds-db", NULL, "DB_POOL_SIZE=100\nMAX_CONNECTIONS=100", "production", NULL },
	{ "pool-exceeds-db", "warning", "DB_POOL_SIZE=101\nMAX_CONNECTIONS=100", "production", NULL },
	{ "pool-exceeds-db", NULL, "DB_POOL_SIZE=50\nGUNICORN_WORKERS=9", "production", NULL },
	{ "workers-range", "warning", "WEB_CONCURRENCY=1", "production", NULL },
	{ "workers-range", NULL, "WEB_CONCURRENCY=1", "staging", NULL },
	{ "workers-range", NULL, "WEB_CONCURRENCY=4", "production", NULL },

	{ "timeout-order", "warning", "CONNECT_TIMEOUT=60\nREQUEST_TIMEOUT=30", "production", NULL },
	{ "timeout-order", "warning", "CONNECT_TIMEOUT_MS=31000\nREQUEST_TIMEOUT=30s", "production", NULL },
	{ "timeout-order", NULL, "CONNECT_TIMEOUT_MS=5000\nREQUEST_TIMEOUT=30", "production", NULL },
	{ "timeout-order", NULL, "CONNECT_TIMEOUT=30\nREQUEST_TIMEOUT=30", "production", NULL },
	{ "timeout-order", "warning", "TIMEOUT=120\nGRACEFUL_TIMEOUT=30", "production", NULL },
	{ "timeout-order", "warning", "RETRY_BUDGET=5m\nSTART_DEADLINE=60s", "production", NULL },

	{ "jwt-refresh-shorter", "warning", "ACCESS_TOKEN_EXPIRE_MINUTES=1440\nREFRESH_TOKEN_EXPIRE_DAYS=1", "production", NULL },
	{ "jwt-refresh-shorter", "warning", "JWT_EXPIRES_IN=1h\nJWT_REFRESH_EXPIRES_IN=30m", "production", NULL },
	{ "jwt-refresh-shorter", NULL, "JWT_EXPIRES_IN=15m\nJWT_REFRESH_EXPIRES_IN=7d", "production", NULL },
	{ "jwt-refresh-shorter", NULL, "JWT_EXPIRES_IN=15m", "production", NULL },

	{ "redis-db-collision", "warning", "REDIS_URL=rediss://r.x.io/1\nSESSION_REDIS_URL=rediss://r.x.io/1?otherdb=2", "production", NULL },
	{ "redis-db-collision", "warning", "REDIS_URL=rediss://r.x.io/1\nSESSION_REDIS_URL=rediss://r.x.io?otherdb=2&db=1", "production", NULL },
	{ "redis-db-collision", NULL, "REDIS_URL=rediss://r.x.io/1\nSESSION_REDIS_URL=rediss://r.x.io/1?x=y&db=2", "production", NULL },
	{ "redis-db-collision", "warning", "CACHE_URL=rediss://r.x.io:6379/1\nCELERY_BROKER_URL=rediss://R.x.io/1", "production", NULL },
	{ "redis-db-collision", "warning", "CACHE_URL=redis://r.x.io\nSESSION_REDIS_URL=redis://r.x.io/0", "production", NULL },
	{ "redis-db-collision", NULL, "CACHE_URL=rediss://r.x.io/1\nCELERY_BROKER_URL=rediss://r.x.io/2", "production", NULL },
	{ "redis-db-collision", NULL, "CACHE_URL=rediss://r.x.io/1\nCELERY_BROKER_URL=rediss://s.x.io/1", "production", NULL },
	{ "redis-db-collision", NULL, "CELERY_BROKER_URL=rediss://r.x.io/1\nCELERY_RESULT_BACKEND=rediss://r.x.io/1", "production", NULL },

	/* Modes. */
	{ "mode-conflict", "error", "NODE_ENV=production\nAPP_ENV=local", "production", NULL },
	{ "mode-conflict", NULL, "NODE_ENV=production\nAPP_ENV=local", "development", NULL },
	{ "mode-conflict", NULL, "NODE_ENV=production\nAPP_ENV=prod\nGIN_MODE=release", "production", NULL },
	{ "mode-conflict", "error", "ENVIRONMENT=production\nSPRING_PROFILES_ACTIVE=dev", "production", NULL },
	{ "mode-conflict", NULL, "ENVIRONMENT=production\nVIRTUAL_ENV=/venv\nSPRING_PROFILES_ACTIVE=prod,aws", "production", NULL },
	{ "debug-vs-mode", "error", "DEBUG=1\nNODE_ENV=production", "development", NULL },
	{ "debug-vs-mode", "error", "FLASK_DEBUG=off\nENVIRONMENT=production", "production", NULL },
	{ "debug-vs-mode", NULL, "DEBUG=1\nNODE_ENV=development", "development", NULL },
	{ "debug-vs-mode", NULL, "DEBUG=0\nNODE_ENV=production", "production", NULL },
	{ "debug-vs-mode", NULL, "DEBUG=1", "development", NULL },
	{ "mode-not-production", NULL, "NODE_ENV=staging\nENVIRONMENT=staging", "staging", NULL },
	{ "mode-not-production", NULL, "NODE_ENV=production", "staging", NULL },
	{ "mode-not-production", "warning", "NODE_ENV=development", "staging", NULL },
	{ "mode-not-production", NULL, "NODE_ENV=development", "development", NULL },
	{ "mode-mismatch", "error", "ENVIRONMENT=production", "staging", NULL },
	{ "mode-mismatch", "warning", "ENVIRONMENT=production", "development", NULL },
	{ "mode-mismatch", NULL, "ENVIRONMENT=stg", "staging", NULL },
	{ "url-credentials", "error", "EUREKA_CLIENT_SERVICEURL_DEFAULTZONE=http://admin:admin@eureka:8761/eureka", "production", NULL },
	{ "url-credentials", "warning", "GITEA_SERVER=https://u:" R24 "@git.acme.io", "production", NULL },
	{ "url-credentials", NULL, "EUREKA_CLIENT_SERVICEURL_DEFAULTZONE=https://eureka.acme.io:8761/eureka", "production", NULL },
	{ "url-credentials", NULL, "REDIS_HOST=cache.acme.io", "production", NULL },
	{ "mode-mismatch", "warning", "APP_ENV=production", "staging", NULL },
	{ "mode-mismatch", "warning", "APP_ENV=production", "staging", "laravel" },
	{ "mode-mismatch", NULL, "APP_ENV=prod", "staging", "symfony" },
	{ "mode-mismatch", "warning", "ASPNETCORE_ENVIRONMENT=Production", "staging", NULL },
	{ "mode-mismatch", "warning", "DJANGO_ENV=prod", "staging", NULL },
	{ "mode-mismatch", "warning", "SENTRY_ENVIRONMENT=production", "staging", NULL },
	{ "mode-mismatch", "warning", "DD_ENV=prod", "development", NULL },
	{ "mode-mismatch", NULL, "DD_ENV=staging", "staging", NULL },
	{ "mode-mismatch", NULL, "ASPNETCORE_ENVIRONMENT=Staging", "staging", NULL },
	{ "mode-mismatch", NULL, "NODE_ENV=production\nRAILS_ENV=production\nMIX_ENV=prod\nGIN_MODE=release", "staging", NULL },
	{ "mode-mismatch", "warning", "NODE_ENV=production", "development", NULL },
	{ "mode-mismatch", "warning", "RAILS_ENV=production", "test", NULL },
	{ "mode-mismatch", "warning", "APP_ENV=staging", "development", NULL },
	{ "mode-mismatch", NULL, "NODE_ENV=development\nAPP_ENV=local", "test", NULL },
	{ "mode-mismatch", NULL, "STRIPE_ENVIRONMENT=production\nGIN_MODE=release", "development", NULL },
	{ "mode-mismatch", NULL, "NODE_ENV=staging", "production", NULL },

	/* Keys of JWTs are as long as the algorithm beside them needs. */
	{ "jwt-key-too-short", "error", "JWT_ALGORITHM=HS512\nJWT_SECRET=" B32, "production", NULL },
	{ "jwt-key-too-short", "error", "JWT_ALG=HS384\nJWT_SECRET_KEY=" B32, "production", NULL },
	{ "jwt-key-too-short", "error", "JWT_ALGO=HS512\nJWT_REFRESH_SECRET=" B32, "production", NULL },
	{ "jwt-key-too-short", "error", "APP_JWT_ALGORITHM=HS512\nAPP_JWT_SECRET=" B32, "production", NULL },
	{ "jwt-key-too-short", "error", "ALGORITHM=HS512\nSECRET_KEY=" B32, "production", "fastapi" },
	{ "jwt-key-too-short", "error", "ALGORITHM=HS384\nSECRET_KEY=" B32, "production", "production-checklist" },
	{ "jwt-key-too-short", NULL, "JWT_ALGORITHM=HS256\nJWT_SECRET=" B32, "production", NULL },
	{ "jwt-key-too-short", NULL, "JWT_ALGORITHM=HS512\nJWT_SECRET=" B32 B32, "production", NULL },
	{ "jwt-key-too-short", NULL, "JWT_ALGORITHM=RS512\nJWT_SECRET=" B32, "production", NULL },
	{ "jwt-key-too-short", NULL, "JWT_ALGORITHM=HS512\nSUPABASE_JWT_SECRET=" B32, "production", NULL },
	{ "jwt-key-too-short", NULL, "JWT_ALGORITHM=HS512\nSECRET_KEY=" B32, "production", NULL },
	{ "jwt-key-low-entropy", "warning", "JWT_ALGORITHM=HS512\nJWT_SECRET=" HEX HEX2, "production", NULL },
	{ "jwt-key-low-entropy", NULL, "JWT_ALGORITHM=HS256\nJWT_SECRET=" HEX HEX2, "production", NULL },
};
/* clang-format on */

static void each_rule_has_two_sides(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct scene scene = { .environment = rows[i].environment,
					     .presets = rows[i].presets,
					     .variables = rows[i].variables };
		_cleanup_(freep) char *found = check_scene(&scene);

		if (has_finding(found, rows[i].rule, rows[i].severity) ==
		    (rows[i].severity != NULL))
			continue;
		print_error("%s %s: '%s': %s\n", rows[i].rule,
			    rows[i].severity ? rows[i].severity : "silent", rows[i].variables,
			    found);
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void the_machine_bounds_the_workers(void **state)
{
	static const struct {
		size_t processors;
		bool becomes;
		const char *variables;
		bool found;
	} cases[] = {
		{ 2, true, "GUNICORN_WORKERS=9", false },
		{ 2, true, "GUNICORN_WORKERS=10", true },
		{ 0, true, "GUNICORN_WORKERS=10", false },
		{ 2, false, "GUNICORN_WORKERS=10", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct surroundings around = { .processors = cases[i].processors,
						     .becomes = cases[i].becomes };
		const struct scene scene = { .environment = "production",
					     .variables = cases[i].variables,
					     .around = &around };
		_cleanup_(freep) char *found = check_scene(&scene);

		assert_int_equal(has_finding(found, "workers-range", "warning"), cases[i].found);
	}
}

static void root_is_found_only_where_the_program_starts(void **state)
{
	static const struct {
		bool is_root, becomes;
		const char *environment, *findings;
	} cases[] = {
		{ true, true, "production", "-:run-as-root:warning" },
		{ true, false, "production", "" },
		{ false, true, "production", "" },
		{ true, true, "development", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const struct surroundings around = { .is_root = cases[i].is_root,
						     .becomes = cases[i].becomes };
		const struct scene scene = { .environment = cases[i].environment,
					     .variables = "A=1",
					     .around = &around };
		_cleanup_(freep) char *found = check_scene(&scene);

		assert_string_equal(found, cases[i].findings);
	}
}

/* The other half may come from the inherited environment, or be unknown without a fetch. */
static void halves_may_be_elsewhere(void **state)
{
	static const char *const inherited[] = { "DB_PASSWORD=x", "GITHUB_CLIENT_ID=", NULL };
	const struct scene one = { .environment = "production",
				   .variables = "DB_USER=app",
				   .inherited = (char *const *)inherited },
			   two = { .environment = "production",
				   .variables = "GITHUB_CLIENT_SECRET=y",
				   .inherited = (char *const *)inherited };
	_cleanup_(freep) char *found = check_scene(&one), *empty = check_scene(&two);

	(void)state;
	assert_false(has_finding(found, "pair-incomplete", NULL));
	assert_true(has_finding(empty, "pair-incomplete", "warning"));
}

/* What the program does not get cannot make good what another variable says. */
static void what_is_not_delivered_pardons_nothing(void **state)
{
#define URL "DATABASE_URL=postgresql://svc:" R24 "@pg.acme.io/app"
	static const struct {
		const char *rule, *variables, *other;
	} cases[] = {
		{ "db-url-tls", URL "\nPGSSLMODE=require", "PGSSLMODE" },
		{ "db-url-tls", URL "\nPGSSLMODE=verify-full", "PGSSLMODE" },
		{ "db-url-no-auth",
		  "DATABASE_URL=postgresql://svc@pg.acme.io/"
		  "app?sslmode=verify-full\nPGPASSWORD=" R24,
		  "PGPASSWORD" },
		{ "db-url-no-auth",
		  "DATABASE_URL=postgresql://svc@pg.acme.io/app?sslmode=verify-full\nPGPASSFILE=/x",
		  "PGPASSFILE" },
		{ "insecure-transport", "REDIS_SSL=false\nREDIS_TLS=true", "REDIS_TLS" },
		{ "insecure-transport", "KAFKA_SECURITY_PROTOCOL=PLAINTEXT\nKAFKA_USE_SSL=1",
		  "KAFKA_USE_SSL" },
		{ "smtp-tls-disabled", "SMTP_USE_TLS=false\nSMTP_USE_SSL=true", "SMTP_USE_SSL" },
		{ "smtp-tls-disabled", "SMTP_USE_TLS=false\nSMTP_PORT=465", "SMTP_PORT" },
	};
#undef URL

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct scene scene = { .environment = "production",
				       .variables = cases[i].variables };
		_cleanup_(freep) char *given = check_scene(&scene);
		_cleanup_(freep) char *kept = NULL, *renamed = NULL;

		scene.kept = cases[i].other;
		kept = check_scene(&scene);
		scene.kept = NULL;
		scene.renamed = cases[i].other;
		renamed = check_scene(&scene);
		if (has_finding(given, cases[i].rule, NULL) ||
		    !has_finding(kept, cases[i].rule, "error") ||
		    !has_finding(renamed, cases[i].rule, "error"))
			fail_msg("%s: given %s, kept %s, renamed %s", cases[i].variables, given,
				 kept, renamed);
	}
}

/* Two variables of a manifest, with keys of their own. */
static char *check_two(struct variable one, const char *text, struct variable two,
		       const char *other)
{
	const struct manifest manifest = { .environment = (char *)"production" };
	_cleanup_(values_freep) struct values *values = values_new();
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	struct value *value = values_add(values, &one);
	char *found;

	value->secret = secret_new(values->arena, text, strlen(text));
	value = values_add(values, &two);
	value->secret = secret_new(values->arena, other, strlen(other));
	schema_check(&checking);
	found = findings_of(&report);
	report_done(&report);
	return found;
}

static void the_manifest_says_what_is_distinct_or_the_same(void **state)
{
	static const char *const all[] = { "*", NULL }, *const named[] = { "B_KEY", NULL };
	const struct {
		struct variable one, two;
		const char *text, *other, *rule; /* rule NULL: neither speaks */
	} cases[] = {
		{ { .name = (char *)"A_KEY", .list[LIST_DISTINCT_FROM] = (char **)all },
		  { .name = (char *)"B_KEY" },
		  R24,
		  R24,
		  "secret-not-distinct" },
		{ { .name = (char *)"A_KEY", .list[LIST_DISTINCT_FROM] = (char **)all },
		  { .name = (char *)"B_KEY" },
		  R24,
		  S24,
		  NULL },
		{ { .name = (char *)"A_KEY", .list[LIST_DISTINCT_FROM] = (char **)named },
		  { .name = (char *)"B_KEY" },
		  HEX,
		  HEX64,
		  "secret-not-distinct" },
		{ { .name = (char *)"A_KEY", .list[LIST_DISTINCT_FROM] = (char **)named },
		  { .name = (char *)"C_KEY" },
		  R24,
		  R24,
		  NULL },
		{ { .name = (char *)"A_KEY" }, { .name = (char *)"B_KEY" }, R24, R24, NULL },
		{ { .name = (char *)"DB_PASSWORD", .list[LIST_DISTINCT_FROM] = (char **)all },
		  { .name = (char *)"POSTGRES_PASSWORD" },
		  R24,
		  R24,
		  NULL },
		{ { .name = (char *)"A_KEY", .list[LIST_DISTINCT_FROM] = (char **)all },
		  { .name = (char *)"B_KEY", .text[TEXT_SAME_AS] = (char *)"A_KEY" },
		  R24,
		  R24,
		  NULL },
		{ { .name = (char *)"A_KEY", .text[TEXT_SAME_AS] = (char *)"B_KEY" },
		  { .name = (char *)"B_KEY" },
		  R24,
		  S24,
		  "secret-not-same" },
		{ { .name = (char *)"A_KEY", .text[TEXT_SAME_AS] = (char *)"B_KEY" },
		  { .name = (char *)"B_KEY" },
		  R24,
		  R24,
		  NULL },
		{ { .name = (char *)"A_PASSWORD", .text[TEXT_SAME_AS] = (char *)"B_URL" },
		  { .name = (char *)"B_URL" },
		  "a@b7",
		  "postgresql://u:a%40b7@h.x.io/d",
		  NULL },
		{ { .name = (char *)"A_PASSWORD", .text[TEXT_SAME_AS] = (char *)"B_URL" },
		  { .name = (char *)"B_URL" },
		  "a@b8",
		  "postgresql://u:a%40b7@h.x.io/d",
		  "secret-not-same" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		_cleanup_(freep) char *found =
			check_two(cases[i].one, cases[i].text, cases[i].two, cases[i].other);
		bool distinct = has_finding(found, "secret-not-distinct", "error"),
		     same = has_finding(found, "secret-not-same", "error");

		if (distinct != text_equal(cases[i].rule, "secret-not-distinct") ||
		    same != text_equal(cases[i].rule, "secret-not-same"))
			fail_msg("case %zu: %s", i, found);
	}
}

/* A UUID has 122 random bits; what the manifest says is meant to the bit. */
static void bits_that_are_said_are_exact(void **state)
{
	static const char *const bits[] = { "122", "123", "124" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(bits); i++) {
		struct variable one = { .name = (char *)"A_TOKEN",
					.type = value_type_find("token") },
				two = { .name = (char *)"B_NAME" };
		_cleanup_(freep) char *found = NULL;

		one.text[TEXT_MIN_ENTROPY_BITS] = (char *)bits[i];
		found = check_two(one, "3f2b8c1e-9d47-4a6b-8e15-c7d09a4b62f8", two, "x");
		if (has_finding(found, "secret-max-entropy", "error") != (i > 0))
			fail_msg("%s bits: %s", bits[i], found);
	}
}

/* A thousand secrets, all different, are compared in no time; two equal ones are found. */
static void many_secrets_are_compared_at_once(void **state)
{
	static struct variable variables[1000];
	static const char *const all[] = { "*", NULL };
	const struct manifest manifest = { .environment = (char *)"production" };
	_cleanup_(values_freep) struct values *values = values_new();
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++) {
		_cleanup_(freep) char *text = text_format("%zuq7Zk2LwXrTbV4n8cD3", i ? i : 999);

		variables[i].name = text_format("V%zu_KEY", i);
		variables[i].list[LIST_DISTINCT_FROM] = (char **)all;
		values_add(values, &variables[i])->secret =
			secret_new(values->arena, text, strlen(text));
	}
	schema_check(&checking);
	for (size_t i = 0; i < report.count; i++) {
		if (!text_equal(report.findings[i].rule, "secret-not-distinct"))
			continue;
		assert_string_equal(report.findings[i].variable, "V999_KEY");
		found++;
	}
	assert_int_equal(found, 1);
	report_done(&report);
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++)
		free(variables[i].name);
}

/* Who sends the mail is asked of all names once, not for each of the servers. */
static void many_servers_of_mail_have_one_sender(void **state)
{
	static struct variable variables[40000];
	const struct manifest manifest = { .environment = (char *)"production" };
	_cleanup_(values_freep) struct values *values = values_new();
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	const struct secret *host =
		secret_new(values->arena, "smtp.acme.io", strlen("smtp.acme.io"));

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++) {
		variables[i].name = text_format("S%zu_SMTP_HOST", i);
		values_add(values, &variables[i])->secret = host;
	}
	schema_check(&checking);
	assert_true(report.count >= ARRAY_LENGTH(variables));
	report_done(&report);
	for (size_t i = 0; i < ARRAY_LENGTH(variables); i++)
		free(variables[i].name);
}

/* What a library reads by its name is missing for good where there is nothing else. */
static void a_half_is_missing_in_a_whole_environment(void **state)
{
	static const struct {
		const char *variables, *part, *whole; /* severities */
	} cases[] = {
		{ "AWS_ACCESS_KEY_ID=x", "warning", "error" },
		{ "AWS_SECRET_ACCESS_KEY=x", "warning", "error" },
		{ "APCA_API_KEY_ID=x", "warning", "error" },
		{ "APCA_API_SECRET_KEY=x", "warning", "error" },
		{ "R2_ACCESS_KEY_ID=x", "warning", "warning" },
		{ "DB_USER=x", "warning", "warning" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct scene scene = { .environment = "production",
				       .variables = cases[i].variables };
		_cleanup_(freep) char *part = check_scene(&scene);
		_cleanup_(freep) char *whole = NULL;

		scene.whole = true;
		whole = check_scene(&scene);
		if (!has_finding(part, "pair-incomplete", cases[i].part) ||
		    !has_finding(whole, "pair-incomplete", cases[i].whole))
			fail_msg("%s: %s, %s", cases[i].variables, part, whole);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_rule_has_two_sides),
		cmocka_unit_test(the_machine_bounds_the_workers),
		cmocka_unit_test(root_is_found_only_where_the_program_starts),
		cmocka_unit_test(halves_may_be_elsewhere),
		cmocka_unit_test(bits_that_are_said_are_exact),
		cmocka_unit_test(what_is_not_delivered_pardons_nothing),
		cmocka_unit_test(a_half_is_missing_in_a_whole_environment),
		cmocka_unit_test(the_manifest_says_what_is_distinct_or_the_same),
		cmocka_unit_test(many_secrets_are_compared_at_once),
		cmocka_unit_test(many_servers_of_mail_have_one_sender),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
