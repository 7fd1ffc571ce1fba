/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pem.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/codec.h"
#include "crypto/pem_lines.h"
#include "util/alloc.h"
#include "util/text.h"

/* The headers of RFC 1421, which old OpenSSL keys have: lines with a colon, then an empty one. */
static bool read_header(struct pem_block *block, const struct pem_line *line)
{
	if (!memchr(line->bytes, ':', line->length))
		return false;
	if (pem_line_starts(line, "Proc-Type:") && pem_line_has(line, "ENCRYPTED"))
		block->encrypted = true;
	return true;
}

static const char *decode(struct pem_block *block, const struct buf *text)
{
	if (block->encrypted)
		return NULL;
	if (!text->length)
		return "has nothing between its BEGIN and END lines";
	if (text->length % 4)
		return "is truncated: its base64 ends too early";
	if (!base64_decode(&block->der, text->bytes, text->length, false))
		return "has something that is not base64 between its BEGIN and END lines";
	return NULL;
}

/* What an END line, or one that should be one, has to say. NULL: the block ends here. */
static const char *check_end(const struct pem_line *line, const struct pem_line *label)
{
	struct pem_line ended;

	if (!pem_boundary(&ended, line, PEM_END))
		return "has something behind its END line";
	if (ended.length != label->length || memcmp(ended.bytes, label->bytes, label->length) != 0)
		return "has an END line of another kind than its BEGIN line";
	return NULL;
}

/* From behind the BEGIN line to the END line. */
static const char *read_block(struct pem_block *block, struct pem_lines *lines,
			      const struct pem_line *label)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	bool has_header = false;
	struct pem_line line;

	while (pem_next_line(&line, lines)) {
		bool indented = pem_skip_indent(&line);

		if (pem_line_starts(&line, PEM_END)) {
			const char *wrong =
				indented ? "has indented lines" : check_end(&line, label);

			return wrong ? wrong : decode(block, &text);
		}
		if (pem_line_starts(&line, PEM_BEGIN))
			return "is truncated: the END line is missing";
		if (!text.length &&
		    (!line.length || read_header(block, &line) || (has_header && indented))) {
			has_header |= line.length != 0;
			continue;
		}
		if (!line.length)
			return "has empty lines inside";
		buf_add(&text, line.bytes, line.length);
	}
	return "is truncated: the END line is missing";
}

static struct pem_block *add_block(struct pem *pem, const struct pem_line *label)
{
	struct pem_block *block;
	size_t length =
		label->length < sizeof(block->label) ? label->length : sizeof(block->label) - 1;

	pem->blocks = alloc_grow(pem->blocks, &pem->capacity, pem->count + 1, sizeof(*block));
	block = &pem->blocks[pem->count++];
	memcpy(block->label, label->bytes, length);
	return block;
}

/* A line outside of blocks. Whatever looks like a broken boundary is named. */
static const char *refuse_boundary(const struct pem_line *line)
{
	if (pem_line_starts(line, PEM_BEGIN))
		return "has all of it on one line: the line ends are lost";
	if (pem_line_has(line, PEM_BEGIN))
		return "has something in front of BEGIN on its line";
	if (pem_line_starts(line, PEM_END))
		return "has an END line without a BEGIN line";
	return NULL;
}

static const char *read_blocks(struct pem *ret, struct pem_lines *lines)
{
	bool behind = false; /* text since the last END line */
	struct pem_line line;

	while (pem_next_line(&line, lines)) {
		struct pem_line label = { 0 };
		const char *wrong;

		if (!pem_boundary(&label, &line, PEM_BEGIN) || pem_line_has(&line, PEM_END)) {
			wrong = refuse_boundary(&line);
			behind = behind || (line.length && ret->count);
		} else if (ret->count == PEM_BLOCK_LIMIT) {
			wrong = "has more than 512 PEM blocks";
		} else {
			wrong = read_block(add_block(ret, &label), lines, &label);
			behind = false;
		}
		if (wrong)
			return wrong;
	}
	if (behind)
		return "has something behind its last END line";
	return ret->count ? NULL : "is not PEM: it has no BEGIN line";
}

const char *pem_read(struct pem *ret, const char *bytes, size_t length)
{
	_cleanup_(buf_done) struct buf text = { 0 };
	struct pem_lines lines;

	*ret = (struct pem){ 0 };
	if (length > PEM_BYTES_LIMIT)
		return "is longer than a PEM file may be (1 MiB)";
	pem_unescape(&text, bytes, length);
	lines = (struct pem_lines){ text.bytes, text.bytes + text.length };
	return read_blocks(ret, &lines);
}

void pem_done(struct pem *pem)
{
	for (size_t i = 0; i < pem->count; i++)
		buf_done(&pem->blocks[i].der);
	free(pem->blocks);
	*pem = (struct pem){ 0 };
}

bool pem_block_is(const struct pem_block *block, const char *label)
{
	return text_equal(block->label, label);
}
