/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "schema/dsn/dsn.h"
#include "util/alloc.h"
#include "util/buf.h"
#include "util/text.h"

static const char *shown(const char *text)
{
	return text ? text : "-";
}

/* user|password|hosts|database, "unescaped" in front where a login is, or "wrong"; new. */
static char *facts_of(const char *text, unsigned kinds)
{
	_cleanup_(buf_done) struct buf facts = { 0 };
	struct dsn dsn;

	if (dsn_parse(&dsn, text, strlen(text), kinds)) {
		dsn_done(&dsn);
		return text_copy(dsn.unescaped ? "unescaped" : "wrong");
	}
	buf_format(&facts, "%s%s|%s|", dsn.unescaped ? "unescaped " : "", shown(dsn.user),
		   shown(dsn.password));
	for (size_t i = 0; i < dsn.host_count; i++) {
		buf_format(&facts, "%s%s", i ? "," : "", dsn.hosts[i].name);
		if (dsn.hosts[i].port)
			buf_format(&facts, " %u", dsn.hosts[i].port);
		buf_add_text(&facts, dsn.hosts[i].socket ? " socket" : "");
	}
	buf_format(&facts, "|%s", shown(dsn.database));
	dsn_done(&dsn);
	return text_copy(buf_text(&facts));
}

struct row {
	const char *text, *facts;
};

static void expect(const struct row *rows, size_t count, unsigned kinds)
{
	for (size_t i = 0; i < count; i++) {
		_cleanup_(freep) char *facts = facts_of(rows[i].text, kinds);

		if (strcmp(facts, rows[i].facts) != 0)
			print_error("'%s'\n", rows[i].text);
		assert_string_equal(facts, rows[i].facts);
	}
}

/*
 * The table of PostgreSQL's src/interfaces/libpq/t/001_uri.pl. We differ where a string has no host
 * (libpq takes the local socket), where a parameter is unknown to libpq (other drivers have theirs)
 * and where what stands in brackets is no IPv6 address.
 */
static void libpq_reads_it_the_same_way(void **state)
{
	static const struct row rows[] = {
		{ "postgresql://uri-user:secret@host:12345/db", "uri-user|secret|host 12345|db" },
		{ "postgresql://uri-user@host:12345/db", "uri-user|-|host 12345|db" },
		{ "postgresql://uri-user@host/db", "uri-user|-|host|db" },
		{ "postgresql://host:12345/db", "-|-|host 12345|db" },
		{ "postgresql://host/db", "-|-|host|db" },
		{ "postgresql://uri-user@host:12345/", "uri-user|-|host 12345|-" },
		{ "postgresql://uri-user@host/", "uri-user|-|host|-" },
		{ "postgresql://uri-user@", "wrong" },
		{ "postgresql://host:12345/", "-|-|host 12345|-" },
		{ "postgresql://host:12345", "-|-|host 12345|-" },
		{ "postgresql://host/", "-|-|host|-" },
		{ "postgresql://host", "-|-|host|-" },
		{ "postgresql://", "wrong" },
		{ "postgresql://?hostaddr=127.0.0.1", "-|-|127.0.0.1|-" },
		{ "postgresql://example.com?hostaddr=63.1.2.4", "-|-|example.com|-" },
		{ "postgresql://%68ost/", "-|-|host|-" },
		{ "postgresql://host/db?user=uri-user", "uri-user|-|host|db" },
		{ "postgresql://host/db?user=uri-user&port=12345", "uri-user|-|host 12345|db" },
		{ "postgresql://host/db?u%73er=someotheruser&port=12345",
		  "someotheruser|-|host 12345|db" },
		{ "postgresql://host/db?u%7aer=someotheruser&port=12345", "-|-|host 12345|db" },
		{ "postgresql://host:12345?user=uri-user", "uri-user|-|host 12345|-" },
		{ "postgresql://host?user=uri-user", "uri-user|-|host|-" },
		{ "postgresql://host?", "-|-|host|-" },
		{ "postgresql://[::1]:12345/db", "-|-|::1 12345|db" },
		{ "postgresql://[::1]/db", "-|-|::1|db" },
		{ "postgresql://[2001:db8::1234]/", "-|-|2001:db8::1234|-" },
		{ "postgresql://[200z:db8::1234]/", "wrong" },
		{ "postgresql://[::1]", "-|-|::1|-" },
		{ "postgres://", "wrong" },
		{ "postgres:///", "wrong" },
		{ "postgres:///db", "wrong" },
		{ "postgres://uri-user@/db", "wrong" },
		{ "postgres://?host=/path/to/socket/dir", "-|-|/path/to/socket/dir socket|-" },
		{ "postgresql://host?uzer=", "-|-|host|-" },
		{ "postgre://", "wrong" },
		{ "postgres://[::1", "wrong" },
		{ "postgres://[]", "wrong" },
		{ "postgres://[::1]z", "wrong" },
		{ "postgresql://host?zzz", "wrong" },
		{ "postgresql://host?value1&value2", "wrong" },
		{ "postgresql://host?key=key=value", "-|-|host|-" },
		{ "postgres://host?dbname=%XXfoo", "wrong" },
		{ "postgresql://a%00b", "wrong" },
		{ "postgresql://%zz", "wrong" },
		{ "postgresql://%1", "wrong" },
		{ "postgresql://%", "wrong" },
		{ "postgres://@host", "|-|host|-" },
		{ "postgres://host:/", "-|-|host|-" },
		{ "postgres://:12345/", "wrong" },
		{ "postgres://otheruser@?host=/no/such/directory",
		  "otheruser|-|/no/such/directory socket|-" },
		{ "postgres://otheruser@/?host=/no/such/directory",
		  "otheruser|-|/no/such/directory socket|-" },
		{ "postgres://otheruser@:12345?host=/no/such/socket/path",
		  "otheruser|-|/no/such/socket/path socket|-" },
		{ "postgres://otheruser@:12345/db?host=/path/to/socket",
		  "otheruser|-|/path/to/socket socket|db" },
		{ "postgres://:12345/db?host=/path/to/socket", "-|-|/path/to/socket socket|db" },
		{ "postgres://:12345?host=/path/to/socket", "-|-|/path/to/socket socket|-" },
		{ "postgres://%2Fvar%2Flib%2Fpostgresql/dbname",
		  "-|-|/var/lib/postgresql socket|dbname" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), DSN_POSTGRES);
}

