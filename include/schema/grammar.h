/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Strict readers of the scalar types, each a pure function of its text (but for grammar_timezone,
 * which may look for a file). text is NUL-terminated; length says where it ends, so a NUL in front
 * of that is one more wrong character.
 *
 * Each returns NULL when the text is well formed, and then has filled what ret points to; else what
 * is wrong, a constant phrase that quotes nothing of the text, and ret is as it was. All of them
 * take linear time (grammar_json: n log n, for the names), allocate nothing that depends on the
 * text but for grammar_json, whose copies of names and strings are wiped, and ignore the locale.
 *
 * The manifest's own keys are read by util/text.h, whose text_to_duration takes one whole number
 * and one unit; values come from other people's programs, and follow these wider grammars.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* -?(0|[1-9][0-9]*) in 64 bits; _uint the same without a sign, so at most INT64_MAX. */
const char *grammar_int(int64_t *ret, const char *text, size_t length);
const char *grammar_uint(int64_t *ret, const char *text, size_t length);

/* The number grammar of RFC 8259 section 6, finite as an IEEE 754 double. */
const char *grammar_real(double *ret, const char *text, size_t length);

/* 0 to 100: digits, a point and more digits if need be, a percent sign if need be. */
const char *grammar_percent(double *ret, const char *text, size_t length);

/*
 * Bytes: a whole number, or a number with B, K, M, G, T (1024 and its powers), KB to TB (1000) or
 * KiB to TiB (1024), in any case. A fraction of a byte is dropped; below 2^64.
 */
const char *grammar_size(uint64_t *ret, const char *text, size_t length);

struct rate {
	uint64_t count;
	uint64_t seconds; /* the period; 0: none was written */
};

/* COUNT, COUNT/UNIT or COUNT per UNIT; UNIT from s to day. */
const char *grammar_rate(struct rate *ret, const char *text, size_t length);

/*
 * Nanoseconds: a whole number of unit (NULL: "s"; else one of the following), or numbers with w, d,
 * h, m, s, ms, us, ns, each unit at most once and larger ones first, as Go's time.ParseDuration has
 * them; or ISO 8601 (P1DT12H, PT0.5S), in which a year counts as 365 and a month as 30 days. Less
 * than 2^64 ns, some 584 years.
 */
const char *grammar_duration(uint64_t *ret, const char *text, size_t length, const char *unit);

/*
 * crontab(5): five fields, or six, of which the first then is of seconds; names of months and days,
 * lists, ranges, steps, and @hourly to @yearly. Quartz' ?, L, W and # where Quartz has them.
 */
const char *grammar_cron(const char *text, size_t length);

/*
 * A name of the IANA time zone database, or of a file of the system's zoneinfo:
 * images without tzdata run programs that bring their own.
 */
const char *grammar_timezone(const char *text, size_t length);
/* The names of the database's release 2026f, links included, sorted by their bytes; NULL ends it.
 */
extern const char *const grammar_timezones[];

/* RFC 9562: 8-4-4-4-12 hexadecimal digits, version 1 to 8, variant 10; nil: the nil UUID too. */
const char *grammar_uuid(const char *text, size_t length, bool nil);

/* Semantic Versioning 2.0.0; v_prefix: a "v" may stand in front. */
const char *grammar_semver(const char *text, size_t length, bool v_prefix);

/*
 * A dot-atom of RFC 5322 (at most 64 bytes), "@", and a host name of RFC 1123 with a dot whose last
 * label is no number; at most 254 bytes (RFC 5321). display_name: "Name <address>" too.
 */
const char *grammar_email(const char *text, size_t length, bool display_name);

/* inet_pton(3): IPv4 as four decimal numbers without leading zeros, IPv6 without a zone. */
const char *grammar_ip(const char *text, size_t length);
/* The same with "/" and a prefix length; the bits behind it are zero. */
const char *grammar_cidr(const char *text, size_t length);

enum json_kind {
	JSON_KIND_OBJECT,
	JSON_KIND_ARRAY,
	JSON_KIND_STRING,
	JSON_KIND_NUMBER,
	JSON_KIND_LITERAL, /* true, false, null */
};

#define GRAMMAR_JSON_DEPTH 64

/*
 * RFC 8259 to the letter: nothing but white space around one value, at most GRAMMAR_JSON_DEPTH
 * levels, no name twice in an object (escapes decoded), no half of a surrogate pair. Not
 * util/jsondoc.h: that one builds the document, refuses numbers and levels that the program behind
 * keystrap may well take, and is made for replies of at most 16 levels.
 */
const char *grammar_json(enum json_kind *ret, const char *text, size_t length);

/* A string in a document, decoded; no NUL ends it. */
struct json_string {
	const char *bytes;
	size_t length;
	const char *name; /* of the member that it is, or is in an array of; NULL: of none */
	size_t name_length;
	bool listed; /* the document is an array */
	bool alone;  /* the only member of the document */
};

/* Calls visit for each string that is a value of a document that grammar_json takes; in order. */
void grammar_json_strings(const char *text, size_t length,
			  void (*visit)(const struct json_string *string, void *context),
			  void *context);

/* Log levels, from all that is told to nothing. */
enum log_level {
	LEVEL_TRACE,
	LEVEL_DEBUG,
	LEVEL_INFO,
	LEVEL_NOTICE,
	LEVEL_WARNING,
	LEVEL_ERROR,
	LEVEL_CRITICAL,
	LEVEL_ALERT,
	LEVEL_EMERGENCY,
	LEVEL_OFF,
};

/*
 * A level of any common library, in any case; or directives as RUST_LOG takes them,
 * TARGET[=LEVEL][,...][/FILTER], of which the most talkative counts.
 */
const char *grammar_log_level(enum log_level *ret, const char *text, size_t length);

/*
 * A version of TLS as libraries spell it (1.2, TLSv1.2, TLS1_2, TLS12, VersionTLS12, 0x0303): ten
 * times the major number and the minor one, 12 for this; SSL 2 and 3 are 2 and 3.
 */
const char *grammar_tls_version(unsigned *ret, const char *text, size_t length);
