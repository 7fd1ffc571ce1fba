/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/common.h"
#include "cli/identity_file.h"
#include "cli/sealing.h"
#include "manifest/presets.h"
#include "manifest/read.h"
#include "model/environment.h"
#include "model/names.h"
#include "schema/look.h"
#include "schema/provider_keys.h"
#include "schema/sensitive.h"
#include "schema/types.h"
#include "schema/words.h"
#include "util/alloc.h"
#include "util/io.h"
#include "util/log.h"
#include "util/text.h"

#define MANIFEST "keystrap.ini"
#define SEALED   "secrets.age"
#define IDENTITY "age.key"

/* The three files that init makes, and what goes into each. */
struct kit {
	char *manifest_path, *sealed_path, *identity_path;
	struct buf manifest, secrets;
	struct manifest *guide; /* an empty one with the presets, for the types of names */
};

static void kit_done(struct kit *kit)
{
	freep(&kit->manifest_path);
	freep(&kit->sealed_path);
	freep(&kit->identity_path);
	buf_done(&kit->manifest);
	buf_done(&kit->secrets);
	manifest_free(kit->guide);
}

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

/* Names of text that is nothing secret, and what it is made of. */
static const struct {
	const char *names, *letters;
} plain[] = {
	{ "ENV *_ENV *_ENVIRONMENT *_MODE *_PROFILE *_PROFILES_ACTIVE *_DRIVER *_MAILER",
	  LETTERS "_" },
	{ "*_CONNECTION *_STORE *_CHANNEL *_LOCALE LANG *_REGION *LOG_FORMAT", LETTERS "_" },
	{ "TZ *_TZ *TIMEZONE *TIME_ZONE", LETTERS "_/+" },
	{ "HOST *_HOST *_SERVER *_HOSTNAME", LETTERS "." },
	{ "*_TIMEOUT *_TIMEOUT_MS *_SIZE *_COUNT *WORKERS *_CONCURRENCY *_LIMIT *_SECONDS",
	  "0123456789" },
	{ "*_MINUTES *_HOURS *_DAYS *_TTL *_RETRIES *_ROUNDS *_LEVEL *_REPLICAS *_DB",
	  "0123456789" },
};

static bool is_plain(const char *name, const char *bytes, size_t length)
{
	for (size_t i = 0; i < ARRAY_LENGTH(plain); i++) {
		if (name_fits(plain[i].names, name) && strspn(bytes, plain[i].letters) == length)
			return true;
	}
	return false;
}

/*
 * A value stands in the manifest only when its name says what it is and that is nothing secret: a
 * port, a switch, a level. All else is sealed: a manifest is kept with the program.
 */
static bool may_be_literal(const char *name, const struct value_type *type, const char *bytes,
			   size_t length)
{
	bool word;

	if (name_is_sensitive(name) || type->sensitive || length == 0 || length > 64)
		return false;
	if (is_plain(name, bytes, length))
		return true;
	if (length > 32 || strspn(bytes, LETTERS) != length)
		return false;
	return type != value_type_find("string") || text_to_bool(&word, bytes);
}

/* In other tools' .env files these would be filled in; here they are text, which is worth a word.
 */
