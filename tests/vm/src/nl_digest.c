// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_digest - what is live, and sockets that are held open
 *
 *   nl_digest            "GENERATION RULES HASH" of the live policies
 *   nl_digest hash       "RULES HASH" only
 *   nl_digest hold       opens a transaction, says "held", waits to be killed
 */
#include "nl_lib.h"

int main(int argc, char **argv)
{
	struct live live;
	struct nl nl;

	if (!nl_resolve())
		return 1;
	nl_init(&nl);
	if (argc > 1 && !strcmp(argv[1], "hold")) {
		if (ask(&nl, begin_msg(7)) ||
		    ask(&nl, plain_policy_msg(7, "held")))
			return 1;
		puts("held");
		fflush(stdout);
		pause();
	}
	live = look(&nl);
	if (live.err) {
		fprintf(stderr, "%s: %s\n", err_name(live.err), nl.text);
		return 1;
	}
	if (argc == 1)
		printf("%llu ", (unsigned long long)live.generation);
	printf("%llu %016llx\n", (unsigned long long)live.nr_rules,
	       (unsigned long long)live.hash);
	return 0;
}
