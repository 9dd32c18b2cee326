// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_cred - nl_cred GOVERNED-CGROUP: who may use the family
 * nl_cred listen SECONDS: joins the event group, says "joined", and then "event" or
 *	"nothing"
 *
 * Every identity that must not, against every operation: a socket has an
 * opener and a sender, and both count. By sendto(2) and by io_uring. Nothing may
 * change, and each refusal is counted.
 */
#include "nl_identity.h"
#include "nl_lib.h"
#include "nl_ring.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>

static const char *const names[] = {
	[CSEC_CMD_GET_STATUS] = "GET_STATUS",
	[CSEC_CMD_GET_HOOK] = "GET_HOOK",
	[CSEC_CMD_GET_POLICY] = "GET_POLICY",
	[CSEC_CMD_GET_CGROUP] = "GET_CGROUP",
	[CSEC_CMD_GET_COUNTER] = "GET_COUNTER",
	[CSEC_CMD_GET_EVENT] = "GET_EVENT",
	[CSEC_CMD_BEGIN] = "BEGIN",
	[CSEC_CMD_ADD] = "ADD",
	[CSEC_CMD_DEL] = "DEL",
	[CSEC_CMD_COMMIT] = "COMMIT",
	[CSEC_CMD_ABORT] = "ABORT",
	[CSEC_CMD_DISARM] = "DISARM",
};

static struct msg *make(int cmd)
{
	struct msg *m;

	switch (cmd) {
	case CSEC_CMD_BEGIN:
		return begin_msg(5);
	case CSEC_CMD_ADD:
		return plain_policy_msg(5, "cred");
	case CSEC_CMD_DEL:
		m = cookie_msg(cmd, 5);
		put_str(m, CSEC_A_NAME, "governed");
		return m;
	case CSEC_CMD_COMMIT:
		return commit_msg(5, 0);
	case CSEC_CMD_ABORT:
		return cookie_msg(cmd, 5);
	default:
		return msg_start(cmd);
	}
}

/* Requests that were to be counted as refused, of all children. */
static uint64_t *nr_told;

static int ask_told(struct nl *nl, int cmd)
{
	const int err = ask(nl, make(cmd));

	*nr_told += err == EPERM;
	return err;
}

/* Every operation must be refused. */
static void refused_by(const char *who, const char *road, struct nl *nl,
		       int err, const char *word)
{
	char name[160];

	for (int cmd = CSEC_CMD_GET_STATUS; cmd <= CSEC_CMD_MAX; cmd++) {
		int got;

		if (!names[cmd])
			continue;
		got = ask_told(nl, cmd);
		snprintf(name, sizeof(name), "%s may not %s%s", who, names[cmd],
			 road);
		result(got == err && (!word || strstr(nl->text, word)), name,
		       "%s: '%s'", err_name(got), nl->text);
	}
}

static void refused(const char *who, struct nl *nl, int err, const char *word)
{
	refused_by(who, "", nl, err, word);
	if (nl->no_address)
		return;
	nl->send = send_by_ring;
	refused_by(who, " by io_uring", nl, err, word);
	nl->send = send_by_worker;
	refused_by(who, " by a worker of io_uring", nl, err, word);
	nl->send = NULL;
}

/* Identities; each runs in a child */

static const char *governed_dir;

static void unprivileged(void)
{
	struct nl nl;

	become_nobody();
	nl_init(&nl);
	refused("nobody", &nl, EPERM, "needs CAP");
	nl.no_address = true;
	refused("nobody on a connected socket", &nl, EPERM, "needs CAP");
}

static void all_but_two(void)
{
	struct nl nl;

	keep_only(ALL_CAPS & ~(CAP(MAC_ADMIN) | CAP(AUDIT_READ)));
	nl_init(&nl);
	refused("all capabilities but the two", &nl, EPERM, "needs CAP");
}

static void net_admin(void)
{
	struct nl nl;

	keep_only(CAP(NET_ADMIN));
	nl_init(&nl);
	refused("CAP_NET_ADMIN", &nl, EPERM, "needs CAP");
}