/* The tables of the MongoDB specifications' connection-string/tests. */
static void mongodb_specifies_it(void **state)
{
	static const struct row rows[] = {
		/* invalid-uris; an option without a slash in front has been valid since */
		{ "", "wrong" },
		{ "mongo://localhost:27017", "wrong" },
		{ "mongodb://", "wrong" },
		{ "mongodb://localhost::27017", "wrong" },
		{ "mongodb://localhost::27017/", "wrong" },
		{ "mongodb://::", "wrong" },
		{ "mongodb://localhost,localhost::", "wrong" },
		{ "mongodb://localhost::27017,abc", "wrong" },
		{ "mongodb://localhost:-1", "wrong" },
		{ "mongodb://localhost:0/", "wrong" },
		{ "mongodb://localhost:65536", "wrong" },
		{ "mongodb://localhost:65536/", "wrong" },
		{ "mongodb://localhost:foo", "wrong" },
		{ "mongodb://[::1]:-1", "wrong" },
		{ "mongodb://[::1]:0/", "wrong" },
		{ "mongodb://[::1]:65536", "wrong" },
		{ "mongodb://[::1]:65536/", "wrong" },
		{ "mongodb://[::1]:foo", "wrong" },
		{ "mongodb://example.com/?w", "wrong" },
		{ "mongodb://alice:foo:bar@127.0.0.1", "unescaped alice|foo:bar|127.0.0.1|-" },
		{ "mongodb://alice@@127.0.0.1", "unescaped alice@|-|127.0.0.1|-" },
		{ "mongodb://alice@foo:bar@127.0.0.1", "unescaped alice@foo|bar|127.0.0.1|-" },
		{ "mongodb://alice/@localhost/db", "unescaped alice/|-|localhost|db" },
		{ "mongodb://alice/bob:foo@localhost/db", "unescaped alice/bob|foo|localhost|db" },
		{ "mongodb://alice:foo/bar@localhost/db", "unescaped alice|foo/bar|localhost|db" },
		{ "mongodb:///tmp/mongodb-27017.sock/", "wrong" },
		{ "mongodb+srv://test5.test.mongodb.com,test6.test.mongodb.com", "wrong" },
		{ "mongodb+srv://test7.test.mongodb.com:27018", "wrong" },
		{ "mongodb+srv://10.0.0.1", "wrong" },
		{ "mongodb+srv://test5.test.mongodb.com/db", "-|-|test5.test.mongodb.com|db" },
		/* valid-auth */
		{ "mongodb://alice:foo@127.0.0.1", "alice|foo|127.0.0.1|-" },
		{ "mongodb://alice:foo@127.0.0.1/test", "alice|foo|127.0.0.1|test" },
		{ "mongodb://bob:bar@[::1]:27018", "bob|bar|::1 27018|-" },
		{ "mongodb://bob:bar@[::1]:27018/admin", "bob|bar|::1 27018|admin" },
		{ "mongodb://eve:baz@example.com", "eve|baz|example.com|-" },
		{ "mongodb://eve:baz@example.com/db2", "eve|baz|example.com|db2" },
		{ "mongodb://alice:secret@127.0.0.1,example.com:27018",
		  "alice|secret|127.0.0.1,example.com 27018|-" },
		{ "mongodb://alice:secret@example.com,[::1]:27019/admin",
		  "alice|secret|example.com,::1 27019|admin" },
		{ "mongodb://alice@127.0.0.1", "alice|-|127.0.0.1|-" },
		{ "mongodb://alice:@127.0.0.1", "alice||127.0.0.1|-" },
		{ "mongodb://%40l%3Ace%2F%3D@example.com/my%3Ddb", "@l:ce/=|-|example.com|my=db" },
		{ "mongodb://%24am:f%3Azzb%40z%2Fz%3D@127.0.0.1/admin%3F?authMechanism=MONGODB-CR",
		  "$am|f:zzb@z/z=|127.0.0.1|admin?" },
		{ "mongodb://!$&'()*+,;=:!$&'()*+,;=@127.0.0.1/admin?authMechanism=MONGODB-CR",
		  "!$&'()*+,;=|!$&'()*+,;=|127.0.0.1|admin" },
		{ "mongodb://CN%3DmyName%2COU%3DmyOrgUnit@localhost/?authMechanism=MONGODB-X509",
		  "CN=myName,OU=myOrgUnit|-|localhost|-" },
		{ "mongodb://user%40EXAMPLE.COM:secret@localhost/"
		  "?authMechanismProperties=SERVICE_NAME:other,CANONICALIZE_HOST_NAME:true"
		  "&authMechanism=GSSAPI",
		  "user@EXAMPLE.COM|secret|localhost|-" },
		{ "mongodb://alice:secret@example.com/admin?replicaset=my@replicaset",
		  "alice|secret|example.com|admin" },
		/* valid-options, valid-warnings */
		{ "mongodb://alice:secret@example.com/admin?AUTHMechanism=MONGODB-CR",
		  "alice|secret|example.com|admin" },
		{ "mongodb://example.com?tls=true", "-|-|example.com|-" },
		{ "mongodb://example.com?authMechanismProperties=TOKEN_RESOURCE:mongodb://"
		  "test-cluster",
		  "-|-|example.com|-" },
		{ "mongodb://example.com/?foo=bar", "-|-|example.com|-" },
		{ "mongodb://example.com/?replicaSet=test&replicaSet=test", "-|-|example.com|-" },
		{ "mongodb://localhost/?maxIdleTimeMS=", "-|-|localhost|-" },
		{ "mongodb://%2Ftmp%2Fmongodb-27017.sock/db",
		  "-|-|/tmp/mongodb-27017.sock socket|db" },
		{ "mongodb://h/a.b", "wrong" },
		{ "mongodb://h/a$b", "wrong" },
		{ "mongodb://h/a/b", "wrong" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), DSN_MONGODB);
}

