/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/strength.h"

#include <string.h>

#include "checks.h"
#include "util/cleanup.h"

static bool is_mark(char c)
{
	return c && strchr("_-. ", c);
}

/*
 * Whether the text could be a name or a phrase, as YOUR_API_KEY, your token here, secretKey or
 * your-256-bit-key: letters, digits and marks that seldom change class inside a word. Random
 * letters and digits change at every other place, so this is what keeps templates whose marks are
 * one character long from being found in random passwords.
 */
static bool is_name(struct text text)
{
	size_t letters = 0, changes = 0;

	for (size_t i = 0; i < text.length; i++) {
		char c = text.bytes[i], last = i > 0 ? text.bytes[i - 1] : ' ';

		if (!is_letter(c) && !is_digit(c) && !is_mark(c))
			return false;
		letters += is_letter(c);
		if (is_mark(c) || is_mark(last))
			continue;
		changes += is_digit(c) != is_digit(last) || (is_capital(c) && is_small(last));
		/* A capital before small letters starts a word; after a capital it ends another. */
		changes += is_small(c) && is_capital(last) && i > 1 &&
			   is_letter(text.bytes[i - 2]) && is_capital(text.bytes[i - 2]);
	}
	return letters > 0 && changes * 4 <= letters;
}

/* The letters, digits and _ of a variable's name. */
static bool is_identifier(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (!is_letter(text.bytes[i]) && !is_digit(text.bytes[i]) && text.bytes[i] != '_')
			return false;
	}
	return text.length > 0 && !is_digit(text.bytes[0]) && is_name(text);
}

static bool is_anything(struct text text)
{
	return text.length > 0;
}

/*
 * A name, and what an operator puts behind it, as in ${KEY:-default}, ${{ secrets.KEY }},
 * ${KEY?not set}: random text between the braces has no name of two letters and an operator.
 */
static bool is_expression(struct text text)
{
	size_t i = 0, start;

	while (i < text.length && text.bytes[i] && strchr(" .#^&{", text.bytes[i]))
		i++;
	start = i;
	while (i < text.length && (is_letter(text.bytes[i]) || is_digit(text.bytes[i]) ||
				   (text.bytes[i] && strchr("_.-", text.bytes[i]))))
		i++;
	if (i < text.length && !(text.bytes[i] && strchr(":|?+=/ }", text.bytes[i])))
		return false;
	return is_name((struct text){ text.bytes + start, i - start }) &&
	       (i == text.length || i - start >= 2 || text.length < 12);
}

/* Words and signs between them: <32 random characters (hex)>. */
static bool is_prose(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.bytes[i] == ' ')
			return true;
	}
	return is_name(text);
}

static const struct {
	const char *open, *close;
	bool (*inside)(struct text text);
} templates[] = {
	{ "<", ">", is_prose },        { "${", "}", is_expression },  { "{{", "}}", is_anything },
	{ "{", "}", is_name },         { "[", "]", is_name },         { "%", "%", is_name },
	{ "__", "__", is_name },       { "@", "@", is_name },         { "@@", "@@", is_name },
	{ "!!!", "!!!", is_anything }, { "$", "", is_identifier },    { "$(", ")", is_identifier },
	{ "%", "%", is_identifier },   { "***", "***", is_anything }, { "<%", "%>", is_anything },
	{ "#{", "}#", is_anything },   { "#{", "}", is_expression },  { "(", ")", is_name },
	{ "%(", ")s", is_name },       { "(((", ")))", is_anything }, { "((", "))", is_name },
	{ "<<", ">>", is_anything },   { "===", "===", is_anything }, { "|", "|", is_name },
	{ "###", "###", is_anything }, { "xxx", "xxx", is_anything }, { "$[", "]", is_expression },
	{ "{%", "%}", is_anything },
};

/* In either case: the mark is in small letters. */
static bool is_same(const char *bytes, const char *mark, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (to_small(bytes[i]) != mark[i])
			return false;
	}
	return true;
}

static bool is_wrapped(struct text text, const char *open, const char *close,
		       bool (*inside)(struct text text))
{
	size_t left = strlen(open), right = strlen(close);

	return text.length > left + right && is_same(text.bytes, open, left) &&
	       is_same(text.bytes + text.length - right, close, right) &&
	       inside((struct text){ text.bytes + left, text.length - left - right });
}

/* One character three times or more, or an ellipsis, alone or behind the beginning of a key. */
static bool is_left_out(struct text text)
{
	static const char *const dots[] = { "[...]", "...", "\xe2\x80\xa6" };
	bool repeated = text.length >= 3;

	for (size_t i = 1; i < text.length; i++)
		repeated = repeated && text.bytes[i] == text.bytes[0];
	for (size_t i = 0; i < ARRAY_LENGTH(dots); i++) {
		size_t length = strlen(dots[i]);
		struct text before = { text.bytes, text.length - length };

		if (text.length >= length &&
		    memcmp(text.bytes + before.length, dots[i], length) == 0)
			return before.length < 8 || is_name(before);
	}
	return repeated;
}

bool text_is_template(struct text text)
{
	if (text.length == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LENGTH(templates); i++) {
		if (to_small(text.bytes[0]) == templates[i].open[0] &&
		    is_wrapped(text, templates[i].open, templates[i].close, templates[i].inside))
			return true;
	}
	return is_left_out(text);
}

bool strength_is_template(const char *bytes, size_t length)
{
	return text_is_template((struct text){ bytes, length });
}

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
	"echo ",
	"printf ",
	"date ",
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
	"yarn ",
	"pnpm ",
	"sh -c",
	"bash -c",
	"curl ",
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
	"doppler ",
	"infisical ",
	"kubectl ",
	"docker ",
	"sops ",
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

static bool is_in_backquotes(struct text text)
{
	return text_is_template(text) ? false
				      : is_wrapped(text, "`", "`", is_prose) ||
						is_wrapped(text, "$(", ")", is_prose);
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
	return false;
}

bool strength_is_command(const char *bytes, size_t length)
{
	return text_is_command((struct text){ bytes, length });
}