static void root_without(void)
{
	struct nl nl;

	set_caps(ALL_CAPS & ~(CAP(MAC_ADMIN) | CAP(AUDIT_READ)));
	nl_init(&nl);
	refused("uid 0 without the two capabilities", &nl, EPERM, "needs CAP");
}

static void user_ns_root(void)
{
	struct nl nl;

	if (unshare(CLONE_NEWUSER)) {
		die("unshare user");
	}
	nl_init(&nl);
	refused("root of a user namespace", &nl, EPERM, "needs CAP");
}

static void user_ns_root_inherits(void)
{
	struct nl nl;

	nl_init(&nl);
	if (unshare(CLONE_NEWUSER))
		die("unshare user");
	refused("root of a user namespace with the host root's socket", &nl,
		EPERM, "needs CAP");
}

static void enter(const char *dir)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		die(path);
	close(fd);
}

static void governed(void)
{
	struct nl nl;

	enter(governed_dir);
	nl_init(&nl);
	refused("governed root", &nl, EPERM, "governed");
}

static void governed_inherits(void)
{
	struct nl nl;

	nl_init(&nl);
	if (ask(&nl, msg_start(CSEC_CMD_GET_STATUS)))
		printf("FAIL status before: %s\n", nl.text);
	enter(governed_dir);
	refused("governed root with a socket from before", &nl, EPERM,
		"governed");
}

static void governed_child(void)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/deeper", governed_dir);
	struct nl nl;

	enter(path);
	nl_init(&nl);
	refused("root in a child of a governed cgroup", &nl, EPERM, "governed");
}

static void other_pid_ns(void)
{
	struct nl nl;
	pid_t pid;

	if (unshare(CLONE_NEWPID))
		die("unshare pid");
	pid = fork();
	if (!pid) {
		nl_init(&nl);
		refused("root of another pid namespace", &nl, EPERM,
			"pid namespace");
		exit(0);
	}
	waitpid(pid, NULL, 0);
}

static void other_net_ns(void)
{
	struct nl nl;

	if (unshare(CLONE_NEWNET))
		die("unshare net");
	result(!nl_resolve(), "another net namespace does not see the family",
	       " ");
	nl_init(&nl);
	/* With the number of the family, which is no secret. */
	refused("root of another net namespace", &nl, ENOENT, NULL);
}

static void inherited(void)
{
	struct nl nl;

	nl_init(&nl);
	become_nobody();
	refused("nobody with root's socket", &nl, EPERM, "needs CAP");
	nl.no_address = true;
	refused("nobody with root's socket, connected", &nl, EPERM,
		"needs CAP");
}

static void inherited_used(void)
{
	struct nl nl;

	nl_init(&nl);
	if (ask(&nl, begin_msg(5)))
		printf("FAIL BEGIN before setuid: %s\n", nl.text);
	become_nobody();
	refused("nobody with the socket that has root's transaction", &nl,
		EPERM, "needs CAP");
}

static void seteuid_only(void)
{
	struct nl nl;

	nl_init(&nl);
	if (seteuid(NOBODY))
		die("seteuid");
	refused("root after seteuid(nobody)", &nl, EPERM, "needs CAP");
}

static void passed_down(void)
{
	int pair[2], fd;
	struct nl nl;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		die("socketpair");
	pid = fork();
	if (!pid) {
		become_nobody();
		memset(&nl, 0, sizeof(nl));
		nl.fd = receive_fd(pair[1]);
		refused("nobody with a socket by SCM_RIGHTS", &nl, EPERM,
			"needs CAP");
		exit(0);
	}
	fd = nl_open_raw();
	send_fd(pair[0], fd);
	waitpid(pid, NULL, 0);
}

