/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/grammar.h"

#include <arpa/inet.h>
#include <string.h>

#include "util/text.h"

/* The number of bytes of an address, 4 or 16; 0 when text is none. */
static size_t read_address(unsigned char bytes[static 16], const char *text, size_t length)
{
	if (strlen(text) != length)
		return 0;
	if (inet_pton(AF_INET, text, bytes) == 1)
		return 4;
	return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

const char *grammar_ip(const char *text, size_t length)
{
	unsigned char bytes[16];

	return read_address(bytes, text, length) > 0 ? NULL : "not an IPv4 or IPv6 address";
}

const char *grammar_cidr(const char *text, size_t length)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	const char *slash = strchr(text, '/');
	size_t prefix, size, before = slash ? (size_t)(slash - text) : 0;

	if (!slash || strlen(text) != length)
		return "not an address, / and the length of the prefix";
	if (before >= sizeof(address))
		return "not an IPv4 or IPv6 address in front of the /";
	memcpy(address, text, before);
	address[before] = '\0';
	size = read_address(bytes, address, before);
	if (size == 0)
		return "not an IPv4 or IPv6 address in front of the /";
	if (!text_to_size(&prefix, slash + 1, size * 8))
		return size == 4 ? "the prefix is not a number from 0 to 32"
				 : "the prefix is not a number from 0 to 128";
	for (size_t bit = prefix; bit < size * 8; bit++) {
		if (bytes[bit / 8] & (0x80 >> bit % 8))
			return "bits behind the prefix are not zero";
	}
	return NULL;
}
