// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/schema*.c: the table itself and what is made of it
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "schema.h"

static void check_fields(const struct csec_field *fields, uint32_t *has)
{
	const struct csec_field *field, *other;

	for (field = fields; field->key; field++) {
		ck_assert_int_lt(field - fields, 32);
		ck_assert_ptr_nonnull(field->doc);
		for (other = fields; other != field; other++)
			ck_assert_str_ne(other->key, field->key);
		if (field->needs)
			ck_assert_ptr_nonnull(
				csec_schema_find(fields, field->needs));
		if (field->instead)
			ck_assert_ptr_nonnull(
				csec_schema_find(fields, field->instead));
		if (field->type == CSEC_TYPE_WORD)
			ck_assert_ptr_nonnull(field->words);
		if (field->type == CSEC_TYPE_NUMBER)
			ck_assert_uint_lt(field->min, field->max);
		if ((field->target == CSEC_TARGET_VALUE ||
		     field->target == CSEC_TARGET_CAPS) &&
		    field->has < __CSEC_HAS_MAX) {
			ck_assert(!(*has & 1u << field->has));
			*has |= 1u << field->has;
		}
		if (field->type == CSEC_TYPE_LIST) {
			ck_assert_ptr_nonnull(field->item);
			ck_assert_uint_gt(field->max, 0);
			if (field->item->fields)
				check_fields(field->item->fields, has);
		}
		if (field->type == CSEC_TYPE_MAP)
			check_fields(field->fields, has);
	}
}

START_TEST(test_table)
{
	uint32_t has = 0;

	check_fields(csec_schema_document.fields, &has);
	/* Every value of the model has a key. */
	ck_assert_uint_eq(has, (1u << __CSEC_HAS_MAX) - 1);
}
END_TEST

START_TEST(test_json_is_current)
{
	char *text = NULL, *file_text;
	size_t len, file_len;
	FILE *file = open_memstream(&text, &len);

	ck_assert_int_eq(csec_schema_print_json(file), 0);
	fclose(file);
	ck_assert_int_eq(csec_file_read(SRCDIR "/docs/policy.schema.json",
					1 << 20, &file_text, &file_len),
			 0);
	ck_assert_msg(!strcmp(text, file_text),
		      "docs/policy.schema.json is not what the table says");
	free(text);
	free(file_text);
}
END_TEST

START_TEST(test_scdoc)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	ck_assert_int_eq(csec_schema_print_scdoc(file), 0);
	fclose(file);
	ck_assert_ptr_nonnull(strstr(text, "*exec.default*\n"));
	ck_assert_ptr_nonnull(strstr(text, "*processes.max*\n"));
	ck_assert_ptr_nonnull(strstr(text, "*exec.allow\\[\\].path*\n"));
	ck_assert_ptr_nonnull(strstr(text, "SYS\\_ADMIN"));
	free(text);
}
END_TEST

START_TEST(test_full)
{
	FILE *file = fopen("/dev/full", "w");

	ck_assert_int_eq(csec_schema_print_json(file), -ENOSPC);
	ck_assert_int_eq(csec_schema_print_scdoc(file), -EIO);
	fclose(file);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("schema");
	TCase *tcase = tcase_create("schema");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_table);
	tcase_add_test(tcase, test_json_is_current);
	tcase_add_test(tcase, test_scdoc);
	tcase_add_test(tcase, test_full);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
