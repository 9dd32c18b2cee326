// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl: the tool
 */
#include <signal.h>
#include <stddef.h>

#include "cmd.h"

int main(int argc, char **argv)
{
	/* A reader that goes away is an EPIPE, see csec_cmd_close(). */
	signal(SIGPIPE, SIG_IGN);
	return csec_cmd_main(argc, argv);
}
