/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Scope-bound release. Not named "cleanup": jansson.h uses that word inside an attribute. */
#define _cleanup_(fn)           __attribute__((__cleanup__(fn)))
#define _must_check_            __attribute__((__warn_unused_result__))
#define _printf_(format, first) __attribute__((__format__(__printf__, format, first)))

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

/* Hand over ownership: the value of the variable, which is NULL afterwards. */
#define TAKE(pointer)                                                                              \
	__extension__({                                                                            \
		__typeof__(pointer) _taken = (pointer);                                            \
		(pointer) = NULL;                                                                  \
		_taken;                                                                            \
	})

#define DEFINE_CLEANUP(type, free_fn)                                                              \
	static inline void free_fn##p(type **object)                                               \
	{                                                                                          \
		free_fn(*object);                                                                  \
	}
