/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"
#include "schema/words.h"
#include "util/cleanup.h"

/* What begins like this is what somebody should have typed into a shell, or a reference. */
static const char *const commands[] = {
	"openssl ",
	"uuidgen",
	"pwgen",
	"apg ",
	"makepasswd",
	"mkpasswd",
	"xkcdpass",
	"head -c",
	"head /dev",
	"cat /",
	"cat <",
	"tr -dc",
	"dd if=",
	"printf ",
	"date +",
	"python -c",
	"python3 -c",
	"python manage",
	"node -e",
	"node -p",
	"ruby -e",
	"perl -e",
	"php -r",
	"php artisan",
	"rails secret",
	"bin/rails ",
	"bundle exec",
	"rake secret",
	"mix phx",
	"npx ",
	"npm run",
	"pnpm ",
	"sh -c",
	"bash -c",
	"wget ",
	"htpasswd ",
	"age-keygen",
	"ssh-keygen",
	"wg gen",
	"gpg ",
	"base64 ",
	"sha256sum",
	"md5sum",
	"vault kv",
	"vault read",
	"bao kv",
	"bao read",
	"aws secretsmanager",
	"aws ssm",
	"gcloud secrets",
	"az keyvault",
	"op read",
	"op://",
	"pass show",
	"gopass ",
	"bw get",
	"infisical ",
	"kubectl ",
	"vault:",
	"bao:",
	"aws:secretsmanager",
	"aws-sm://",
	"awssm://",
	"aws-ssm:",
	"ssm://",
	"secretsmanager:",
	"arn:aws:secretsmanager",
	"arn:aws:ssm",
	"gcp:secretmanager",
	"gcp://",
	"sm://",
	"azurekv://",
	"akv://",
	"keyvault:",
	"ref+vault:",
	"ref+aws",
	"ref+gcp",
	"ref+azure",
	"ref+sops:",
	"ENC[",
	"ENC(",
	"enc:",
	"!vault",
	"!Ref",
	"!Sub",
	"!GetAtt",
	"env:",
	"file:/",
	"run: ",
	"doppler://",
	"infisical://",
	"secret://",
	"keyring:",
	"sops://",
	"@Microsoft.KeyVault(",
};

/*
 * Programs whose names are words as well, with which a phrase may begin: behind them stands
 * something that only a shell reads, or what they are told to do.
 */
static const struct {
	const char *name, *orders;
} spoken[] = {
	{ "echo", "" },
	{ "date", "" },
	{ "curl", "" },
	{ "yarn", "add dlx exec global install node run" },
	{ "docker", "compose exec run secret" },
	{ "doppler", "run secrets" },
	{ "sops", "decrypt exec-env exec-file" },
};

/* -n, +%s, "$KEY", /dev/urandom, gen:key, key.js: nothing that stands in a phrase. */
static bool is_of_shell(struct text word)
{
	if (strchr("-+'\"", word.bytes[0]))
		return true;
	for (size_t i = 0; i < word.length; i++) {
		char next = i + 1 < word.length ? word.bytes[i + 1] : 0;

		if (strchr("/$|<>`=(:", word.bytes[i]) ||
		    (word.bytes[i] == '.' && (is_letter(next) || is_digit(next))))
			return true;
	}
	return false;
}

static bool is_among(struct text word, const char *words)
{
	return word_among((struct word){ word.bytes, word.length }, words);
}

/* The next word behind blanks at *at, which moves on; false at the end. */
static bool next_word(struct text *ret, struct text text, size_t *at)
{
	size_t end;

	while (*at < text.length && text.bytes[*at] == ' ')
		(*at)++;
	for (end = *at; end < text.length && text.bytes[end] != ' ' && text.bytes[end];)
		end++;
	*ret = (struct text){ text.bytes + *at, end - *at };
	*at = end;
	return ret->length > 0;
}

static bool is_spoken_command(struct text text)
{
	struct text name, word;
	const char *orders = NULL;
	size_t at = 0;

	if (!next_word(&name, text, &at))
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(spoken) && !orders; i++) {
		if (strlen(spoken[i].name) == name.length &&
		    memcmp(spoken[i].name, name.bytes, name.length) == 0)
			orders = spoken[i].orders;
	}
	for (bool first = true; orders && next_word(&word, text, &at); first = false) {
		if (is_of_shell(word) || (first && is_among(word, orders)))
			return true;
	}
	return false;
}

static bool is_in_backquotes(struct text text)
{
	return !text_is_template(text) && (text_is_wrapped(text, "`", "`", text_is_phrase) ||
					   text_is_wrapped(text, "$(", ")", text_is_phrase));
}

bool text_is_command(struct text text)
{
	struct text inside = text;

	if (is_in_backquotes(text))
		return true;
	if (text.length > 3 && text.bytes[0] == '$' && text.bytes[1] == '(')
		inside = (struct text){ text.bytes + 2, text.length - 3 };
	else if (text.length > 1 && (text.bytes[0] == '`' || text.bytes[0] == '$'))
		inside = (struct text){ text.bytes + 1, text.length - 1 };
	while (inside.length > 0 && inside.bytes[0] == ' ')
		inside = (struct text){ inside.bytes + 1, inside.length - 1 };
	for (size_t i = 0; i < ARRAY_LENGTH(commands); i++) {
		size_t length;
		char next;

		if (inside.length == 0 || inside.bytes[0] != commands[i][0])
			continue;
		length = strlen(commands[i]);
		next = inside.length > length ? inside.bytes[length] : ' ';
		if (inside.length < length || memcmp(inside.bytes, commands[i], length) != 0)
			continue;
		/* A bare word must be a whole word: a random key may begin with it. */
		if (!is_letter(commands[i][length - 1]) || (!is_letter(next) && !is_digit(next)))
			return true;
	}
	return is_spoken_command(inside);
}

bool strength_is_command(const char *bytes, size_t length)
{
	return text_is_command((struct text){ bytes, length });
}
