// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - attributes of a message -> members of a struct, by table
 */
#include "nl_attr.h"

#include <errno.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

const char *csec_nl_attr_string(const struct nlattr *attr, size_t max)
{
	const char *text = nla_data(attr);
	const size_t len = (size_t)nla_len(attr);

	if (!len || text[len - 1] || memchr(text, '\0', len - 1))
		return NULL;
	return max && len - 1 > max ? NULL : text;
}

static int read_number(const struct nlattr *attr, size_t size, void *to)
{
	if ((size_t)nla_len(attr) != size)
		return -EBADMSG;
	memcpy(to, nla_data(attr), size);
	return 0;
}

static int read_string(const struct nlattr *attr, size_t max, const char **to)
{
	*to = csec_nl_attr_string(attr, max);
	return *to ? 0 : -EBADMSG;
}

static int read_text(const struct nlattr *attr, size_t size, char *to)
{
	const char *text = csec_nl_attr_string(attr, size - 1);

	if (!text)
		return -EBADMSG;
	memcpy(to, text, strlen(text) + 1);
	return 0;
}

static int read_binary(const struct nlattr *attr, size_t max,
		       struct csec_nl_binary *to)
{
	to->data = nla_data(attr);
	to->len = (size_t)nla_len(attr);
	return max && to->len > max ? -EBADMSG : 0;
}

static int read_field(const struct nlattr *attr,
		      const struct csec_nl_field *field, void *struct_to)
{
	void *to = (char *)struct_to + field->offset;

	switch (field->kind) {
	case CSEC_NL_SKIP:
	case CSEC_NL_FLAG:
		return 0;
	case CSEC_NL_U8:
		return read_number(attr, sizeof(uint8_t), to);
	case CSEC_NL_U16:
		return read_number(attr, sizeof(uint16_t), to);
	case CSEC_NL_U32:
	case CSEC_NL_S32:
		return read_number(attr, sizeof(uint32_t), to);
	case CSEC_NL_U64:
		return read_number(attr, sizeof(uint64_t), to);
	case CSEC_NL_STRING:
		return read_string(attr, field->size, to);
	case CSEC_NL_TEXT:
		return read_text(attr, field->size, to);
	case CSEC_NL_BINARY:
		return read_binary(attr, field->size, to);
	case CSEC_NL_NEST:
		*(const struct nlattr **)to = attr;
		return 0;
	}
	return -EBADMSG;
}

int csec_nl_attr_read(const struct nlattr *attr, int len,
		      const struct csec_nl_field *fields, size_t nr_fields,
		      void *to, uint64_t *has)
{
	int err;

	*has = 0;
	for (; nla_ok(attr, len); attr = nla_next(attr, &len)) {
		const unsigned int type = (unsigned int)nla_type(attr);

		if (type >= nr_fields || fields[type].kind == CSEC_NL_SKIP)
			continue;
		err = read_field(attr, &fields[type], to);
		if (err)
			return err;
		*has |= UINT64_C(1) << type;
	}
	/* Bytes that are left are an attribute that was cut off. */
	return len > 0 ? -EBADMSG : 0;
}

int csec_nl_attr_read_nest(const struct nlattr *nest,
			   const struct csec_nl_field *fields, size_t nr_fields,
			   void *to, uint64_t *has)
{
	return csec_nl_attr_read(nla_data(nest), nla_len(nest), fields,
				 nr_fields, to, has);
}

struct nlattr *csec_nl_attr_first(const struct nlmsghdr *hdr, int *len)
{
	const struct genlmsghdr *genl = nlmsg_data(hdr);

	if (hdr->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
		return NULL;
	*len = (int)(hdr->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN));
	return (struct nlattr *)((char *)genl + GENL_HDRLEN);
}