static void an_unescaped_login_is_read_as_meant(void **state)
{
	static const struct row rows[] = {
		{ "postgres://u:p@q@h/d", "unescaped u|p@q|h|d" },
		{ "postgres://u:p/q@h/d", "unescaped u|p/q|h|d" },
		{ "postgres://u:p?q@h/d", "unescaped u|p?q|h|d" },
		{ "postgres://u:p#q@h/d", "unescaped u|p#q|h|d" },
		{ "postgres://u:5#q@h/d", "unescaped u|5#q|h|d" },
		{ "postgres://u:p%q@h/d", "unescaped u|p%q|h|d" },
		{ "postgres://u:p%@h/d", "unescaped u|p%|h|d" },
		{ "postgres://u:p%4@h/d", "unescaped u|p%4|h|d" },
		{ "postgres://u:p%00@h/d", "unescaped u|p%00|h|d" },
		{ "postgres://u:p?q@h/d?x=y", "unescaped u|p?q|h|d" },
		{ "postgres://u:p[q@h/d", "unescaped u|p[q|h|d" },
		{ "postgres://u:p]q@h/d", "unescaped u|p]q|h|d" },
		{ "postgres://u:p%5Bq%5D@h/d", "u|p[q]|h|d" },
		{ "postgres://u:p:q@h/d", "u|p:q|h|d" },
		{ "postgres://u:p%40%2F%23%3F%25@h/d", "u|p@/#?%|h|d" },
		{ "postgres://u:p@h/d?application_name=a@b", "u|p|h|d" },
		{ "postgres://h/d?application_name=a@b&x=y", "-|-|h|d" },
		{ "postgres://u:p@h/d#f", "u|p|h|d" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), DSN_POSTGRES);
}

