/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - tests of the pure parts that run before the module does anything
 */
#ifndef _CSEC_SELFTEST_H
#define _CSEC_SELFTEST_H

int csec_selftest_run(void);

#endif /* _CSEC_SELFTEST_H */
