/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "inside.h"
#include "util/alloc.h"
#include "util/io.h"

/* A small world: files, listeners, and what the process in the sandbox asks for. */
struct world {
	char directory[64];
	char *listed; /* a directory that may be read, with a file and a link that leads out */
	char *listed_file;
	char *link;
	char *single; /* a file that may be read */
	char *hidden;
	char *socket_path;
	int listeners[4];
	unsigned open_port;
	unsigned shut_port;
	unsigned emulated; /* the version of Landlock that the kernel shall claim; 0: its own */
};

static void write_file(const char *path)
{
	struct error err = { 0 };

	assert_true(file_write(path, "text", 4, 0644, true, &err));
}

static int listen_at(int family, const void *address, socklen_t length)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, address, length), 0);
	assert_int_equal(listen(fd, 8), 0);
	return fd;
}

static unsigned listen_on_some_port(int *ret_fd)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	*ret_fd = listen_at(AF_INET, &address, length);
	assert_int_equal(getsockname(*ret_fd, (struct sockaddr *)&address, &length), 0);
	return ntohs(address.sin_port);
}

/* An abstract name is the path with a NUL in front, so that both are gone with the test. */
static socklen_t unix_address(struct sockaddr_un *ret, const char *path, bool abstract)
{
	size_t length = strlen(path);

	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	memcpy(ret->sun_path + abstract, path, length);
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + abstract + length);
}

static int make_world(void **state)
{
	struct world *world = alloc_new(struct world);
	struct sockaddr_un address;
	socklen_t length;

	strcpy(world->directory, "/tmp/keystrap-landlock-XXXXXX");
	assert_non_null(mkdtemp(world->directory));
	world->listed = text_format("%s/listed", world->directory);
	world->listed_file = text_format("%s/file", world->listed);
	world->link = text_format("%s/link", world->listed);
	world->single = text_format("%s/single", world->directory);
	world->hidden = text_format("%s/hidden", world->directory);
	world->socket_path = text_format("%s/socket", world->directory);
	assert_int_equal(mkdir(world->listed, 0755), 0);
	write_file(world->listed_file);
	write_file(world->single);
	write_file(world->hidden);
	assert_int_equal(symlink(world->hidden, world->link), 0);
	world->open_port = listen_on_some_port(&world->listeners[0]);
	world->shut_port = listen_on_some_port(&world->listeners[1]);
	length = unix_address(&address, world->socket_path, false);
	world->listeners[2] = listen_at(AF_UNIX, &address, length);
	length = unix_address(&address, world->socket_path, true);
	world->listeners[3] = listen_at(AF_UNIX, &address, length);
	*state = world;
	return 0;
}

static int end_world(void **state)
{
	struct world *world = *state;
	char *const files[] = { world->link,   world->listed_file, world->single,
				world->hidden, world->socket_path, world->listed };

	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		assert_int_equal(remove(files[i]), 0);
		free(files[i]);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(world->listeners); i++)
		close(world->listeners[i]);
	assert_int_equal(rmdir(world->directory), 0);
	free(world);
	return 0;
}

/* Answers the one question for the version, then ends as the process that asked does. */
static void answer_version(int fd, pid_t asks, unsigned version)
{
	struct seccomp_notif *question;
	struct seccomp_notif_resp *answer;
	int status = -1;

	alarm(10);
	CHECK(seccomp_notify_alloc(&question, &answer) == 0);
	CHECK(seccomp_notify_receive(fd, question) == 0);
	answer->id = question->id;
	answer->val = version;
	CHECK(seccomp_notify_respond(fd, answer) == 0);
	CHECK(waitpid(asks, &status, 0) == asks);
	_exit(status == 0 ? 0 : 1);
}

/* The kernel's own answer is replaced, so that the code for an older version runs here. */
static void emulate_version(unsigned version)
{
	const struct scmp_arg_cmp question = SCMP_CMP(2, SCMP_CMP_MASKED_EQ, 0xffffffff, 1);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	pid_t asks;
	int fd;

	CHECK(filter);
	CHECK(seccomp_rule_add_array(filter, SCMP_ACT_NOTIFY,
				     seccomp_syscall_resolve_name("landlock_create_ruleset"), 1,
				     &question) == 0);
	CHECK(seccomp_load(filter) == 0);
	fd = seccomp_notify_fd(filter);
	CHECK(fd >= 0);
	asks = fork();
	CHECK(asks >= 0);
	if (asks > 0)
		answer_version(fd, asks, version);
	close(fd);
	seccomp_release(filter);
}

static unsigned enter_world(const struct world *world)
{
	const char *const readable[] = { world->listed, "/nonexistent/keystrap", world->single };
	const char *const sockets[] = { world->socket_path };
	const unsigned ports[] = { 0, world->open_port };
	const struct sandbox_needs needs = { ports,    ARRAY_LENGTH(ports),
					     readable, ARRAY_LENGTH(readable),
					     sockets,  ARRAY_LENGTH(sockets) };

	if (world->emulated)
		emulate_version(world->emulated);
	return enter(&needs);
}

