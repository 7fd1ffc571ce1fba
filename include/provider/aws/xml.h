/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * As much XML (1.0, fifth edition) as the replies of STS have: elements, attributes that are passed
 * over, text, references to characters. A document type, entities of its own, CDATA and anything
 * that is not closed refuse the whole document.
 */

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

#define XML_MAX_DEPTH 16

/*
 * Appends the text of the element with this path of names; "*" stands for any one name, as in
 * "*" "/Error/Code". False, with *out emptied, when the document is malformed, or has not exactly
 * one such element.
 */
bool aws_xml_text(struct buf *out, const char *xml, size_t length, const char *path) _must_check_;
