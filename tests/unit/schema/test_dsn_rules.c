/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "schema/checked.h"
#include "schema/families.h"

/* A password that no other rule speaks about. */
#define PW "kG7xQ2vLp9TzR4mWn8HsYb3c"

/* What is said of the password itself is tested with the rules of passwords. */
static char *without_passwords(char *rules)
{
	leave_out_rules(rules, "password-");
	leave_out_rules(rules, "secret-");
	return rules;
}

struct row {
	const char *type, *text, *rules;
};

static char *judged(const char *type, const char *environment, const char *text)
{
	const struct variable variable = { .name = (char *)"V",
					   .type = value_type_find(type),
					   .text[TEXT_SENSITIVE] = (char *)"no" };

	assert_non_null(variable.type);
	return without_passwords(check_text(&variable, environment, text));
}

static void expect(const struct row *rows, size_t count, const char *environment)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(freep) char *rules = judged(rows[i].type, environment, rows[i].text);

		if (strcmp(rules, rows[i].rules) != 0)
			print_error("%s '%s'\n", rows[i].type, rows[i].text);
		assert_string_equal(rules, rows[i].rules);
	}
}

#define TLS  "db-url-tls:error"
#define SOFT "db-url-tls:info"

static void postgres_asks_for_encryption(void **state)
{
#define PG(rest) "postgres-url", "postgresql://svc:" PW "@pg.prod.internal" rest
	static const struct row rows[] = {
		{ PG("/app?sslmode=require"), SOFT },
		{ PG("/app?sslmode=verify-ca"), "" },
		{ PG("/app?sslmode=verify-full"), "" },
		{ PG("/app?sslmode=VERIFY-FULL"), "" },
		{ PG("/app?sslmode=require&sslrootcert=/ca.pem"), "" },
		{ PG("/app?sslmode=require&channel_binding=require"), SOFT },
		{ PG("/app?ssl=true"), "" },
		{ PG("/app?ssl=1"), "" },
		{ PG("/app?gssencmode=require"), "" },
		{ PG("/app?sslrootcert=system"), "" },
		{ PG("/app?sslmode=no-verify"), "tls-verification-disabled:error" },
		{ PG("/app?sslmode=disable"), TLS },
		{ PG("/app?sslmode=allow"), TLS },
		{ PG("/app?sslmode=prefer"), TLS },
		{ PG("/app?sslmode="), TLS },
		{ PG("/app?sslmode=required"), TLS },
		{ PG("/app?sslmode=verify-full&sslmode=disable"), TLS },
		{ PG("/app?sslmode=disable&sslrootcert=system"), TLS },
		{ PG("/app?ssl=false"), TLS },
		{ "postgres-url",
		  "postgresql://svc:" PW "@/app?host=/run/postgresql&hostaddr=10.1.2.3", TLS },
		{ "postgres-url",
		  "postgresql://svc:" PW "@/app?hostaddr=10.1.2.3&host=/run/postgresql", TLS },
		{ "postgres-url",
		  "postgresql://svc:" PW
		  "@/app?host=/run/postgresql&hostaddr=10.1.2.3&sslmode=verify-full",
		  "" },
		{ "postgres-url",
		  "host=/run/postgresql hostaddr=10.1.2.3 user=svc password=" PW " dbname=app",
		  TLS },
		{ "postgres-url", "postgresql://svc:" PW "@/app?host=/run/postgresql", "" },
		{ "postgres-url", "postgresql://svc:" PW "@/app?host=pg.acme.io&hostaddr=127.0.0.1",
		  "db-url-localhost:error" },
		{ PG("/app?ssl=prefer"), TLS },
		{ PG("/app"), TLS },
		{ PG(""), TLS },
		{ PG(":5432,pg2.prod.internal:5432/app"), TLS },
		{ PG(":5432,pg2.prod.internal:5432/app?sslmode=verify-full"), "" },
		{ "postgres-url", "postgresql+asyncpg://svc:" PW "@pg.acme.io/app?ssl=true", "" },
		{ "postgres-url", "postgresql+asyncpg://svc:" PW "@pg.acme.io/app?ssl=require",
		  "" },
		{ "postgres-url", "postgresql+asyncpg://svc:" PW "@pg.acme.io/app?ssl=verify-full",
		  "" },
		{ "postgres-url", "postgresql+asyncpg://svc:" PW "@pg.acme.io/app?ssl=disable",
		  TLS },
		{ "postgres-url", "postgresql+asyncpg://svc:" PW "@pg.acme.io/app", TLS },
		{ "postgres-url",
		  "jdbc:postgresql://pg.acme.io/app?user=svc&password=" PW "&ssl=true", "" },
		{ "postgres-url", "jdbc:postgresql://pg.acme.io/app?user=svc&password=" PW "&ssl",
		  "" },
		{ "postgres-url", "jdbc:postgresql://pg.acme.io/app?user=svc&password=" PW, TLS },
		{ "postgres-url",
		  "jdbc:postgresql://pg.acme.io/app?user=svc&password=" PW
		  "&ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory",
		  "tls-verification-disabled:error" },
		{ "postgres-url",
		  "jdbc:postgresql:///app?user=svc&password=" PW
		  "&socketFactory=com.google.cloud.sql.postgres.SocketFactory&sslmode=disable",
		  "" },
		{ "postgres-url", "host=pg.acme.io user=svc password=" PW " sslmode=verify-full",
		  "" },
		{ "postgres-url", "host=pg.acme.io user=svc password=" PW " sslmode=disable", TLS },
		{ "postgres-url",
		  "Host=pg.acme.io;Username=svc;Password=" PW ";SSL Mode=VerifyFull", "" },
		{ "postgres-url", "Host=pg.acme.io;Username=svc;Password=" PW ";SSL Mode=Prefer",
		  TLS },
		/* sockets need none */
		{ "postgres-url", "postgresql:///app?host=/run/postgresql", "" },
		{ "postgres-url", "postgresql://svc@/app?host=/run/postgresql", "" },
		{ "postgres-url", "postgresql://svc:" PW "@%2Frun%2Fpostgresql/app", "" },
		{ "postgres-url", "postgresql://svc:" PW "@localhost/app?host=/cloudsql/p:r:i",
		  "" },
		{ "postgres-url", "host=/run/postgresql dbname=app", "" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void mysql_asks_for_encryption(void **state)
{
#define MY(rest)   "mysql-url", "mysql://svc:" PW "@db.acme.io/app" rest
#define JMY(rest)  "mysql-url", "jdbc:mysql://db.acme.io/app?user=svc&password=" PW rest
#define UNVERIFIED "tls-verification-disabled:error"
	static const struct row rows[] = {
		{ MY("?ssl-mode=REQUIRED"), SOFT },
		{ MY("?sslmode=REQUIRED"), SOFT },
		{ MY("?ssl_mode=VERIFY_CA"), "" },
		{ MY("?ssl-mode=VERIFY_IDENTITY"), "" },
		{ MY("?ssl=true"), "" },
		{ MY("?ssl={\"rejectUnauthorized\":true}"), "" },
		{ MY("?ssl={\"rejectUnauthorized\":false}"), UNVERIFIED },
		{ MY("?sslaccept=strict"), "" },
		{ MY("?ssl_ca=/ca.pem"), "" },
		{ MY("?ssl-mode=DISABLED"), TLS },
		{ MY("?ssl-mode=PREFERRED"), TLS },
		{ MY("?ssl=false"), TLS },
		{ MY("?ssl_disabled=true"), TLS },
		{ MY("?sslaccept=accept_invalid_certs"), TLS " " UNVERIFIED },
		{ MY(""), TLS },
		{ JMY("&useSSL=true&requireSSL=true"), "" },
		{ JMY("&useSSL=true&requireSSL"), "" },
		{ JMY("&useSSL=true"), TLS },
		{ "mysql-url", "jdbc:mariadb://db.acme.io/d?user=svc&password=" PW "&useSsl=true",
		  "" },
		{ "mysql-url", "jdbc:mariadb://db.acme.io/d?user=svc&password=" PW "&useSsl=false",
		  TLS },
		{ "database-url", "jdbc:oracle:thin:@//db.acme.io:1521/app", "" },
		{ JMY("&useSSL=false"), TLS },
		{ JMY("&useSSL=false&requireSSL=true"), TLS },
		{ JMY("&sslMode=VERIFY_IDENTITY"), "" },
		{ JMY("&sslMode=VERIFY_IDENTITY&allowPublicKeyRetrieval=true"),
		  "tls-verification-disabled:warning" },
		{ JMY("&sslMode=VERIFY_IDENTITY&allowPublicKeyRetrieval=false"), "" },
		{ "mysql-url", "svc:" PW "@tcp(db.acme.io:3306)/app?tls=true", "" },
		{ "mysql-url", "svc:" PW "@tcp(db.acme.io:3306)/app?tls=skip-verify", UNVERIFIED },
		{ "mysql-url", "svc:" PW "@tcp(db.acme.io:3306)/app", TLS },
		{ "mysql-url", "mysql://svc:" PW "@/app?unix_socket=/run/mysqld/mysqld.sock", "" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void mongodb_asks_for_encryption(void **state)
{
#define MO(rest)  "mongodb-url", "mongodb://svc:" PW "@m.acme.io/app" rest
#define SRV(rest) "mongodb-url", "mongodb+srv://svc:" PW "@c0.k3f9z.mongodb.net/app" rest
	static const struct row rows[] = {
		{ SRV(""), "" },
		{ SRV("?retryWrites=true&w=majority&ssl=true"), "" },
		{ SRV("?tls=false"), TLS },
		{ SRV("?ssl=false"), TLS },
		{ MO("?tls=true"), "" },
		{ MO("?ssl=true"), "" },
		{ MO("?TLS=true"), "" },
		{ MO("?tls=false"), TLS },
		{ MO("?ssl=false"), TLS },
		{ MO("?tls=true&ssl=false"), TLS },
		{ MO(""), TLS },
		{ MO("?tls=true&tlsInsecure=true"), UNVERIFIED },
		{ MO("?tls=true&tlsAllowInvalidCertificates=true"), UNVERIFIED },
		{ MO("?tls=true&tlsAllowInvalidHostnames=true"), UNVERIFIED },
		{ MO("?tls=true&tlsInsecure=false"), "" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void other_servers_ask_for_encryption(void **state)
{
#define RTLS "redis-url-tls:error"
	static const struct row rows[] = {
		{ "redis-url", "rediss://:" PW "@r.acme.io:6380/0", "" },
		{ "redis-url", "redis://:" PW "@r.acme.io:6379/0", RTLS },
		{ "redis-url", "redis://:" PW "@r.acme.io:6379/0?ssl=true", RTLS },
		{ "redis-url", "rediss-sentinel://:" PW "@a.acme.io:26379,b.acme.io:26379/m", "" },
		{ "redis-url", "redis-sentinel://:" PW "@a.acme.io:26379,b.acme.io:26379/m", RTLS },
		{ "redis-url", "unix:///run/redis.sock?db=0", "" },
		{ "redis-url", "rediss://:" PW "@r.acme.io/0?ssl_cert_reqs=none", UNVERIFIED },
		{ "redis-url", "rediss://:" PW "@r.acme.io/0?ssl_cert_reqs=CERT_NONE", UNVERIFIED },
		{ "redis-url", "rediss://:" PW "@r.acme.io/0?ssl_cert_reqs=required", "" },
		/* for a client that is the same */
		{ "redis-url", "rediss://:" PW "@r.acme.io/0?ssl_cert_reqs=optional", "" },
		{ "amqp-url", "amqps://svc:" PW "@mq.acme.io:5671/app", "" },
		{ "amqp-url", "amqp://svc:" PW "@mq.acme.io:5672/app", TLS },
		{ "amqp-url", "amqps://svc:" PW "@mq.acme.io/app?verify=verify_none", UNVERIFIED },
		{ "sqlserver-url", "sqlserver://svc:" PW "@db.acme.io?encrypt=true", "" },
		{ "sqlserver-url", "sqlserver://svc:" PW "@db.acme.io?encrypt=disable", TLS },
		{ "sqlserver-url", "sqlserver://svc:" PW "@db.acme.io", "db-url-tls:warning" },
		{ "sqlserver-url",
		  "Server=db.acme.io;User Id=svc;Password=" PW
		  ";Encrypt=Mandatory;TrustServerCertificate=False",
		  "" },
		{ "sqlserver-url",
		  "Server=db.acme.io;User Id=svc;Password=" PW
		  ";Encrypt=True;TrustServerCertificate=True",
		  UNVERIFIED },
		{ "sqlserver-url",
		  "Driver={ODBC Driver 18 for SQL Server};Server=db.acme.io;Uid=svc;Pwd=" PW, "" },
		{ "clickhouse-url", "clickhouse://svc:" PW "@ch.acme.io:9440/app", "" },
		{ "clickhouse-url", "clickhouse://svc:" PW "@ch.acme.io:9000/app?secure=true", "" },
		{ "clickhouse-url", "clickhouse://svc:" PW "@ch.acme.io:9000/app", TLS },
		{ "clickhouse-url", "https://svc:" PW "@ch.acme.io/app", "" },
		{ "clickhouse-url", "http://svc:" PW "@ch.acme.io/app", TLS },
		{ "nats-url", "tls://svc:" PW "@n.acme.io:4222", "" },
		{ "nats-url", "tls://a.acme.io:4222,tls://b.acme.io:4222", "" },
		{ "nats-url", "nats://a.acme.io:4222", "db-url-tls:warning" },
		{ "nats-url", "tls://a.acme.io:4222,ws://b.acme.io:4222", TLS },
		{ "kafka-list", "kafka:9092,b.acme.io:9093", "" },
		{ "kafka-list", "SASL_SSL://b.acme.io:9093", "" },
		{ "kafka-list", "SASL_PLAINTEXT://b.acme.io:9092", TLS },
		{ "elasticsearch-url", "https://svc:" PW "@es.acme.io:9200", "" },
		{ "elasticsearch-url", "https://a.acme.io:9200,https://b.acme.io:9200", "" },
		{ "elasticsearch-url", "http://svc:" PW "@es.acme.io:9200", TLS },
		{ "elasticsearch-url", "http://es.logging.svc:9200", "db-url-tls:warning" },
		{ "smtp-url", "smtps://svc:" PW "@mail.acme.io:465", "" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587", "" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?ignoreTLS=true",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?starttls=never",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?starttls=off",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?STARTTLS=disabled",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?starttls=none",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?auto_tls=false",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?auto_tls=0",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?use_tls=no",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?enable_starttls_auto=false",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?encryption=none",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?encryption=null",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?tls=never",
		  "smtp-tls-disabled:error" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?starttls=true", "" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?starttls=always", "" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?auto_tls=true", "" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:587?require_tls=true", "" },
		{ "smtp-url", "smtps://svc:" PW "@mail.acme.io:465?starttls=never", "" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:465?auto_tls=false", "" },
		{ "smtp-url", "smtp://mailhog:1025", "smtp-host:error" },
		{ "smtp-url", "smtp://localhost:587", "smtp-host:warning" },
		{ "smtp-url", "smtp://svc:" PW "@mail.acme.io:25", "smtp-port-plain:warning" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void a_login_must_be_there(void **state)
{
#define NOAUTH "db-url-no-auth:error"
#define FULL   "?sslmode=verify-full"
#define NOPASS "redis-url-no-password:error"
	static const struct row rows[] = {
		{ "postgres-url", "postgresql://pg.acme.io/app" FULL, NOAUTH },
		{ "postgres-url", "postgresql://svc@pg.acme.io/app" FULL, NOAUTH },
		{ "postgres-url", "postgresql://svc:@pg.acme.io/app" FULL, NOAUTH },
		{ "postgres-url", "postgresql://:" PW "@pg.acme.io/app" FULL, NOAUTH },
		{ "postgres-url", "postgresql://svc@pg.acme.io/app" FULL "&password=" PW, "" },
		{ "postgres-url", "postgresql://svc@pg.acme.io/app" FULL "&passfile=/run/p", "" },
		{ "postgres-url", "postgresql://svc@pg.acme.io/app" FULL "&sslcert=/c.pem", "" },
		{ "postgres-url", "postgresql://pg.acme.io/app" FULL "&service=app", "" },
		{ "postgres-url", "jdbc:postgresql://pg.acme.io/app" FULL,
		  "db-url-no-auth:warning" },
		{ "postgres-url", "jdbc:postgresql://pg.acme.io/app" FULL "&enableIamAuth=true",
		  "" },
		{ "mysql-url", "mysql://svc@db.acme.io/app?ssl=true", NOAUTH },
		{ "mysql-url", "mysql://db.acme.io/app?ssl=true", NOAUTH },
		{ "mongodb-url", "mongodb://mongo:27017/app?tls=true", NOAUTH },
		{ "mongodb-url", "mongodb://svc@mongo:27017/app?tls=true", NOAUTH },
		{ "mongodb-url", "mongodb+srv://c0.k3f9z.mongodb.net/?authMechanism=MONGODB-X509",
		  "" },
		{ "mongodb-url", "mongodb+srv://c0.k3f9z.mongodb.net/?authMechanism=MONGODB-AWS",
		  "" },
		{ "mongodb-url", "mongodb+srv://c0.k3f9z.mongodb.net/?authMechanism=MONGODB-OIDC",
		  "" },
		{ "mongodb-url", "mongodb+srv://c0.k3f9z.mongodb.net/?authMechanism=SCRAM-SHA-256",
		  NOAUTH },
		{ "redis-url", "rediss://r.acme.io", NOPASS },
		{ "redis-url", "rediss://svc@r.acme.io", NOPASS },
		{ "redis-url", "rediss://:@r.acme.io", NOPASS },
		{ "redis-url", "rediss://:" PW "@r.acme.io", "" },
		{ "redis-url", "rediss://svc:" PW "@r.acme.io", "" },
		{ "amqp-url", "amqps://mq.acme.io/", NOAUTH },
		{ "amqp-url", "amqps://mq.acme.io/?auth_mechanism=external", "" },
		{ "sqlserver-url", "Server=db.acme.io;Database=d;Encrypt=True", NOAUTH },
		{ "sqlserver-url",
		  "Server=db.acme.io;Database=d;Encrypt=True;Integrated Security=SSPI", "" },
		{ "sqlserver-url",
		  "Server=db.acme.io;Database=d;Encrypt=True;Authentication=Active Directory "
		  "Managed Identity",
		  "" },
		{ "clickhouse-url", "https://ch.acme.io:8443", "" },
		{ "clickhouse-url", "https://svc@ch.acme.io:8443", NOAUTH },
		{ "elasticsearch-url", "https://es.acme.io:9200", "" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

/* The findings about the first of two values; new. */
static char *judged_beside(const char *type, const char *name, const char *text,
			   const char *other_name, const char *other_text)
{
	struct manifest manifest = { .environment = (char *)"production" };
	const struct variable variable = { .name = (char *)name,
					   .type = value_type_find(type),
					   .text[TEXT_SENSITIVE] = (char *)"no" };
	const struct variable other = { .name = (char *)other_name,
					.text[TEXT_SENSITIVE] = (char *)"no" };
	_cleanup_(values_freep) struct values *values = values_new();
	struct report report = { 0 };
	const struct checking checking = {
		.manifest = &manifest, .values = values, .clock = &fixed_clock, .report = &report
	};
	struct value *value;
	char *rules;

	value = values_add(values, &variable);
	value->secret = secret_new(values->arena, text, strlen(text));
	value->origin = ORIGIN_SOURCE;
	value = values_add(values, &other);
	value->secret = secret_new(values->arena, other_text, strlen(other_text));
	value->origin = ORIGIN_SOURCE;
	schema_check(&checking);
	rules = without_passwords(rules_of(&report));
	report_done(&report);
	return rules;
}

static void variables_beside_it_count(void **state)
{
	static const struct {
		const char *type, *name, *text, *other, *value, *rules;
	} rows[] = {
#define PLAIN_PG "postgresql://svc:" PW "@pg.acme.io/app"
		{ "postgres-url", "U", PLAIN_PG, "PGSSLMODE", "verify-full", "" },
		{ "postgres-url", "U", PLAIN_PG, "PGSSLMODE", "require", "" },
		{ "postgres-url", "U", PLAIN_PG, "PGSSLMODE", "prefer", TLS " " TLS },
		{ "postgres-url", "U", PLAIN_PG, "OTHER", "verify-full", TLS },
		{ "postgres-url", "U", PLAIN_PG "?sslmode=disable", "PGSSLMODE", "require", TLS },
		{ "postgres-url", "U", "jdbc:postgresql://h.acme.io/d?user=u&password=" PW,
		  "PGSSLMODE", "require", TLS },
		{ "postgres-url", "U", "postgresql+pg8000://svc:" PW "@pg.acme.io/app", "PGSSLMODE",
		  "require", TLS },
		{ "postgres-url", "U", "postgresql+pypostgresql://svc:" PW "@pg.acme.io/app",
		  "PGSSLMODE", "require", TLS },
		{ "postgres-url", "U", "postgresql+asyncpg://svc:" PW "@pg.acme.io/app",
		  "PGSSLMODE", "require", "" },
		{ "postgres-url", "U", "postgresql+psycopg2://svc:" PW "@pg.acme.io/app",
		  "PGSSLMODE", "require", "" },
		{ "postgres-url", "U", "postgresql+pg8000://svc@pg.acme.io/app" FULL, "PGPASSWORD",
		  PW, NOAUTH },
		{ "mysql-url", "U", "mysql://svc:" PW "@db.acme.io/d", "PGSSLMODE", "require",
		  TLS },
		{ "postgres-url", "U", "postgresql://svc@pg.acme.io/app" FULL, "PGPASSWORD", PW,
		  "" },
		{ "postgres-url", "U", "postgresql://svc@pg.acme.io/app" FULL, "PASSWORD", PW,
		  NOAUTH },
		{ "postgres-url", "SPRING_DATASOURCE_URL", "jdbc:postgresql://pg.acme.io/app" FULL,
		  "SPRING_DATASOURCE_PASSWORD", PW, "" },
		{ "postgres-url", "SPRING_DATASOURCE_URL", "jdbc:postgresql://pg.acme.io/app" FULL,
		  "OTHER_PASSWORD", PW, "db-url-no-auth:warning" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		_cleanup_(freep) char *rules = judged_beside(
			rows[i].type, rows[i].name, rows[i].text, rows[i].other, rows[i].value);

		if (strcmp(rules, rows[i].rules) != 0)
			print_error("'%s' beside %s\n", rows[i].text, rows[i].other);
		assert_string_equal(rules, rows[i].rules);
	}
}

static void logins_of_installations_are_refused(void **state)
{
	static const char *const pairs[][2] = {
		{ "postgres", "postgres" },
		{ "postgres", "password" },
		{ "root", "root" },
		{ "root", "" },
		{ "admin", "admin" },
		{ "admin", "password" },
		{ "user", "pass" },
		{ "user", "password" },
		{ "username", "password" },
		{ "test", "test" },
		{ "sa", "sa" },
		{ "guest", "guest" },
		{ "default", "default" },
		{ "minio", "minio123" },
		{ "minioadmin", "minioadmin" },
		{ "elastic", "changeme" },
		{ "neo4j", "neo4j" },
		{ "mongo", "mongo" },
		{ "mysql", "mysql" },
		{ "redis", "redis" },
		{ "rabbitmq", "rabbitmq" },
		{ "saleor", "saleor" },
		{ "Saleor", "saleor" },
	};
	static const struct row rows[] = {
		{ "redis-url", "rediss://:foobared@r.acme.io", "db-url-default-credentials:error" },
		{ "redis-url", "rediss://:redis@r.acme.io", "db-url-default-credentials:error" },
		{ "redis-url", "rediss://:default@r.acme.io", "db-url-default-credentials:error" },
		{ "postgres-url", "postgresql://svc:foobared@pg.acme.io/app" FULL, "" },
		{ "postgres-url", "postgresql://postgress:" PW "@pg.acme.io/app" FULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(pairs); i++) {
		_cleanup_(freep) char *text = text_format("mysql://%s:%s@db.acme.io/app?ssl=true",
							  pairs[i][0], pairs[i][1]);
		_cleanup_(freep) char *rules = judged("mysql-url", "production", text);
		_cleanup_(freep) char *staging = judged("mysql-url", "staging", text);

		if (!strstr(rules, "db-url-default-credentials:error"))
			print_error("%s\n", text);
		assert_non_null(strstr(rules, "db-url-default-credentials:error"));
		assert_non_null(strstr(staging, "db-url-default-credentials:warning"));
	}
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void superusers_are_told_from_first_users(void **state)
{
#define AS(user) "postgres-url", "postgresql://" user ":" PW "@pg.acme.io/app" FULL
	static const struct row rows[] = {
		{ AS("root"), "db-url-superuser:error" },
		{ AS("sa"), "db-url-superuser:error" },
		{ AS("sys"), "db-url-superuser:error" },
		{ AS("SYSTEM"), "db-url-superuser:error" },
		{ AS("rdsadmin"), "db-url-superuser:error" },
		{ AS("azure_superuser"), "db-url-superuser:error" },
		{ AS("cloudsqlsuperuser"), "db-url-superuser:error" },
		{ AS("postgres"), "db-url-superuser:warning" },
		{ AS("postgres.abcdefgh"), "db-url-superuser:warning" },
		{ AS("admin"), "db-url-superuser:warning" },
		{ AS("administrator"), "db-url-superuser:warning" },
		{ AS("doadmin"), "db-url-superuser:warning" },
		{ AS("admin%40server"), "db-url-superuser:warning" },
		{ AS("app_rw"), "" },
		{ AS("rooted"), "" },
		{ AS("trading_app"), "" },
		{ "mysql-url", "mysql://mysql.sys:" PW "@db.acme.io/d?ssl=true",
		  "db-url-superuser:error" },
		{ "mysql-url", "mysql://postgres:" PW "@db.acme.io/d?ssl=true", "" },
		{ "mongodb-url", "mongodb+srv://mongo-root:" PW "@c0.k3f9z.mongodb.net",
		  "db-url-superuser:error" },
		{ "redis-url", "rediss://default:" PW "@r.acme.io", "db-url-superuser:info" },
		{ "amqp-url", "amqps://guest:" PW "@mq.acme.io", "db-url-superuser:error" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void this_machine_is_no_production_server(void **state)
{
	static const char *const here[] = {
		"localhost",         "127.0.0.1",    "[::1]",
		"0.0.0.0",           "db.localhost", "host.docker.internal",
		"[::ffff:127.0.0.1]"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(here); i++) {
		/* No encryption is needed there. */
		_cleanup_(freep) char *text =
			text_format("postgresql://svc:" PW "@%s/app", here[i]);
		_cleanup_(freep) char *rules = judged("postgres-url", "production", text);
		_cleanup_(freep) char *staging = judged("postgres-url", "staging", text);
		_cleanup_(freep) char *development = judged("postgres-url", "development", text);
		_cleanup_(freep) char *two =
			text_format("postgresql://svc:" PW "@pg.acme.io,%s/app", here[i]);
		_cleanup_(freep) char *mixed = judged("postgres-url", "production", two);

		assert_string_equal(rules, "db-url-localhost:error");
		assert_string_equal(staging, "db-url-localhost:warning");
		assert_string_equal(development, "");
		assert_string_equal(mixed, TLS " db-url-localhost:error");
	}
}

static void embedded_databases_are_for_development(void **state)
{
	static const char *const texts[] = {
		"sqlite:///app.db",
		"sqlite3:app.db",
		"sqlite+aiosqlite:///./app.db",
		"file:./dev.db",
		"file:///var/app.sqlite",
		"jdbc:h2:mem:x",
		"jdbc:derby:x",
		"./data/app.db",
		"/var/lib/app.sqlite",
		":memory:",
		"memory:",
		"sqlite://",
	};
	static const struct row rows[] = {
		{ "postgres-url", "sqlite:///app.db",
		  "db-url-invalid:error db-engine-sqlite:error" },
		{ "database-url", "postgresql://svc:" PW "@pg.acme.io/app.db" FULL, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		_cleanup_(freep) char *rules = judged("database-url", "production", texts[i]);
		_cleanup_(freep) char *staging = judged("database-url", "staging", texts[i]);

		if (strcmp(rules, "db-engine-sqlite:error") != 0)
			print_error("'%s'\n", texts[i]);
		assert_string_equal(rules, "db-engine-sqlite:error");
		assert_string_equal(staging, "");
	}
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void examples_and_malformed_strings_are_refused(void **state)
{
#define INVALID  "db-url-invalid:error"
#define TEMPLATE "db-url-placeholder:error"
#define HIT      "db-url-placeholder:warning"
#define ENCODING "db-url-encoding:error"
	static const struct row rows[] = {
		/* the checklists' own samples */
		{ "mongodb-url",
		  "mongodb+srv://user:pass@cluster.mongodb.net/"
		  "?retryWrites=true&w=majority&ssl=true",
		  TEMPLATE " db-url-default-credentials:error" },
		{ "mongodb-url", "mongodb://...", INVALID " " TEMPLATE },
		{ "mongodb-url",
		  "mongodb://admin:strong-password@mongodb:27017/chatpdf?authSource=admin",
		  HIT " " TLS " db-url-superuser:warning" },
		{ "postgres-url", "postgres://user:pass@host/db",
		  TEMPLATE " " TLS " db-url-default-credentials:error" },
		{ "postgres-url", "postgres://USER:PASSWORD@HOST:PORT/DATABASE",
		  INVALID " " TEMPLATE },
		{ "postgres-url", "postgres://svc:<password>@pg.acme.io/app" FULL, TEMPLATE },
		{ "postgres-url", "postgres://svc:" PW "@pg.acme.io/mydatabase" FULL, HIT },
		{ "postgres-url", "postgres://user:" PW "@pg.acme.io/mydatabase" FULL, TEMPLATE },
		{ "postgres-url", "postgres://svc:a@b" PW "@pg.acme.io/app" FULL, ENCODING },
		{ "postgres-url", "postgres://svc:a/b" PW "@pg.acme.io/app" FULL, ENCODING },
		{ "postgres-url", "postgres://svc:a#b" PW "@pg.acme.io/app" FULL, ENCODING },
		{ "postgres-url", "postgres://svc:a?b" PW "@pg.acme.io/app" FULL, ENCODING },
		{ "postgres-url", "postgres://svc:a%b" PW "@pg.acme.io/app" FULL, ENCODING },
		{ "postgres-url", "postgres://svc:a%40%2F%23%3F%25" PW "@pg.acme.io/app" FULL, "" },
		{ "mongodb-url", "mongodb://svc:a:" PW "@m.acme.io/app?tls=true", ENCODING },
		{ "postgres-url", "postgres://svc:a:" PW "@pg.acme.io/app" FULL, "" },
		{ "postgres-url", "postgres://svc:" PW "@pg.acme.io/app" FULL "&connect_timeout=0",
		  "db-url-timeout:warning" },
		{ "postgres-url", "postgres://svc:" PW "@pg.acme.io/app" FULL "&connect_timeout=10",
		  "" },
		{ "mongodb-url", "mongodb+srv://svc:" PW "@c0.k3f9z.mongodb.net/?socketTimeoutMS=0",
		  "db-url-timeout:warning" },
		{ "postgres-url", "mysql://svc:" PW "@db.acme.io/d", INVALID },
		{ "postgres-url", "postgres://svc:" PW "@pg.acme.io:99999/app" FULL, INVALID },
		{ "postgres-url", "postgres:///app", INVALID },
		{ "mongodb-url", "mongodb+srv://svc:" PW "@c0.k3f9z.mongodb.net:27017", INVALID },
		{ "redis-url", "http://h.acme.io:6379", INVALID },
		{ "amqp-url", "http://h.acme.io:5672", INVALID },
		{ "nats-url", "http://h.acme.io:4222", INVALID },
		{ "smtp-url", "http://h.acme.io:25", INVALID },
		{ "elasticsearch-url", "ftp://h.acme.io:9200", INVALID },
		{ "database-url", "h/d", INVALID },
		{ "database-url", "https://acme.io", INVALID },
		{ "kafka-list", "kafka-1.internal", "type-kafka-list:error" },
		{ "kafka-list", "a:9092,,b:9092", "type-kafka-list:error" },
		{ "kafka-list", "http://a:9092", INVALID },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "production");
}

static void development_is_left_alone(void **state)
{
	static const struct row rows[] = {
		{ "postgres-url", "postgresql://postgres:postgres@localhost:5432/app_dev", "" },
		{ "mongodb-url", "mongodb://mongo:27017/app", "" },
		{ "redis-url", "redis://redis:6379/0", "" },
		{ "amqp-url", "amqp://guest:guest@rabbitmq:5672/", "" },
		{ "database-url", "sqlite:///app.db", "" },
		{ "smtp-url", "smtp://mailhog:1025", "" },
		{ "postgres-url", "postgres://user:pass@host/db", HIT },
		{ "postgres-url", "h/d", INVALID },
		{ "postgres-url", "postgres://svc:a@b@db/app", ENCODING },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), "development");
	expect(rows, ARRAY_LENGTH(rows), "test");
}

static void schemes_can_be_narrowed(void **state)
{
	char *schemes[] = { (char *)"rediss", NULL };
	const struct variable variable = { .name = (char *)"V",
					   .type = value_type_find("redis-url"),
					   .list[LIST_SCHEMES] = schemes,
					   .text[TEXT_SENSITIVE] = (char *)"no" };
	_cleanup_(freep) char *good =
		without_passwords(check_text(&variable, "test", "rediss://:" PW "@r.acme.io"));
	_cleanup_(freep) char *bad =
		without_passwords(check_text(&variable, "test", "redis://:" PW "@r.acme.io"));

	(void)state;
	assert_string_equal(good, "");
	assert_string_equal(bad, INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(postgres_asks_for_encryption),
		cmocka_unit_test(mysql_asks_for_encryption),
		cmocka_unit_test(mongodb_asks_for_encryption),
		cmocka_unit_test(other_servers_ask_for_encryption),
		cmocka_unit_test(a_login_must_be_there),
		cmocka_unit_test(variables_beside_it_count),
		cmocka_unit_test(logins_of_installations_are_refused),
		cmocka_unit_test(superusers_are_told_from_first_users),
		cmocka_unit_test(this_machine_is_no_production_server),
		cmocka_unit_test(embedded_databases_are_for_development),
		cmocka_unit_test(examples_and_malformed_strings_are_refused),
		cmocka_unit_test(development_is_left_alone),
		cmocka_unit_test(schemes_can_be_narrowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