static void passed_up(void)
{
	struct nl nl = { 0 };
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		die("socketpair");
	pid = fork();
	if (!pid) {
		become_nobody();
		send_fd(pair[1], nl_open_raw());
		exit(0);
	}
	nl.fd = receive_fd(pair[0]);
	waitpid(pid, NULL, 0);
	refused("root with nobody's socket", &nl, EPERM, "needs CAP");
	nl.no_address = true;
	refused("root with nobody's socket, connected", &nl, EPERM,
		"needs CAP");
}

static void from_user_ns(void)
{
	struct nl nl = { 0 };
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		die("socketpair");
	pid = fork();
	if (!pid) {
		if (unshare(CLONE_NEWUSER))
			die("unshare user");
		send_fd(pair[1], nl_open_raw());
		exit(0);
	}
	nl.fd = receive_fd(pair[0]);
	waitpid(pid, NULL, 0);
	refused("root with the socket of a user namespace", &nl, EPERM,
		"needs CAP");
}

/* The read class */

static void reader(void)
{
	struct nl nl;
	char name[96];
	int err;

	keep_only(CAP(AUDIT_READ));
	nl_init(&nl);
	for (int cmd = CSEC_CMD_GET_STATUS; cmd <= CSEC_CMD_MAX; cmd++) {
		const bool is_read = cmd <= CSEC_CMD_GET_EVENT &&
				     cmd != CSEC_CMD_GET_POLICY;

		if (!names[cmd])
			continue;
		err = ask_told(&nl, cmd);
		snprintf(name, sizeof(name), "CAP_AUDIT_READ %s %s",
			 is_read ? "may" : "may not", names[cmd]);
		result(is_read ? !err :
				 err == EPERM &&
					 strstr(nl.text, "needs CAP_MAC_ADMIN"),
		       name, "%s: '%s'", err_name(err), nl.text);
	}
}

static void writer(void)
{
	struct nl nl;
	char name[96];
	int err;

	keep_only(CAP(MAC_ADMIN));
	nl_init(&nl);
	for (int cmd = CSEC_CMD_GET_STATUS; cmd < CSEC_CMD_COMMIT; cmd++) {
		if (!names[cmd])
			continue;
		err = ask(&nl, make(cmd));
		snprintf(name, sizeof(name), "CAP_MAC_ADMIN may %s",
			 names[cmd]);
		result(!err, name, "%s: '%s'", err_name(err), nl.text);
	}
	err = ask(&nl, make(CSEC_CMD_ABORT));
	result(!err, "CAP_MAC_ADMIN may ABORT", "%s", nl.text);
}

/* Without this the refusals by these roads would say nothing. */
static void root_by_ring(void)
{
	struct nl nl;
	int err;

	nl_init(&nl);
	nl.send = send_by_ring;
	err = ask(&nl, msg_start(CSEC_CMD_GET_POLICY));
	result(!err && nl.nr_replies, "root may GET_POLICY by io_uring",
	       "%s: '%s'", err_name(err), nl.text);
	nl.send = send_by_worker;
	err = ask(&nl, begin_msg(5));
	result(!err, "root may BEGIN by a worker of io_uring", "%s: '%s'",
	       err_name(err), nl.text);
	err = ask(&nl, cookie_msg(CSEC_CMD_ABORT, 5));
	result(!err, "root may ABORT by a worker of io_uring", "%s: '%s'",
	       err_name(err), nl.text);
}

/* The group of events */

static int join(int fd)
{
	return setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &nl_group,
			  sizeof(nl_group)) ?
		       errno :
		       0;
}

static void join_nobody(void)
{
	struct nl nl, roots;
	int err;

	nl_init(&roots);
	become_nobody();
	nl_init(&nl);
	err = join(nl.fd);
	result(err == EPERM, "nobody may not join the event group", "%s",
	       err_name(err));
	err = join(roots.fd);
	result(err == EPERM, "nobody may not join it with root's socket", "%s",
	       err_name(err));
	/* Joining by bind(2) is the other way in. */
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK,
				    .nl_groups = nl_group < 32 ?
							 1u << (nl_group - 1) :
							 0 };
	err = bind(nl.fd, (struct sockaddr *)&addr, sizeof(addr)) ? errno : 0;
	result(nl_group > 31 || err == EPERM, "nor by bind", "%s",
	       err_name(err));
}

