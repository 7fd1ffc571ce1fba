/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pem_lines.h"

#include <string.h>

#define DASHES "-----"

void pem_unescape(struct buf *out, const char *bytes, size_t length)
{
	size_t begin = 0;

	for (size_t i = 0; i + 1 < length; i++) {
		if (bytes[i] != '\\' || (bytes[i + 1] != 'n' && bytes[i + 1] != 'r'))
			continue;
		buf_add(out, bytes + begin, i - begin);
		buf_add_char(out, bytes[i + 1] == 'n' ? '\n' : '\r');
		begin = i + 2;
		i++;
	}
	buf_add(out, bytes + begin, length - begin);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool pem_next_line(struct pem_line *ret, struct pem_lines *lines)
{
	const char *eol;

	if (lines->next == lines->end)
		return false;
	eol = memchr(lines->next, '\n', (size_t)(lines->end - lines->next));
	ret->bytes = lines->next;
	ret->length = (size_t)((eol ? eol : lines->end) - lines->next);
	lines->next = eol ? eol + 1 : lines->end;
	while (ret->length && is_space(ret->bytes[ret->length - 1]))
		ret->length--;
	return true;
}

bool pem_line_starts(const struct pem_line *line, const char *start)
{
	size_t length = strlen(start);

	return line->length >= length && memcmp(line->bytes, start, length) == 0;
}

bool pem_line_has(const struct pem_line *line, const char *word)
{
	return memmem(line->bytes, line->length, word, strlen(word)) != NULL;
}

bool pem_skip_indent(struct pem_line *line)
{
	const char *first = line->bytes;

	while (line->length && is_space(line->bytes[0])) {
		line->bytes++;
		line->length--;
	}
	return line->bytes != first;
}

bool pem_boundary(struct pem_line *label, const struct pem_line *line, const char *start)
{
	size_t fixed = strlen(start) + strlen(DASHES);

	if (!pem_line_starts(line, start) || line->length < fixed ||
	    memcmp(line->bytes + line->length - strlen(DASHES), DASHES, strlen(DASHES)) != 0)
		return false;
	label->bytes = line->bytes + strlen(start);
	label->length = line->length - fixed;
	return true;
}