static void forms_without_a_scheme_are_known(void **state)
{
	static const struct row postgres[] = {
		{ "host=h port=5432 dbname=d user=u password=p", "u|p|h 5432|d" },
		{ "host = h  user = u password = 'p q\\'r\\\\'", "u|p q'r\\|h|-" },
		{ "host=a,b port=1,2 dbname=d", "-|-|a 1,b 2|d" },
		{ "host=a,b port=7", "-|-|a 7,b|-" },
		{ "host=/run/postgresql dbname=d", "-|-|/run/postgresql socket|d" },
		{ "host=::1 dbname=d", "-|-|::1|d" },
		{ "dbname=d host=h", "-|-|h|d" },
		{ "service=app", "-|-||-" },
		{ "dbname=d", "wrong" },
		{ "host=h port=0", "wrong" },
		{ "host=h password='p", "wrong" },
		{ "host=h password", "wrong" },
		{ "host=h =x", "wrong" },
		{ "nonsense=h dbname=d", "wrong" },
		{ "Host=h;Port=5433;Database=d;Username=u;Password=p;SSL Mode=Require",
		  "u|p|h 5433|d" },
		{ "h/d", "wrong" },
		{ "", "wrong" },
	};
	static const struct row sqlserver[] = {
		{ "Server=tcp:h.acme.io,1433;Initial Catalog=d;User ID=u;Password=p;Encrypt=True",
		  "u|p|h.acme.io 1433|d" },
		{ "Driver={ODBC Driver 18 for SQL Server};Server=h;Uid=u;Pwd={a;b}}c};",
		  "u|a;b}c|h|-" },
		{ "Data Source=h\\I1;Initial Catalog=d;User Id=u;Password=\"a;b\"", "u|a;b|h|d" },
		{ "Server=.;Database=d;Trusted_Connection=True", "-|-|localhost|d" },
		{ "Server=(localdb)\\mssqllocaldb;Database=d;Trusted_Connection=True",
		  "-|-|localhost|d" },
		{ "sqlserver://u:p@h:1433?database=d", "u|p|h 1433|d" },
		{ "sqlserver://h:1433;database=d;user=u;password={a@b;c};encrypt=true",
		  "u|a@b;c|h 1433|d" },
		{ "jdbc:sqlserver://h\\I1;databaseName=d;user=u;password=p", "u|p|h|d" },
		{ "mssql+pyodbc://u:p@h/d?driver=ODBC+Driver+18+for+SQL+Server", "u|p|h|d" },
		{ "mssql+pyodbc:///?odbc_connect=DRIVER%3D%7Bx%7D%3BSERVER%3Dh%3BUID%3Du%3BPWD%3Dp",
		  "u|p|h|-" },
		{ "Server=h;Password={p", "wrong" },
		{ "Server=h;Password", "wrong" },
		{ "Server=h;Password=\"p\"x", "wrong" },
		{ "Database=d;Encrypt=True", "wrong" },
	};
	static const struct row mysql[] = {
		{ "u:p@tcp(h:3306)/d?tls=true", "u|p|h 3306|d" },
		{ "u:p@q@tcp(h:3306)/d", "u|p@q|h 3306|d" },
		{ "u@unix(/run/mysqld.sock)/d", "u|-|/run/mysqld.sock socket|d" },
		{ "mysql://u:p@tcp(h:3306)/d", "u|p|h 3306|d" },
		{ "tcp(h:3306)/", "-|-|h 3306|-" },
		{ "u:p@udp(h:3306)/d", "wrong" },
		{ "u:p@tcp(h:0)/d", "wrong" },
		{ "Server=h;Database=d;Uid=u;Pwd=p;SslMode=Required", "u|p|h|d" },
		{ "mysql://u:p@/d?unix_socket=/run/mysqld.sock", "u|p|/run/mysqld.sock socket|d" },
	};

	(void)state;
	expect(postgres, ARRAY_LENGTH(postgres), DSN_POSTGRES);
	expect(sqlserver, ARRAY_LENGTH(sqlserver), DSN_SQLSERVER);
	expect(mysql, ARRAY_LENGTH(mysql), DSN_MYSQL);
}