static void join_user_ns(void)
{
	struct nl nl;
	int err;

	if (unshare(CLONE_NEWUSER))
		die("unshare user");
	nl_init(&nl);
	err = join(nl.fd);
	result(err == EPERM, "root of a user namespace may not join it", "%s",
	       err_name(err));
}

static void join_net_admin(void)
{
	struct nl nl;
	int err;

	keep_only(CAP(NET_ADMIN));
	nl_init(&nl);
	err = join(nl.fd);
	result(err == EPERM, "CAP_NET_ADMIN may not join it", "%s",
	       err_name(err));
}

static void join_root(void)
{
	struct nl nl;
	int err;

	nl_init(&nl);
	err = join(nl.fd);
	result(!err, "root may join it", "%s", err_name(err));
}

static int listen_for(const char *seconds)
{
	struct timeval limit = { .tv_sec = atoi(seconds) };
	/* A socket without a number gets nothing that the kernel sends. */
	const struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	char message[4096];
	struct nl nl;

	nl_init(&nl);
	if (bind(nl.fd, (const struct sockaddr *)&any, sizeof(any)) ||
	    join(nl.fd) ||
	    setsockopt(nl.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)))
		die("join");
	puts("joined");
	puts(recv(nl.fd, message, sizeof(message), 0) > 0 ? "event" :
							    "nothing");
	return 0;
}

static uint64_t nr_refused(void)
{
	struct nl nl;

	nl_init(&nl);
	if (ask(&nl, msg_start(CSEC_CMD_GET_STATUS)))
		printf("FAIL status: %s\n", nl.text);
	nl_close(&nl);
	return nl.nr_refused;
}

static void in_child(const char *name, void (*fn)(void))
{
	const uint64_t before = nr_refused();
	char text[96];
	uint64_t more;
	int status;
	pid_t pid;

	*nr_told = 0;
	fflush(stdout);
	pid = fork();
	if (!pid) {
		fn();
		fflush(stdout);
		exit(0);
	}
	waitpid(pid, &status, 0);
	if (status)
		printf("FAIL %s: ended with %x\n", name, status);
	more = nr_refused() - before;
	snprintf(text, sizeof(text), "%s: refused are %lu, each is counted",
		 name, (unsigned long)*nr_told);
	result(more == *nr_told, text, "%lu", (unsigned long)more);
}

#define IN_CHILD(fn) in_child(#fn, fn)

int main(int argc, char **argv)
{
	struct live first, last;
	struct nl nl;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 2 || !nl_resolve())
		return 1;
	if (argc == 3)
		return listen_for(argv[2]);
	governed_dir = argv[1];
	nr_told = mmap(NULL, sizeof(*nr_told), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (nr_told == MAP_FAILED)
		die("mmap");
	nl_init(&nl);
	first = look(&nl);
	IN_CHILD(unprivileged);
	IN_CHILD(all_but_two);
	IN_CHILD(net_admin);
	IN_CHILD(root_without);
	IN_CHILD(user_ns_root);
	IN_CHILD(user_ns_root_inherits);
	IN_CHILD(governed);
	IN_CHILD(governed_inherits);
	IN_CHILD(governed_child);
	IN_CHILD(other_pid_ns);
	IN_CHILD(other_net_ns);
	IN_CHILD(inherited);
	IN_CHILD(inherited_used);
	IN_CHILD(seteuid_only);
	IN_CHILD(passed_down);
	IN_CHILD(passed_up);
	IN_CHILD(from_user_ns);
	IN_CHILD(root_by_ring);
	IN_CHILD(reader);
	IN_CHILD(writer);
	IN_CHILD(join_nobody);
	IN_CHILD(join_user_ns);
	IN_CHILD(join_net_admin);
	IN_CHILD(join_root);
	last = look(&nl);
	result(same(first, last), "nothing changed by all that", " ");
	puts("END");
	return 0;
}