static void mention_references(const char *name, const char *bytes)
{
	const char *dollar = strchr(bytes, '$');

	if (dollar && (dollar[1] == '{' || dollar[1] == '(' ||
		       strspn(dollar + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_")))
		log_hint(LOG_WARNING,
			 "where a reference is meant, write a template: value = ...${NAME}...",
			 "%s has a $ in it, which stays as it is: nothing is filled in", name);
}

static bool needs_permission(const char *name)
{
	enum name_tier tier = name_tier(name);

	return tier == NAME_RESTRICTED || tier == NAME_LOGIN;
}

/* What the presets and the name say; where they say little, what the value looks like. */
static const struct value_type *type_of(const struct kit *kit, const char *name, const char *bytes)
{
	struct variable variable = { .name = text_copy(name) };
	const struct value_type *type;

	presets_apply(kit->guide, &variable);
	type = value_type_of(&variable, bytes);
	variable_done(&variable);
	return type;
}

/* A provider's key that is made for browsers, whatever its name sounds like. */
static bool is_public_key(const char *name, const char *bytes, size_t length)
{
	const struct provider_key *row = provider_key_of(name, bytes, length);

	return row && row->kind == KEY_PUBLISHABLE && name_is_sensitive(name);
}

static void add_variable(struct kit *kit, const struct dotenv_entry *entry)
{
	const struct value_type *type;
	size_t length;
	const char *bytes = secret_reveal(entry->secret, &length);
	bool is_public;

	type = type_of(kit, entry->name, bytes);
	is_public = !type->sensitive && is_public_key(entry->name, bytes, length);
	mention_references(entry->name, bytes);
	buf_format(&kit->manifest, "\n[%s]\n", entry->name);
	if (is_public || may_be_literal(entry->name, type, bytes, length)) {
		buf_format(&kit->manifest, "value        = %s\n", bytes);
	} else {
		buf_format(&kit->manifest, "from         = sealed:%s\n", entry->name);
		dotenv_write(&kit->secrets, entry->name, bytes, length);
	}
	if (is_public)
		buf_add_text(&kit->manifest, "sensitive    = no\n");
	if (length == 0)
		buf_add_text(&kit->manifest, "required     = no\n");
	/* The words of an enum are a preset's to say, and its type with them. */
	if (!text_equal(type->name, "string") && !text_equal(type->name, "enum"))
		buf_format(&kit->manifest, "type         = %s\n", type->name);
	if (needs_permission(entry->name))
		buf_add_text(&kit->manifest, "allow-name   = yes\n");
}

/*
 * The way from the manifest's directory to a file that is named from here; new. NULL: as it is
 * named, because the manifest is here, the path is a whole one, or it leads nowhere.
 */
static char *path_from(const char *directory, const char *file)
{
	_cleanup_(freep) char *from = directory ? realpath(directory, NULL) : NULL;
	_cleanup_(freep) char *to = realpath(file, NULL);
	_cleanup_(buf_done) struct buf way = { 0 };
	size_t shared = 0;

	if (file[0] == '/' || !from || !to)
		return NULL;
	for (size_t i = 0; !i || from[i - 1]; i++) {
		if ((from[i] == '/' || !from[i]) && to[i] == '/')
			shared = i;
		if (from[i] != to[i])
			break;
	}
	for (const char *c = from + shared; *c; c++) {
		if (*c == '/' && c[1])
			buf_add_text(&way, "../");
	}
	buf_add_text(&way, to + shared + 1);
	return text_copy(buf_text(&way));
}

static void add_presets(struct kit *kit, const struct options *options)
{
	char **words = text_list(options->presets ? options->presets : "");

	for (size_t i = 0; words[i]; i++) {
		_cleanup_(freep) char *path = text_list_has((char *const *)preset_names(), words[i])
						      ? NULL
						      : path_from(options->directory, words[i]);

		buf_format(&kit->manifest, "%s%s",
			   i ? ", " : "presets      = ", path ? path : words[i]);
	}
	if (words[0])
		buf_add_text(&kit->manifest, "\n");
	text_list_free(words);
}

static void begin_manifest(struct kit *kit, const struct options *options, const char *recipient)
{
	buf_format(&kit->manifest,
		   "; What this program needs, where it comes from, and what it must be.\n"
		   "; keystrap check -c %s    checks it all\n"
		   "; See keystrap.ini(5).\n\n"
		   "[keystrap]\n"
		   "environment  = %s\n",
		   MANIFEST, options->environment ? options->environment : "production");
	add_presets(kit, options);
	buf_format(&kit->manifest,
		   "\n[source sealed]\n"
		   "type         = age\n"
		   "file         = %s\n"
		   "identity     = %s\n"
		   "recipients   = %s\n",
		   SEALED, IDENTITY, recipient);
}

/* Nothing that is there is replaced: not by this run, nor halfway. */
static bool check_places(const struct kit *kit, struct error *err)
{
	const char *const paths[] = { kit->manifest_path, kit->sealed_path, kit->identity_path };

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		if (access(paths[i], F_OK) == 0) {
			error_set(err, ERR_USAGE, "%s: is there already, and is left as it is",
				  paths[i]);
			return error_hint(err, "name another place with --directory");
		}
	}
	return true;
}

/* Why a name cannot stand in a manifest, and what to do about it; or NULL. */
static const char *why_left_out(const char **ret_hint, const struct dotenv *dotenv, size_t index)
{
	const char *name = dotenv->entries[index].name;
	enum name_tier tier = name_tier(name);

	if (tier == NAME_DENIED) {
		*ret_hint = "if the program needs it, add a section for it with value = ... and "
			    "allow-name = yes, or set it where the service is defined";
		return "programs and loaders act on this name";
	}
	if (tier == NAME_RESERVED) {
		*ret_hint = "nothing is to do: who starts the program sets it";
		return "this name belongs to the service manager or to keystrap";
	}
	for (size_t i = 0; i < index; i++) {
		*ret_hint = "keep one of the two";
		if (text_equal_nocase(dotenv->entries[i].name, name))
			return "another name differs in case only";
	}
	return NULL;
}

static bool write_kit(struct kit *kit, const struct dotenv *dotenv, const struct options *options,
		      struct error *err)
{
	_cleanup_(age_recipients_freep) struct age_recipients *recipients = age_recipients_new();
	_cleanup_(buf_done) struct buf identity = { 0 };
	char recipient[AGE_KEY_TEXT_SIZE];

	if (!identity_file_make(&identity, recipient, err) ||
	    !age_recipients_add(recipients, recipient, err))
		return false;
	begin_manifest(kit, options, recipient);
	for (size_t i = 0; i < dotenv->count; i++) {
		const char *hint, *why = why_left_out(&hint, dotenv, i);

		if (why)
			log_hint(LOG_WARNING, hint, "%s:%u: %s is left out: %s", dotenv->name,
				 dotenv->entries[i].line, dotenv->entries[i].name, why);
		else
			add_variable(kit, &dotenv->entries[i]);
	}
	/* The manifest comes last: with it, the rest is there. What is there without it is in the
	 * way. */
	if (!file_write(kit->identity_path, identity.bytes, identity.length, 0600, true, err))
		return false;
	if (!sealing_write(kit->sealed_path, recipients, &kit->secrets, SEALING_NEW, true, err)) {
		unlink(kit->identity_path);
		return false;
	}
	if (!file_write(kit->manifest_path, kit->manifest.bytes, kit->manifest.length, 0644, true,
			err)) {
		unlink(kit->identity_path);
		unlink(kit->sealed_path);
		return false;
	}
	return true;
}

static struct manifest *read_guide(const struct options *options, struct report *report)
{
	const struct manifest_request request = { .environment = options->environment,
						  .presets = options->presets,
						  .offline = true };

	return manifest_read(&request, report);
}

static bool read_dotenv(struct dotenv **ret, const char *path, struct error *err)
{
	_cleanup_(buf_done) struct buf content = { .maximum = 1024 * 1024 };
	_cleanup_(report_done) struct report report = { 0 };

	if (!file_read(&content, path, FILE_ANY, err)) {
		err->code = ERR_USAGE;
		return error_hint(err, "name the file to begin with: --from FILE");
	}
	if (!sealing_check(path, &content, err))
		return false;
	*ret = dotenv_parse(path, buf_text(&content), content.length, &report);
	if ((*ret)->count > 0)
		return true;
	error_set(err, ERR_USAGE, "%s: there is no variable in it", path);
	return error_hint(err, "name the file to begin with: --from FILE");
}

/* What goes into the manifest as it is must be right there too: what its reader says of it. */
static bool check_words(const struct options *options, struct error *err)
{
	_cleanup_(report_done) struct report report = { 0 };

	manifest_free(read_guide(options, &report));
	for (size_t i = 0; i < report.count; i++) {
		const struct finding *finding = &report.findings[i];

		if (finding->severity != SEVERITY_ERROR)
			continue;
		error_set(err, ERR_USAGE, "init: %s", finding->message);
		return error_hint(err, "%s", finding->hint ? finding->hint : "");
	}
	return true;
}

/* Symfony's own names: of its directories in a value, and of its queue. */
static bool is_of_symfony(const struct dotenv *dotenv)
{
	for (size_t i = 0; i < dotenv->count; i++) {
		size_t length;

		if (text_equal(dotenv->entries[i].name, "MESSENGER_TRANSPORT_DSN") ||
		    strstr(secret_reveal(dotenv->entries[i].secret, &length), "%kernel."))
			return true;
	}
	return false;
}

/* What nobody chose, the file may give away. */
static void choose_presets(struct options *options, const struct dotenv *dotenv)
{
	if (options->presets || !is_of_symfony(dotenv))
		return;
	options->presets = "symfony";
	log_notice("presets = symfony: the names and values are Symfony's");
}

bool cmd_init(int *status, const struct invocation *invocation, struct error *err)
{
	struct options options = *invocation->options;
	const char *directory = options.directory ? options.directory : ".";
	const char *from = options.from ? options.from : ".env";
	_cleanup_(dotenv_freep) struct dotenv *dotenv = NULL;
	_cleanup_(kit_done) struct kit kit = { 0 };
	_cleanup_(report_done) struct report report = { 0 };

	if (!check_words(&options, err) || !read_dotenv(&dotenv, from, err))
		return false;
	choose_presets(&options, dotenv);
	if (mkdir(directory, 0755) < 0 && errno != EEXIST)
		return error_errno(err, ERR_SYSTEM, errno, "%s: cannot make it", directory);
	kit.guide = read_guide(&options, &report);
	kit.manifest_path = text_format("%s/" MANIFEST, directory);
	kit.sealed_path = text_format("%s/" SEALED, directory);
	kit.identity_path = text_format("%s/" IDENTITY, directory);
	if (!check_places(&kit, err) || !write_kit(&kit, dotenv, &options, err))
		return false;
	log_notice("%s: the manifest, to be read and kept with the program", kit.manifest_path);
	log_notice("%s: the secrets, sealed", kit.sealed_path);
	log_notice("%s: the key that opens them; keep it out of the repository", kit.identity_path);
	log_hint(LOG_NOTICE, "then remove it",
		 "%s still holds the secrets in the clear: run "
		 "keystrap check -c %s",
		 from, kit.manifest_path);
	*status = 0;
	return true;
}