static void other_servers_have_forms_of_their_own(void **state)
{
	static const struct row rows[] = {
		{ "jdbc:postgresql://a:1,b:2/d?user=u&password=p%40", "u|p@|a 1,b 2|d" },
		{ "jdbc:postgresql:d?user=u", "u|-|localhost|d" },
		{ "jdbc:mysql://h:3306/d?user=u&password=p&requireSSL", "u|p|h 3306|d" },
		{ "postgresql+asyncpg://u:p@h/d?ssl=require", "u|p|h|d" },
		{ "postgresql+psycopg2://u:p@/d?host=a:1&host=b:2", "u|p|a 1,b 2|d" },
		{ "postgresql://u:p@localhost/d?host=/cloudsql/p:r:i",
		  "u|p|/cloudsql/p:r:i socket|d" },
		{ "postgresql://a:1,b:2/d?host=x,y", "-|-|x,y|d" },
		{ "redis://:p@h:6379/0", "|p|h 6379|0" },
		{ "rediss://h/?password=p", "-|p|h|-" },
		{ "redis://h/abc", "wrong" },
		{ "redis://h/-1", "wrong" },
		{ "redis://", "wrong" },
		{ "redis:///0", "wrong" },
		{ "redis://a:1,b:2/0", "wrong" },
		{ "redis-sentinel://:p@a:1,b:2/mymaster/0", "|p|a 1,b 2|mymaster/0" },
		{ "redis+socket:///run/r.sock?db=0", "-|-|/run/r.sock socket|-" },
		{ "redis+socket://:p@/run/r.sock", "|p|/run/r.sock socket|-" },
		{ "redis+socket://run/r.sock", "wrong" },
		{ "redis+socket:///", "wrong" },
		{ "amqps://u:p@h:5671/%2F", "u|p|h 5671|/" },
		{ "amqps://u:p@h//", "u|p|h|/" },
		{ "amqp://a,b", "wrong" },
		{ "smtp+tls://u:p@h:587", "u|p|h 587|-" },
		{ "nats://t@a:4222,b:4222", "t|-|a 4222,b 4222|-" },
		{ "jdbc:oracle:thin:@//h:1521/d", "-|-||-" },
		{ "sqlite:///app.db", "-|-||-" },
		{ "jdbc:h2:mem:x", "-|-||-" },
		{ "file:./dev.db", "-|-||-" },
		{ "./app.sqlite3", "-|-||-" },
		{ ":memory:", "-|-||-" },
		{ "kafka:9092", "wrong" },
		{ "postgres:5432", "wrong" },
		{ "https://h/d", "wrong" },
		{ "unix:///run/r.sock", "wrong" },
		{ "gopher://h/d", "wrong" },
		{ "postgresql:/u:p@h/d", "wrong" },
		{ "postgres://u:p@h /d", "wrong" },
		{ "postgres://u:p@h/d\n", "wrong" },
		{ "postgres://u:p@a..b/d", "wrong" },
		{ "postgres://u:p@2001:db8::1/d", "wrong" },
		{ "postgres://u:p@[fe80::1%25eth0]:5432/d", "u|p|fe80::1%eth0 5432|d" },
		{ "postgres://u:p@h,,i/d", "wrong" },
	};

	(void)state;
	expect(rows, ARRAY_LENGTH(rows), DSN_ANY);
}

