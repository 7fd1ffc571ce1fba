/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* The end of a number of RFC 8259 section 6 at the start of text; NULL when there is none. */
const char *json_number_end(const char *text);
