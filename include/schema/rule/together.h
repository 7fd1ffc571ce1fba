/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What variables say together. */

#include "schema/subject.h"

/* The names of what is looked at together. */
#define CORS_ORIGIN_NAMES                                                                          \
	"ALLOWED_ORIGINS CORS_ALLOWED_ORIGINS CORS_ORIGINS CORS_ORIGIN CORS_ALLOW_ORIGINS "        \
	"BACKEND_CORS_ORIGINS CORS_ORIGIN_WHITELIST ALLOW_ORIGINS CORS_ALLOWED_ORIGIN "            \
	"CORS_ALLOW_ORIGIN CORS_WHITELIST ALLOWED_ORIGIN"
#define CORS_CREDENTIALS_NAMES                                                                     \
	"CORS_ALLOW_CREDENTIALS CORS_CREDENTIALS CORS_SUPPORTS_CREDENTIALS "                       \
	"CORS_ALLOWED_CREDENTIALS ALLOW_CREDENTIALS CORS_ALLOW_CREDENTIALS_ENABLED"
#define POOL_NAMES                                                                                 \
	"DB_POOL_SIZE DATABASE_POOL_SIZE SQLALCHEMY_POOL_SIZE POOL_SIZE DB_POOL_MAX DB_POOL "      \
	"DATABASE_POOL"
#define WORKER_NAMES                                                                               \
	"GUNICORN_WORKERS WEB_CONCURRENCY WORKER_COUNT WORKERS UVICORN_WORKERS NUM_WORKERS "       \
	"WEB_WORKERS"
/* In the order in which one is preferred. */
#define JWT_REFRESH_NAMES                                                                          \
	"JWT_REFRESH_EXPIRES_IN JWT_REFRESH_TOKEN_EXPIRES JWT_REFRESH_TOKEN_EXPIRES_IN "           \
	"JWT_REFRESH_EXPIRATION JWT_REFRESH_TTL JWT_REFRESH_TOKEN_TTL REFRESH_TOKEN_EXPIRE_DAYS "  \
	"REFRESH_TOKEN_EXPIRE_MINUTES REFRESH_TOKEN_EXPIRES_IN REFRESH_TOKEN_EXPIRES "             \
	"REFRESH_TOKEN_TTL REFRESH_TOKEN_LIFETIME JWT_REFRESH_EXPIRY JWT_REFRESH_EXPIRATION_MS"

/* Which variables a finding of these may be about, by what the check compares. */
bool rule_concerns_distinct(const struct variable *variable);
bool rule_concerns_url_password(const struct variable *variable);
bool rule_concerns_redis(const struct variable *variable);
bool rule_concerns_pairs(const struct variable *variable);
bool rule_concerns_timeouts(const struct variable *variable);

void rule_check_distinct(const struct checking *checking);
void rule_check_url_password(const struct checking *checking);
void rule_check_frontend(const struct checking *checking);
void rule_check_cors(const struct checking *checking);
void rule_check_pairs(const struct checking *checking);
void rule_check_pool(const struct checking *checking);
void rule_check_workers(const struct checking *checking);
void rule_check_timeouts(const struct checking *checking);
void rule_check_refresh(const struct checking *checking);
void rule_check_redis(const struct checking *checking);
void rule_check_jwt_expiry(const struct subject *subject);