static bool can_read(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool read_it = fd >= 0 && read(fd, &byte, 1) == 1;

	CHECK(fd >= 0 || errno == EACCES);
	if (fd >= 0)
		close(fd);
	return read_it;
}

static int connect_result(int family, const void *address, socklen_t length)
{
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int number;

	CHECK(fd >= 0);
	number = connect(fd, address, length) == 0 ? 0 : errno;
	close(fd);
	return number;
}

static int connect_port(unsigned port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return connect_result(AF_INET, &address, sizeof(address));
}

static int connect_unix(const char *path, bool abstract)
{
	struct sockaddr_un address;
	socklen_t length = unix_address(&address, path, abstract);

	return connect_result(AF_UNIX, &address, length);
}

static int bind_result(int type)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
	int number;

	CHECK(fd >= 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	number = bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 ? 0 : errno;
	close(fd);
	return number;
}

/* Directories are looked into by the test with a trust anchor, below. */
static void check_defaults(void)
{
	for (const char *const *path = sandbox_default_readable; *path; path++) {
		struct stat file;

		if (stat(*path, &file) == 0 && S_ISREG(file.st_mode) && file.st_size > 0)
			CHECK(can_read(*path));
	}
}

static void look_around(const void *argument)
{
	const struct world *world = argument;
	unsigned abi = enter_world(world);

	CHECK(!world->emulated || abi == world->emulated);
	CHECK(can_read(world->listed_file));
	CHECK(open(world->listed, O_RDONLY | O_DIRECTORY) >= 0);
	CHECK(can_read(world->single));
	check_defaults();
	CHECK(can_read(world->hidden) == (abi < 1));
	CHECK(can_read(world->link) == (abi < 1));
	CHECK(can_read("/proc/self/maps") == (abi < 1));
	CHECK(connect_port(world->open_port) == 0);
	CHECK(connect_port(world->shut_port) == (abi < 4 ? 0 : EACCES));
	CHECK(connect_port(53) != EACCES);
	CHECK(bind_result(SOCK_STREAM) == (abi < 4 ? 0 : EACCES));
	CHECK(bind_result(SOCK_DGRAM) == 0);
	CHECK(connect_unix(world->socket_path, false) == 0);
	CHECK(connect_unix(world->socket_path, true) == (abi < 6 ? 0 : EPERM));
}

static void only_what_is_listed_can_be_reached(void **state)
{
	if (landlock_version() == 0)
		print_message("no Landlock here: files and ports are not told apart\n");
	assert_exited(in_child(look_around, *state), 0);
}

static void each_version_of_the_kernels_landlock_is_used(void **state)
{
	struct world world = *(struct world *)*state;
	unsigned newest = landlock_version();

	if (newest == 0)
		leave_out("the machine lacks what it needs");
	for (world.emulated = 1; world.emulated <= newest; world.emulated++) {
		print_message("# Landlock %u\n", world.emulated);
		assert_exited(in_child(look_around, &world), 0);
	}
}

/* One that is newer than this code is used as the newest that it knows. */
static void a_version_of_the_future_is_used_as_the_last_known(void **state)
{
	struct world world = *(struct world *)*state;

	if (landlock_version() < 6)
		leave_out("the machine lacks what it needs");
	world.emulated = 100;
	assert_exited(in_child(look_around, &world), 0);
}

/* The links of /etc/ssl/certs lead to where the distribution and the administrator put theirs. */
static void read_anchors(const void *argument)
{
	static const struct sandbox_needs nothing = { 0 };
	const glob_t *anchors = argument;

	enter(&nothing);
	for (size_t i = 0; i < anchors->gl_pathc; i++) {
		int fd = open(anchors->gl_pathv[i], O_RDONLY | O_CLOEXEC);

		CHECK(fd >= 0 || errno == ENOENT); /* a link that leads nowhere */
		close(fd);
	}
}

static void the_systems_trust_anchors_can_be_read(void **state)
{
	glob_t anchors = { 0 };

	(void)state;
	if (glob("/etc/ssl/certs/*.pem", 0, NULL, &anchors) != 0)
		leave_out("the machine lacks what it needs");
	assert_exited(in_child(read_anchors, &anchors), 0);
	globfree(&anchors);
}

static void need_a_port_that_is_none(const void *argument)
{
	const unsigned port = 65536;
	const struct sandbox_needs needs = { .tcp_ports = &port, .tcp_ports_count = 1 };
	struct sandbox_status status = { 0 };
	struct error err = { 0 };

	(void)argument;
	CHECK(!sandbox_enter(&needs, &status, &err) && err.code == ERR_SYSTEM);
}

static void a_port_that_is_none_is_an_error(void **state)
{
	(void)state;
	if (landlock_version() < 4)
		leave_out("the machine lacks what it needs");
	assert_exited(in_child(need_a_port_that_is_none, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_is_listed_can_be_reached),
		cmocka_unit_test(each_version_of_the_kernels_landlock_is_used),
		cmocka_unit_test(a_version_of_the_future_is_used_as_the_last_known),
		cmocka_unit_test(the_systems_trust_anchors_can_be_read),
		cmocka_unit_test(a_port_that_is_none_is_an_error),
	};

	return cmocka_run_group_tests_name("sandbox/landlock", tests, make_world, end_world);
}
