/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* URLs, origins, hosts and connection strings: one function a type. */

#include "schema/subject.h"

void type_check_url(const struct subject *subject);
void type_check_https_url(const struct subject *subject);
void type_check_origin(const struct subject *subject);
void type_check_origin_list(const struct subject *subject);
void type_check_host(const struct subject *subject);
void type_check_host_list(const struct subject *subject);
void type_check_host_port(const struct subject *subject);
void type_check_database_url(const struct subject *subject);
void type_check_postgres_url(const struct subject *subject);
void type_check_mysql_url(const struct subject *subject);
void type_check_mongodb_url(const struct subject *subject);
void type_check_redis_url(const struct subject *subject);
void type_check_amqp_url(const struct subject *subject);
void type_check_sqlserver_url(const struct subject *subject);
void type_check_clickhouse_url(const struct subject *subject);
void type_check_nats_url(const struct subject *subject);
void type_check_kafka_list(const struct subject *subject);
void type_check_elasticsearch_url(const struct subject *subject);
void type_check_smtp_url(const struct subject *subject);
void type_check_sentry_dsn(const struct subject *subject);
void type_check_slack_webhook(const struct subject *subject);
