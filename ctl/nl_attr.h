/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - attributes of a message -> members of a struct, by table
 *
 * The bytes may be hostile: every length and every string is checked before
 * it is used, attributes that the table does not know are skipped.
 */
#ifndef _CSEC_CTL_NL_ATTR_H
#define _CSEC_CTL_NL_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlattr;
struct nlmsghdr;

enum csec_nl_kind {
	CSEC_NL_SKIP, /* not of interest */
	CSEC_NL_FLAG, /* only the bit in @has */
	CSEC_NL_U8,
	CSEC_NL_U16,
	CSEC_NL_U32,
	CSEC_NL_S32,
	CSEC_NL_U64,
	CSEC_NL_STRING, /* const char *, into the message */
	CSEC_NL_TEXT, /* char[@size], copied */
	CSEC_NL_BINARY, /* struct csec_nl_binary, into the message */
	CSEC_NL_NEST, /* const struct nlattr *, into the message */
};

/**
 * struct csec_nl_binary - bytes inside a message
 * @data: The bytes.
 * @len: How many.
 */
struct csec_nl_binary {
	const uint8_t *data;
	size_t len;
};

/**
 * struct csec_nl_field - where an attribute goes
 * @kind: What it must be.
 * @offset: offsetof() of the member.
 * @size: Longest string without its NUL, or longest binary; size of the
 *	array for CSEC_NL_TEXT. 0: any.
 */
struct csec_nl_field {
	enum csec_nl_kind kind;
	size_t offset;
	size_t size;
};

/**
 * csec_nl_attr_read() - Reads a row of attributes into a struct
 * @attr: The first attribute.
 * @len: Bytes of all attributes.
 * @fields: Indexed by the number of the attribute.
 * @nr_fields: Entries of @fields, at most 64.
 * @to: The struct; members whose attribute is absent keep their value.
 * @has: Bit n is set when attribute n was there.
 *
 * Of an attribute that is repeated the last one stays.
 *
 * Return: 0; -EBADMSG a length or a string is wrong.
 */
int csec_nl_attr_read(const struct nlattr *attr, int len,
		      const struct csec_nl_field *fields, size_t nr_fields,
		      void *to, uint64_t *has);

/**
 * csec_nl_attr_read_nest() - csec_nl_attr_read() for what is inside a nest
 * @nest: The nest; its own length was checked.
 * @fields: Indexed by the number of the attribute.
 * @nr_fields: Entries of @fields.
 * @to: The struct.
 * @has: Bits of the attributes that were there.
 *
 * Return: As csec_nl_attr_read().
 */
int csec_nl_attr_read_nest(const struct nlattr *nest,
			   const struct csec_nl_field *fields, size_t nr_fields,
			   void *to, uint64_t *has);

/**
 * csec_nl_attr_string() - Reads one string
 * @attr: The attribute; its own length was checked.
 * @max: Longest, without its NUL; 0: any.
 *
 * Return: The string, into the message; NULL: no NUL at the end, one in the
 *	middle, or too long.
 */
const char *csec_nl_attr_string(const struct nlattr *attr, size_t max);

/**
 * csec_nl_attr_first() - The attributes of a message of the family
 * @hdr: The message; nlmsg_len bytes can be read.
 * @len: Bytes of all attributes.
 *
 * Return: The first attribute; NULL: no generic netlink header.
 */
struct nlattr *csec_nl_attr_first(const struct nlmsghdr *hdr, int *len);

#endif /* _CSEC_CTL_NL_ATTR_H */