static void only_the_kinds_asked_for_are_taken(void **state)
{
	static const struct {
		const char *text;
		unsigned kinds;
		bool taken;
	} rows[] = {
		{ "postgres://h/d", DSN_POSTGRES, true },
		{ "postgres://h/d", DSN_MYSQL, false },
		{ "mysql://h/d", DSN_POSTGRES, false },
		{ "postgresql+nothing://h/d", DSN_POSTGRES, false },
		{ "postgres+asyncpg://h/d", DSN_POSTGRES, false },
		{ "sqlite:///d", DSN_POSTGRES, false },
		{ "unix:///run/r.sock", DSN_REDIS, true },
		{ "https://h:8443", DSN_CLICKHOUSE, true },
		{ "https://h:9200", DSN_ELASTICSEARCH, true },
		{ "https://h", DSN_POSTGRES, false },
		{ "tls://h:4222", DSN_NATS, true },
		{ "kafka:9092", DSN_KAFKA, true },
		{ "SASL_SSL://h:9093", DSN_KAFKA, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct dsn dsn;
		const char *wrong =
			dsn_parse(&dsn, rows[i].text, strlen(rows[i].text), rows[i].kinds);

		if ((wrong == NULL) != rows[i].taken)
			print_error("'%s'\n", rows[i].text);
		assert_int_equal(wrong == NULL, rows[i].taken);
		dsn_done(&dsn);
	}
}

static void everything_is_bounded(void **state)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct dsn dsn;

	(void)state;
	buf_add_text(&text, "postgres://h");
	for (size_t i = 1; i < DSN_HOST_LIMIT; i++)
		buf_add_text(&text, ",h");
	assert_null(dsn_parse(&dsn, text.bytes, text.length, DSN_POSTGRES));
	assert_int_equal(dsn.host_count, DSN_HOST_LIMIT);
	dsn_done(&dsn);
	buf_add_text(&text, ",h");
	assert_non_null(dsn_parse(&dsn, text.bytes, text.length, DSN_POSTGRES));
	assert_int_equal(dsn.host_count, DSN_HOST_LIMIT);
	dsn_done(&dsn);

	buf_done(&text);
	buf_add_text(&text, "postgres://h/?a=b");
	for (size_t i = 1; i < DSN_PARAMETERS_LIMIT; i++)
		buf_add_text(&text, "&a=b");
	assert_null(dsn_parse(&dsn, text.bytes, text.length, DSN_POSTGRES));
	dsn_done(&dsn);
	buf_add_text(&text, "&a=b");
	assert_non_null(dsn_parse(&dsn, text.bytes, text.length, DSN_POSTGRES));
	dsn_done(&dsn);

	buf_done(&text);
	buf_add_text(&text, "postgres://h/");
	while (text.length < DSN_LIMIT)
		buf_add_char(&text, 'd');
	assert_null(dsn_parse(&dsn, text.bytes, text.length, DSN_POSTGRES));
	dsn_done(&dsn);
	buf_add_char(&text, 'd');
	assert_non_null(dsn_parse(&dsn, text.bytes, text.length, DSN_POSTGRES));
	dsn_done(&dsn);
	assert_non_null(dsn_parse(&dsn, "postgres://h\0/d", 15, DSN_POSTGRES));
	dsn_done(&dsn);
}

static void parameters_have_plain_names(void **state)
{
	static const char text[] = "mongodb://h/?tlsCAFile=a%20b&readPreference=x&w=1&w=2";
	struct dsn dsn;

	(void)state;
	assert_null(dsn_parse(&dsn, text, strlen(text), DSN_MONGODB));
	assert_string_equal(dsn_parameter(&dsn, "tlscafile"), "a b");
	assert_string_equal(dsn_parameter(&dsn, "w"), "2");
	assert_null(dsn_parameter(&dsn, "tlsCAFile"));
	assert_null(dsn_parameter(&dsn, "nothing"));
	dsn_done(&dsn);
}

