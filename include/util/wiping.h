/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Every block of the heap is wiped when it is freed, whichever library frees it: hooks for curl,
 * jansson and OpenSSL would miss nghttp2, whose header tables hold the token. Only keystrap-fetch
 * has it. glibc: free and realloc are replaced for the whole process; other C libraries and
 * sanitizer builds: nothing, and the helper's exit is the wipe.
 */

/* Called first thing in main; links the replacements in. */
void wiping_install(void);
