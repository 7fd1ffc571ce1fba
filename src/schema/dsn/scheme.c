/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/dsn/dsn.h"

#include <string.h>
#include <strings.h>

/* clang-format off */
static const struct dsn_scheme schemes[] = {
	{ "postgres",                     DSN_POSTGRES, 0 },
	{ "postgresql",                   DSN_POSTGRES, 0 },
	{ "postgresql+asyncpg",           DSN_POSTGRES, 0 },
	{ "postgresql+psycopg",           DSN_POSTGRES, 0 },
	{ "postgresql+psycopg_async",     DSN_POSTGRES, 0 },
	{ "postgresql+psycopg2",          DSN_POSTGRES, 0 },
	{ "postgresql+psycopg2cffi",      DSN_POSTGRES, 0 },
	{ "postgresql+pg8000",            DSN_POSTGRES, DSN_NO_LIBPQ },
	{ "postgresql+py-postgresql",     DSN_POSTGRES, DSN_NO_LIBPQ },
	{ "postgresql+pypostgresql",      DSN_POSTGRES, DSN_NO_LIBPQ },
	{ "postgresql+pygresql",          DSN_POSTGRES, 0 },
	{ "jdbc:postgresql",              DSN_POSTGRES, DSN_JDBC },
	{ "jdbc:aws-wrapper:postgresql",  DSN_POSTGRES, DSN_JDBC },
	{ "r2dbc:postgresql",             DSN_POSTGRES, DSN_JDBC },
	{ "r2dbcs:postgresql",            DSN_POSTGRES, DSN_JDBC | DSN_TLS },
	/* the names that Django, PHP and Ruby give the same server, or one that speaks its protocol */
	{ "postgis",                      DSN_POSTGRES, 0 },
	{ "pgsql",                        DSN_POSTGRES, 0 },
	{ "psql",                         DSN_POSTGRES, 0 },
	{ "cockroachdb",                  DSN_POSTGRES, 0 },
	{ "cockroachdb+asyncpg",          DSN_POSTGRES, 0 },
	{ "cockroachdb+psycopg2",         DSN_POSTGRES, 0 },
	{ "redshift",                     DSN_POSTGRES, 0 },
	{ "redshift+psycopg2",            DSN_POSTGRES, 0 },
	{ "jdbc:redshift",                DSN_POSTGRES, DSN_JDBC },
	{ "timescale",                    DSN_POSTGRES, 0 },
	{ "asyncpg",                      DSN_POSTGRES, 0 },
	{ "db+postgresql",                DSN_POSTGRES, 0 }, /* Celery's result backends */
	{ "db+postgresql+psycopg2",       DSN_POSTGRES, 0 },
	{ "psycopg",                      DSN_POSTGRES, 0 },

	{ "mysql",                        DSN_MYSQL, 0 },
	{ "mysql+pymysql",                DSN_MYSQL, 0 },
	{ "mysql+mysqldb",                DSN_MYSQL, 0 },
	{ "mysql+aiomysql",               DSN_MYSQL, 0 },
	{ "mysql+asyncmy",                DSN_MYSQL, 0 },
	{ "mysql+mysqlconnector",         DSN_MYSQL, 0 },
	{ "mysql+cymysql",                DSN_MYSQL, 0 },
	{ "mysql+pyodbc",                 DSN_MYSQL, 0 },
	{ "mysql+mariadbconnector",       DSN_MYSQL, 0 },
	{ "mysql2",                       DSN_MYSQL, 0 },
	{ "mysqlgis",                     DSN_MYSQL, 0 },
	{ "mysql-connector",              DSN_MYSQL, 0 },
	{ "trilogy",                      DSN_MYSQL, 0 },
	{ "asyncmy",                      DSN_MYSQL, 0 },
	{ "aiomysql",                     DSN_MYSQL, 0 },
	{ "db+mysql",                     DSN_MYSQL, 0 },
	{ "db+mysql+pymysql",             DSN_MYSQL, 0 },
	{ "mariadb",                      DSN_MYSQL, 0 },
	{ "mariadb+pymysql",              DSN_MYSQL, 0 },
	{ "mariadb+mysqldb",              DSN_MYSQL, 0 },
	{ "mariadb+aiomysql",             DSN_MYSQL, 0 },
	{ "mariadb+asyncmy",              DSN_MYSQL, 0 },
	{ "mariadb+mysqlconnector",       DSN_MYSQL, 0 },
	{ "mariadb+cymysql",              DSN_MYSQL, 0 },
	{ "mariadb+pyodbc",               DSN_MYSQL, 0 },
	{ "mariadb+mariadbconnector",     DSN_MYSQL, 0 },
	{ "jdbc:mysql",                   DSN_MYSQL, DSN_JDBC },
	{ "jdbc:mysql:replication",       DSN_MYSQL, DSN_JDBC },
	{ "jdbc:mysql:loadbalance",       DSN_MYSQL, DSN_JDBC },
	{ "jdbc:aws-wrapper:mysql",       DSN_MYSQL, DSN_JDBC },
	{ "jdbc:mariadb",                 DSN_MYSQL, DSN_JDBC },
	{ "r2dbc:mysql",                  DSN_MYSQL, DSN_JDBC },
	{ "r2dbcs:mysql",                 DSN_MYSQL, DSN_JDBC | DSN_TLS },
	{ "r2dbc:mariadb",                DSN_MYSQL, DSN_JDBC },

	{ "mongodb",                      DSN_MONGODB, 0 },
	{ "mongodb+srv",                  DSN_MONGODB, DSN_SRV },

	{ "redis",                        DSN_REDIS, DSN_PLAIN },
	{ "rediss",                       DSN_REDIS, DSN_TLS },
	{ "valkey",                       DSN_REDIS, DSN_PLAIN },
	{ "valkeys",                      DSN_REDIS, DSN_TLS },
	{ "redis-sentinel",               DSN_REDIS, DSN_PLAIN | DSN_SERVICE },
	{ "redis+sentinel",               DSN_REDIS, DSN_PLAIN | DSN_SERVICE },
	{ "rediss-sentinel",              DSN_REDIS, DSN_TLS | DSN_SERVICE },
	{ "rediss+sentinel",              DSN_REDIS, DSN_TLS | DSN_SERVICE },
	{ "unix",                         DSN_REDIS, DSN_SOCKET | DSN_SHARED },
	{ "redis+socket",                 DSN_REDIS, DSN_SOCKET },
	{ "redis+unix",                   DSN_REDIS, DSN_SOCKET },
	{ "redis-socket",                 DSN_REDIS, DSN_SOCKET },

	{ "amqp",                         DSN_AMQP, DSN_PLAIN },
	{ "amqps",                        DSN_AMQP, DSN_TLS },
	{ "pyamqp",                       DSN_AMQP, 0 },

	{ "sqlserver",                    DSN_SQLSERVER, 0 },
	{ "mssql",                        DSN_SQLSERVER, 0 },
	{ "mssql+pyodbc",                 DSN_SQLSERVER, 0 },
	{ "mssql+aioodbc",                DSN_SQLSERVER, 0 },
	{ "mssql+pymssql",                DSN_SQLSERVER, 0 },
	{ "jdbc:sqlserver",               DSN_SQLSERVER, DSN_JDBC },

	{ "clickhouse",                   DSN_CLICKHOUSE, 0 },
	{ "clickhouses",                  DSN_CLICKHOUSE, DSN_TLS },
	{ "clickhouse+native",            DSN_CLICKHOUSE, 0 },
	{ "clickhouse+http",              DSN_CLICKHOUSE, 0 },
	{ "clickhouse+https",             DSN_CLICKHOUSE, DSN_TLS },
	{ "clickhouse+asynch",            DSN_CLICKHOUSE, 0 },
	{ "clickhousedb",                 DSN_CLICKHOUSE, 0 },
	{ "clickhousedb+connect",         DSN_CLICKHOUSE, 0 },
	{ "jdbc:clickhouse",              DSN_CLICKHOUSE, DSN_JDBC },
	{ "jdbc:clickhouse:http",         DSN_CLICKHOUSE, DSN_JDBC },
	{ "jdbc:clickhouse:https",        DSN_CLICKHOUSE, DSN_JDBC | DSN_TLS },
	{ "jdbc:ch",                      DSN_CLICKHOUSE, DSN_JDBC },
	{ "jdbc:ch:http",                 DSN_CLICKHOUSE, DSN_JDBC },
	{ "jdbc:ch:https",                DSN_CLICKHOUSE, DSN_JDBC | DSN_TLS },
	{ "tcp",                          DSN_CLICKHOUSE, DSN_SHARED },

	{ "nats",                         DSN_NATS, 0 },
	{ "tls",                          DSN_NATS, DSN_TLS | DSN_SHARED },
	{ "ws",                           DSN_NATS, DSN_PLAIN | DSN_SHARED },
	{ "wss",                          DSN_NATS, DSN_TLS | DSN_SHARED },

	{ "kafka",                        DSN_KAFKA, 0 },
	{ "kafka+ssl",                    DSN_KAFKA, DSN_TLS },
	{ "ssl",                          DSN_KAFKA, DSN_TLS | DSN_SHARED },
	{ "sasl_ssl",                     DSN_KAFKA, DSN_TLS | DSN_SHARED },
	{ "plaintext",                    DSN_KAFKA, DSN_PLAIN | DSN_SHARED },
	{ "sasl_plaintext",               DSN_KAFKA, DSN_PLAIN | DSN_SHARED },

	{ "elasticsearch",                DSN_ELASTICSEARCH, 0 },
	{ "elasticsearch+http",           DSN_ELASTICSEARCH, DSN_PLAIN },
	{ "elasticsearch+https",          DSN_ELASTICSEARCH, DSN_TLS },
	{ "opensearch",                   DSN_ELASTICSEARCH, 0 },

	/* Both ClickHouse and Elasticsearch are spoken to over HTTP. */
	{ "http",                         DSN_CLICKHOUSE | DSN_ELASTICSEARCH, DSN_PLAIN | DSN_SHARED },
	{ "https",                        DSN_CLICKHOUSE | DSN_ELASTICSEARCH, DSN_TLS | DSN_SHARED },

	{ "smtp",                         DSN_SMTP, 0 },
	{ "smtps",                        DSN_SMTP, DSN_TLS },
	{ "smtp+tls",                     DSN_SMTP, DSN_TLS },
	{ "smtp+ssl",                     DSN_SMTP, DSN_TLS },
	{ "smtp+starttls",                DSN_SMTP, DSN_TLS },
	{ "submission",                   DSN_SMTP, 0 },
	{ "submissions",                  DSN_SMTP, DSN_TLS },

	{ "sqlite",                       DSN_EMBEDDED, 0 },
	{ "sqlite3",                      DSN_EMBEDDED, 0 },
	{ "sqlite+aiosqlite",             DSN_EMBEDDED, 0 },
	{ "sqlite+pysqlite",              DSN_EMBEDDED, 0 },
	{ "sqlite+pysqlcipher",           DSN_EMBEDDED, 0 },
	{ "spatialite",                   DSN_EMBEDDED, 0 },
	{ "duckdb",                       DSN_EMBEDDED, 0 },
	{ "file",                         DSN_EMBEDDED, 0 },
	{ "memory",                       DSN_EMBEDDED, 0 },
	{ "jdbc:sqlite",                  DSN_EMBEDDED, DSN_JDBC },
	{ "jdbc:h2",                      DSN_EMBEDDED, DSN_JDBC },
	{ "r2dbc:h2",                     DSN_EMBEDDED, DSN_JDBC },
	{ "jdbc:derby",                   DSN_EMBEDDED, DSN_JDBC },
	{ "jdbc:hsqldb",                  DSN_EMBEDDED, DSN_JDBC },

	/* Phoenix: the program's configuration says which server, and how it is encrypted */
	{ "ecto",                         DSN_OTHER | DSN_POSTGRES | DSN_MYSQL, 0 },

	{ "oracle",                       DSN_OTHER, 0 },
	{ "oracle+cx_oracle",             DSN_OTHER, 0 },
	{ "oracle+oracledb",              DSN_OTHER, 0 },
	{ "jdbc:oracle:thin",             DSN_OTHER, DSN_JDBC | DSN_OPAQUE },
	{ "jdbc:oracle:oci",              DSN_OTHER, DSN_JDBC | DSN_OPAQUE },
	{ "jdbc:snowflake",               DSN_OTHER, DSN_JDBC | DSN_TLS },
	{ "jdbc:db2",                     DSN_OTHER, DSN_JDBC },
	{ "snowflake",                    DSN_OTHER, DSN_TLS },
	{ "libsql",                       DSN_OTHER, DSN_TLS },
	{ "prisma",                       DSN_OTHER, DSN_TLS },
	{ "prisma+postgres",              DSN_OTHER, DSN_TLS },
	{ "neo4j",                        DSN_OTHER, 0 },
	{ "neo4j+s",                      DSN_OTHER, DSN_TLS },
	{ "bolt",                         DSN_OTHER, 0 },
	{ "bolt+s",                       DSN_OTHER, DSN_TLS },
};
/* clang-format on */

const struct dsn_scheme *dsn_scheme_find(const char *scheme, size_t length)
{
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strlen(schemes[i].name) == length &&
		    strncasecmp(schemes[i].name, scheme, length) == 0)
			return &schemes[i];
	}
	return NULL;
}
