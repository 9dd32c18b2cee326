/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - requests made from docs/csec.yaml (shape.py): attributes that a request
 * knows, of the right type, with values that are likely to matter; and spoiled ones
 */
#ifndef NL_SHAPED_H
#define NL_SHAPED_H

#include "nl_lib.h"

enum shape_kind {
	SHAPE_END,
	SHAPE_NUMBER,
	SHAPE_COOKIE,
	SHAPE_FLAG,
	SHAPE_TEXT,
	SHAPE_NAME,
	SHAPE_BYTES,
	SHAPE_NEST,
};

/* An attribute; a list of them ends with SHAPE_END. */
struct shape {
	int type;
	enum shape_kind kind;
	uint32_t size; /* of a number, in bytes */
	uint32_t nr_values; /* of an enum, else 0 */
	bool repeated;
	const struct shape *nested;
};

struct shape_request {
	int cmd;
	const struct shape *shapes;
};

#include "shape.h"

enum {
	NR_SHAPE_REQUESTS = sizeof(shape_requests) / sizeof(*shape_requests)
};

static uint64_t random_state;

static uint32_t rnd(uint32_t below)
{
	/* splitmix64 */
	uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ (z >> 31)) % below);
}

static const char *some_text(void)
{
	static const char *const texts[] = {
		"/a/b",	  "/a/*/[a-z]", "/**",	   "/no/mutant",   "k=v",
		"mutant", "",		"/a/../b", "/s/**",	   "cat ls",
		"[",	  "/{a,b}",	"a",	   "/bin/busybox",
	};
	/* Around CSEC_NAME_MAX, CSEC_LABEL_MAX and CSEC_PATH_MAX. */
	static const uint16_t lengths[] = { 62,	 63,   64,   254, 255,
					    256, 4094, 4095, 4096 };
	static char text[5000];
	uint32_t len;

	if (rnd(16))
		return texts[rnd(sizeof(texts) / sizeof(*texts))];
	len = lengths[rnd(sizeof(lengths) / sizeof(*lengths))];
	memset(text, 'x', len);
	text[0] = '/';
	text[len] = '\0';
	return text;
}

static uint64_t some_number(const struct shape *shape)
{
	if (shape->kind == SHAPE_COOKIE)
		return rnd(8) ? 3 : rnd(5);
	if (shape->nr_values)
		return rnd(shape->nr_values + !rnd(8));
	switch (rnd(4)) {
	case 0:
		return UINT64_C(1) << rnd(64);
	case 1:
		return (UINT64_C(1) << rnd(64)) - 1;
	default:
		return rnd(5);
	}
}

static void put_shapes(struct msg *m, const struct shape *shapes);

static void put_shape(struct msg *m, const struct shape *shape)
{
	uint8_t bytes[CSEC_SHA256_LEN + 8] = { 1 };
	uint64_t number;
	uint32_t at;

	switch (shape->kind) {
	case SHAPE_NUMBER:
	case SHAPE_COOKIE:
		number = some_number(shape);
		put(m, shape->type, &number, shape->size);
		break;
	case SHAPE_TEXT:
		put_str(m, shape->type, some_text());
		break;
	case SHAPE_NAME:
		put_str(m, shape->type,
			rnd(8) ? "mutant" :
			rnd(2) ? "live" :
				 some_text());
		break;
	case SHAPE_BYTES:
		put(m, shape->type, bytes,
		    rnd(8) ? CSEC_SHA256_LEN : rnd(sizeof(bytes)));
		break;
	case SHAPE_NEST:
		at = nest_begin(m, shape->type);
		put_shapes(m, shape->nested);
		nest_end(m, at);
		break;
	default:
		put_flag(m, shape->type);
	}
}

/* Few attributes or many; those that may be repeated some times. */
static void put_shapes(struct msg *m, const struct shape *shapes)
{
	const uint32_t seldom = 1 + rnd(4);

	for (; shapes->kind != SHAPE_END; shapes++) {
		uint32_t nr = !rnd(seldom);

		if (nr && (shapes->repeated || !rnd(32)))
			nr += rnd(3);
		while (nr--)
			put_shape(m, shapes);
	}
}

static struct msg *shaped_msg(const struct shape_request *request)
{
	struct msg *m = msg_start(request->cmd);

	put_shapes(m, request->shapes);
	return m;
}

static const struct shape_request *request_of(int cmd)
{
	const struct shape_request *request = shape_requests;

	while (request->cmd != cmd)
		request++;
	return request;
}

/* Changes, repeats or cuts off some bytes. */
static void spoil(struct msg *m)
{
	uint32_t nr = 1 + rnd(3), at, len;

	while (nr-- && m->len) {
		at = rnd(m->len);
		switch (rnd(7)) {
		case 0: /* another byte */
			m->data[at] = (uint8_t)rnd(256);
			break;
		case 1: /* another bit */
			m->data[at] ^= (uint8_t)(1 << rnd(8));
			break;
		case 2: /* an extreme value */
			memset(m->data + at, rnd(2) ? 0xff : 0,
			       m->len - at < 4 ? m->len - at : 4);
			break;
		case 3: /* cut off, but for one byte */
			m->len = at ? at : 1;
			break;
		case 4: /* a part once more */
			len = m->len - at;
			memmove(m->data + at + len, m->data + at, len);
			m->len += len;
			break;
		case 5: /* another length of an attribute, at a likely place */
			at &= ~3u;
			m->data[at] = (uint8_t)rnd(256);
			if (at + 1 < m->len)
				m->data[at + 1] = (uint8_t)rnd(4);
			break;
		default: /* bytes at the end */
			len = rnd(40);
			for (uint32_t i = 0; i < len; i++)
				m->data[m->len++] = (uint8_t)rnd(256);
		}
	}
}

#endif /* NL_SHAPED_H */
