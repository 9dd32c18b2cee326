// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl: the tool
 */
#include <signal.h>
#include <stddef.h>

#include "cmd.h"
#include "probe.h"

int main(int argc, char **argv)
{
	if (csec_probe_is_asked(argc, argv))
		return csec_probe_main(argc, argv);
	/* A reader that goes away is an EPIPE, see csec_cmd_close(). */
	signal(SIGPIPE, SIG_IGN);
	return csec_cmd_main(argc, argv);
}
