/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Mail servers: host, port, kind of TLS, sender and login, by their names. */

#include "schema/subject.h"

/* The names that rule_rows.c gives them. */
#define MAIL_HOST_NAMES                                                                            \
	"SMTP_HOST *_SMTP_HOST SMTP_SERVER *_SMTP_SERVER SMTP_ADDRESS *_SMTP_ADDRESS "             \
	"SMTP_HOSTNAME EMAIL_HOST *_EMAIL_HOST EMAIL_SERVER EMAIL_SERVER_HOST MAIL_HOST "          \
	"*_MAIL_HOST MAIL_SERVER *_MAIL_SERVER MAILER_HOST"
#define MAIL_PORT_NAMES                                                                            \
	"SMTP_PORT *_SMTP_PORT EMAIL_PORT *_EMAIL_PORT EMAIL_SERVER_PORT MAIL_PORT *_MAIL_PORT "   \
	"MAILER_PORT"
#define MAIL_TLS_NAMES                                                                             \
	"SMTP_TLS *_SMTP_TLS SMTP_USE_TLS *_SMTP_USE_TLS SMTP_STARTTLS SMTP_SECURE *_SMTP_SECURE " \
	"SMTP_ENCRYPTION EMAIL_USE_TLS *_EMAIL_USE_TLS EMAIL_TLS EMAIL_ENCRYPTION MAIL_USE_TLS "   \
	"*_MAIL_USE_TLS MAIL_TLS MAIL_STARTTLS MAIL_ENCRYPTION *_MAIL_ENCRYPTION "                 \
	"SMTP_ENABLE_STARTTLS SMTP_ENABLE_STARTTLS_AUTO EMAIL_SECURE MAIL_SECURE "                 \
	"SPRING_MAIL_PROPERTIES_MAIL_SMTP_STARTTLS_ENABLE"

/*
 * Whether a sender, or a password for mail, is set under any of the many names for it; declared
 * ones may have no value in this run. They ask all names: once for a check, which keeps the answer
 * in has_sender and has_mail_password.
 */
bool mail_has_sender(const struct checking *checking);
bool mail_has_password(const struct checking *checking);

void rule_check_smtp_host(const struct subject *subject);
void rule_check_smtp_port(const struct subject *subject);
void rule_check_smtp_tls(const struct subject *subject);
void rule_check_smtp_complete(const struct subject *subject);
