/* SPDX-License-Identifier: Apache-2.0 */

/* Templates: pieces are names or texts, and a text never begins a variable again. */

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "model/template.h"
#include "util/alloc.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(freep) char *text = text_slice((const char *)data, size);
	_cleanup_(buf_done) struct buf out = { 0 };
	struct template template;

	if (template_parse(&template, text))
		return 0;
	for (size_t i = 0; i < template.count; i++) {
		const struct template_piece *piece = &template.pieces[i];

		assert(!piece->text != !piece->variable);
		if (piece->variable)
			assert(!name_wrong(piece->variable));
		else
			assert(piece->text[0]);
		template_filter(&out, piece->filter, (const char *)data, size);
	}
	template_done(&template);
	return 0;
}
