/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * Frames between keystrap and keystrap-fetch, over a socketpair. Both ends treat the other as an
 * enemy: a frame has a magic, a version, a type and a capped length, and its fields must be those
 * of the message table, each as often and as long as its row says, in the direction that its row
 * says.
 *
 * A frame is a header of 12 bytes (magic "KSTR", version, type, two zero bytes, payload length) and
 * fields of a tag byte, a length of four bytes and that many bytes. Numbers are little-endian.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/error.h"

#define IPC_VERSION     1
#define IPC_HEADER_SIZE 12
#define IPC_MAX_PAYLOAD ((size_t)1024 * 1024 + 64 * 1024)

/* How much one collection may ask for: keystrap sends no more, keystrap-fetch takes no more. */
#define IPC_MAX_SOURCES 64
#define IPC_MAX_ITEMS   10000

enum ipc_direction { IPC_TO_FETCH, IPC_FROM_FETCH };

enum ipc_type {
	IPC_SOURCE = 1, /* a source: type, options */
	IPC_ITEM,       /* something to fetch from it */
	IPC_GO,         /* all is said: begin */
	IPC_VALUE,      /* one field of one item */
	IPC_FAILED,     /* a source, an item or a field that could not be had */
	IPC_READY,      /* the sandbox stands: replies may be read */
	IPC_DONE,       /* nothing more will come */
	IPC_READ,       /* all of an item was sent */
	IPC_LEASE,      /* a token, or a credential with an end */
	IPC_ASK,        /* nothing is left but what makes something: may it? IPC_GO answers */
	IPC_KEEP,       /* what a login has renewed: for the files of the store's own tools */
	IPC_FACT,       /* what may be shown of a source's login */
	IPC_MAKING,     /* reading an item begins to make something */
};

enum ipc_tag {
	IPC_TAG_INDEX = 1,  /* number: of the source or item */
	IPC_TAG_KIND,       /* text: the source's type */
	IPC_TAG_NAME,       /* text: an option's name; its value is the next field */
	IPC_TAG_TEXT,       /* bytes: an option's value */
	IPC_TAG_PATH,       /* text */
	IPC_TAG_SELECTOR,   /* text: a version */
	IPC_TAG_FIELD,      /* text: a field's name; of an item, empty: the value itself */
	IPC_TAG_WHOLE,      /* number 1: every field is wanted */
	IPC_TAG_BYTES,      /* bytes: a value */
	IPC_TAG_CLASS,      /* number: enum failure_class */
	IPC_TAG_STATUS,     /* number: an HTTP status */
	IPC_TAG_DEADLINE,   /* number 1: the deadline ended the tries */
	IPC_TAG_SOURCE,     /* number: the index of the source */
	IPC_TAG_LANDLOCK,   /* number: the Landlock ABI in use, 0 for none */
	IPC_TAG_CREATED,    /* number: when an item's version was made, seconds since 1970 */
	IPC_TAG_PARAMETERS, /* text: those of an item */
	IPC_TAG_ID,         /* text: of a lease */
	IPC_TAG_LEASE,      /* number: enum lease_kind */
	IPC_TAG_DURATION,   /* number: seconds */
	IPC_TAG_RENEWABLE,  /* number 1: it can be renewed */
	IPC_TAG_MINT,       /* number 1: new credentials may be made */
	IPC_TAG_HANDED,     /* number 1: a token that is not from a login */
	IPC_TAG_BATCH,      /* number 1: a batch token */
	IPC_TAG_USES,       /* number: how often a token may still be used; none: no limit */
	IPC_TAG_ADDRESS,    /* number: which of the source's addresses, from 1 */
	IPC_TAG_MADE,       /* number 1: something may have been made, and its reply was lost */
	IPC_TAG_LOGIN,      /* number 1: not to be read: the token of the login is given back */
	IPC_TAG_FACT,       /* number: enum login_fact */
	IPC_TAG_FROM,       /* text: who says so */
	IPC_TAG_COUNT,
};

enum ipc_kind { IPC_NUMBER, IPC_TEXT, IPC_BYTES };

struct ipc_field_row {
	enum ipc_tag tag;
	enum ipc_kind kind; /* a number has 8 bytes; a text is UTF-8 without control characters */
	size_t max_length;
	unsigned min_count, max_count;
};

#define IPC_MAX_FIELD_ROWS 10

struct ipc_message_row {
	enum ipc_type type;
	const char *name;
	enum ipc_direction direction;
	struct ipc_field_row fields[IPC_MAX_FIELD_ROWS]; /* ends with tag 0, or full */
};

/* The message table; ends with a NULL name. */
extern const struct ipc_message_row ipc_messages[];

/* Building a frame. */
void ipc_begin(struct buf *frame, enum ipc_type type);
void ipc_add(struct buf *frame, enum ipc_tag tag, const void *bytes, size_t length);
void ipc_add_text(struct buf *frame, enum ipc_tag tag, const char *text);
void ipc_add_number(struct buf *frame, enum ipc_tag tag, uint64_t number);
/* Writes the length into the header. */
void ipc_end(struct buf *frame);

struct ipc_field {
	enum ipc_tag tag;
	const char *bytes; /* borrowed from the frame */
	size_t length;
};

/* A frame that was checked. */
struct ipc_message {
	enum ipc_type type;
	struct ipc_field *fields;
	size_t count;
};

/*
 * Checks a whole frame that came from the given direction, and lists its fields in *ret, which
 * borrows from bytes; release it with ipc_message_done. Errors: ERR_INTERNAL; the text names what
 * is wrong with the frame and quotes nothing of it.
 */
bool ipc_decode(struct ipc_message *ret, const void *bytes, size_t length,
		enum ipc_direction direction, struct error *err) _must_check_;
void ipc_message_done(struct ipc_message *message);

/* The first field of a tag; NULL when it has none. */
const struct ipc_field *ipc_field(const struct ipc_message *message, enum ipc_tag tag);
/* Its number; fallback when there is none. */
uint64_t ipc_number(const struct ipc_message *message, enum ipc_tag tag, uint64_t fallback);
/* Its text, new; NULL when there is none. */
char *ipc_text(const struct ipc_message *message, enum ipc_tag tag);

/*
 * Sends whole frames, before until on the system clock (0: however long it takes). Errors:
 * ERR_SYSTEM, ERR_DEADLINE.
 */
bool ipc_send(int fd, const struct buf *frames, uint64_t until, struct error *err) _must_check_;

/* Reads many frames with few calls. Holds what came beyond the last frame; wiped when done. */
struct ipc_reader {
	int fd;
	char *bytes; /* NULL until the first read */
	size_t start, end;
};

void ipc_reader_done(struct ipc_reader *reader);

/*
 * Receives one frame into *frame (emptied first). wait_until is a time of CLOCK_BOOTTIME in
 * milliseconds, 0: for ever. *ret_end becomes true at the end of the stream, and then there is no
 * frame; inside of one it is an error as well. Errors: ERR_INTERNAL (a bad header), ERR_SYSTEM,
 * ERR_DEADLINE.
 */
bool ipc_receive(struct buf *frame, struct ipc_reader *reader, uint64_t wait_until, bool *ret_end,
		 struct error *err) _must_check_;
