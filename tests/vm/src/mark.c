// SPDX-License-Identifier: GPL-2.0-only
/*
 * mark - proves that it ran: prints CSEC42-<uid>, which is not in the file
 */
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	(void)argv;
	printf("CSEC%d-%u\n", 41 + !!argc, getuid());
	return 0;
}