static void slots_and_words_of_examples_are_counted(void **state)
{
	static const struct {
		const char *text;
		unsigned words;
		bool slot;
	} rows[] = {
		{ "postgres://svc:k3@pg.acme.io/app", 0, false },
		{ "postgres://user:k3@pg.acme.io/app", 1, false },
		{ "postgres://USER:k3@pg.acme.io/app", 1, false },
		{ "postgres://db_user:k3@pg.acme.io/app", 1, false },
		{ "postgres://your_user:k3@pg.acme.io/app", 1, false },
		{ "postgres://svc:pass@pg.acme.io/app", 1, false },
		{ "postgres://svc:your-password@pg.acme.io/app", 1, false },
		{ "postgres://svc:k3@host/app", 1, false },
		{ "postgres://svc:k3@hostname/app", 1, false },
		{ "postgres://svc:k3@your-host/app", 1, false },
		{ "postgres://svc:k3@db.example.com/app", 1, false },
		{ "postgres://svc:k3@xxx.rds.amazonaws.com/app", 1, false },
		{ "postgres://svc:k3@pg.acme.io/dbname", 1, false },
		{ "postgres://svc:k3@pg.acme.io/db-name", 1, false },
		{ "postgres://svc:k3@pg.acme.io/mydatabase", 1, false },
		{ "postgres://svc:k3@pg.acme.io/database", 1, false },
		{ "postgres://user:pass@host/db", 3, false },
		{ "postgres://user:password@localhost:5432/dbname", 3, false },
		{ "postgres://svc:<password>@pg.acme.io/app", 1, true },
		{ "postgres://svc:[YOUR-PASSWORD]@pg.acme.io/app", 1, true },
		{ "postgres://${U}:k3@pg.acme.io/app", 1, true },
		{ "postgres://$U:k3@pg.acme.io/app", 1, true },
		{ "postgres://{{u}}:k3@pg.acme.io/app", 1, true },
		{ "postgres://svc:xxxx@pg.acme.io/app", 1, true },
		{ "postgres://svc:****@pg.acme.io/app", 1, true },
		{ "postgres://svc:k3@<host>/app", 0, true },
		{ "postgres://svc:k3@.../app", 0, true },
		{ "postgres://svc:$5ab@pg.acme.io/app", 0, false },
		{ "postgres://svc:k<3>@pg.acme.io/app", 0, false },
		{ "postgres://users:k3@hosts.acme.io/databases", 0, false },
		{ "postgres://svc:k3@host.docker.internal/app", 0, false },
		{ "postgres://svc:passage@pg.acme.io/app", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		struct dsn dsn;
		bool slot;
		unsigned words;

		dsn_parse(&dsn, rows[i].text, strlen(rows[i].text), DSN_ANY);
		words = dsn_placeholders(&dsn, &slot);
		if (words != rows[i].words || slot != rows[i].slot)
			print_error("'%s'\n", rows[i].text);
		assert_int_equal(words, rows[i].words);
		assert_int_equal(slot, rows[i].slot);
		dsn_done(&dsn);
	}
}

static void clusters_of_the_documentation_are_known(void **state)
{
	static const char *const examples[] = {
		"cluster.mongodb.net",          "cluster0.mongodb.net",
		"cluster0.xxxxx.mongodb.net",   "cluster0.abcde.mongodb.net",
		"cluster0.example.mongodb.net",
	};
	static const char *const real[] = { "c0.x.mongodb.net", "prod.k3f9z.mongodb.net",
					    "cluster0.k3f9z.mongodb.net" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(examples) + ARRAY_LENGTH(real); i++) {
		bool example = i < ARRAY_LENGTH(examples);
		_cleanup_(freep) char *text =
			text_format("mongodb+srv://svc:k3@%s/app",
				    example ? examples[i] : real[i - ARRAY_LENGTH(examples)]);
		struct dsn dsn;
		bool slot;

		assert_null(dsn_parse(&dsn, text, strlen(text), DSN_MONGODB));
		if (dsn_placeholders(&dsn, &slot) != example)
			print_error("'%s'\n", text);
		assert_int_equal(dsn_placeholders(&dsn, &slot), example);
		dsn_done(&dsn);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libpq_reads_it_the_same_way),
		cmocka_unit_test(mongodb_specifies_it),
		cmocka_unit_test(an_unescaped_login_is_read_as_meant),
		cmocka_unit_test(forms_without_a_scheme_are_known),
		cmocka_unit_test(other_servers_have_forms_of_their_own),
		cmocka_unit_test(only_the_kinds_asked_for_are_taken),
		cmocka_unit_test(everything_is_bounded),
		cmocka_unit_test(parameters_have_plain_names),
		cmocka_unit_test(slots_and_words_of_examples_are_counted),
		cmocka_unit_test(clusters_of_the_documentation_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
