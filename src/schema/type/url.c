/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/type/url.h"

#include "util/text.h"
#include "util/url.h"

static void check_url(const struct subject *subject, const char *rule, bool https)
{
	struct url url;
	const char *wrong = url_parse(&url, subject->bytes);

	if (wrong) {
		subject_find(subject, rule, NULL, "not a URL: %s", wrong);
		return;
	}
	if (https && !text_equal(url.scheme, "https"))
		subject_find(subject, rule, "write https:// in front of the host",
			     "the scheme is not https");
	if (url.user || url.password)
		subject_find(subject, "url-credentials", NULL, "the URL carries a login");
	url_done(&url);
}

void type_check_url(const struct subject *subject)
{
	check_url(subject, "type-url", false);
}

void type_check_https_url(const struct subject *subject)
{
	check_url(subject, "type-https-url", true);
}

void type_check_origin(const struct subject *subject)
{
	(void)subject;
}

void type_check_origin_list(const struct subject *subject)
{
	(void)subject;
}

void type_check_host(const struct subject *subject)
{
	(void)subject;
}

void type_check_host_list(const struct subject *subject)
{
	(void)subject;
}

void type_check_host_port(const struct subject *subject)
{
	(void)subject;
}

void type_check_database_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_postgres_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_mysql_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_mongodb_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_redis_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_amqp_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_sqlserver_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_clickhouse_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_nats_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_kafka_list(const struct subject *subject)
{
	(void)subject;
}

void type_check_elasticsearch_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_smtp_url(const struct subject *subject)
{
	(void)subject;
}

void type_check_sentry_dsn(const struct subject *subject)
{
	(void)subject;
}

void type_check_slack_webhook(const struct subject *subject)
{
	(void)subject;
}
