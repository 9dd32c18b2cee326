// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl: the tool
 */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "cmd.h"
#include "probe.h"

/*
 * What is opened must not become standard output, like a socket to the kernel.
 * Without rights: reading and writing still fail with EBADF.
 */
static void reserve_descriptors(void)
{
	int fd;

	do
		fd = open("/", O_PATH);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	reserve_descriptors();
	if (csec_probe_is_asked(argc, argv))
		return csec_probe_main(argc, argv);
	/* A reader that goes away is an EPIPE, see csec_cmd_close(). */
	signal(SIGPIPE, SIG_IGN);
	return csec_cmd_main(argc, argv);
}
