// SPDX-License-Identifier: GPL-2.0-only
/*
 * forks - many tasks, by all the roads there are
 *
 *   forks hold P T       P processes with T threads each (leader included), that
 *                        live until standard input ends. Says "ready"
 *   forks fill N         up to N children that live until standard input ends:
 *                        "made M", "refused: ERRNO" and "ready"
 *   forks zombies N      N dead children, not reaped until standard input ends
 *   forks vfork N        N children by vfork(), one after the other
 *   forks storm W N      W workers with N operations each: fork, vfork, thread,
 *                        a grandchild whose parent dies first, a child killed
 *                        while it forks, clone() that fails, exec by a thread,
 *                        clone3() with CLONE_INTO_CGROUP (its own one)
 *   forks race W N       W workers that each keep up to N sleeping children:
 *                        "made M refused R", R: EAGAIN
 *   forks grab W N LIMIT  W workers with N attempts each, by vfork(), that keep what
 *                        they got for a while: "made M refused R most X": X tasks were
 *                        there at the same time, as they themselves know
 *   forks into DIRECTORY [N]  clone3(CLONE_INTO_CGROUP): "cloned" or "clone: ERRNO"
 *   forks move DIRECTORY [PID]  writes the number (0: this task) to
 *                        cgroup.procs: "moved" or "move: ERRNO"
 *   forks movechild DIRECTORY   moves a child of its own
 *   forks moveself DIRECTORY... moves itself along, says "moved" for each
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int report(const char *what, int err)
{
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(err));
	return 1;
}

static void *sleeper(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static int make_thread(void *(*run)(void *), pthread_t *thread)
{
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	return pthread_create(thread, &attr, run, NULL);
}

static void reap_all(void)
{
	while (wait(NULL) > 0 || errno == EINTR)
		;
}

static void wait_for_end(void)
{
	char c;

	puts("ready");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
}

/* Each child tells through the pipe that all its threads are there. */
static int hold(int nr_processes, int nr_threads)
{
	pid_t *const pids = calloc(nr_processes + 1, sizeof(*pids));
	int fds[2], i, err;
	pthread_t thread;
	char c;

	if (pipe2(fds, O_CLOEXEC))
		return report("pipe", errno);
	for (i = 0; i < nr_processes; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			return report("fork", errno);
		if (pids[i])
			continue;
		for (int n = 1; n < nr_threads; n++) {
			err = make_thread(sleeper, &thread);
			if (err)
				_exit(report("thread", err));
		}
		if (write(fds[1], "x", 1) != 1)
			_exit(1);
		sleeper(NULL);
	}
	for (i = 0; i < nr_processes; i++)
		if (read(fds[0], &c, 1) != 1)
			return report("read", errno);
	wait_for_end();
	for (i = 0; i < nr_processes; i++)
		kill(pids[i], SIGKILL);
	reap_all();
	return 0;
}

static int fill(int nr)
{
	pid_t *const pids = calloc(nr, sizeof(*pids));
	int made;

	for (made = 0; made < nr; made++) {
		pids[made] = fork();
		if (!pids[made])
			sleeper(NULL);
		if (pids[made] < 0)
			break;
	}
	if (made < nr)
		printf("refused: %s\n", strerrorname_np(errno));
	printf("made %d\n", made);
	wait_for_end();
	while (made--)
		kill(pids[made], SIGKILL);
	reap_all();
	return 0;
}

static int zombies(int nr)
{
	siginfo_t info;

	for (int i = 0; i < nr; i++) {
		const pid_t pid = fork();

		if (pid < 0)
			return report("fork", errno);
		if (!pid)
			_exit(0);
		waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	}
	wait_for_end();
	reap_all();
	return 0;
}

/* Apart: nothing that lives over the call is in a register. */
static __attribute__((noinline)) pid_t vfork_and_end(void)
{
	const pid_t pid = vfork();

	if (!pid)
		_exit(0);
	return pid;
}

static int vforks(int nr)
{
	for (int done = 0; done < nr; done++) {
		const pid_t pid = vfork_and_end();

		if (pid < 0) {
			printf("forked %d: %s\n", done, strerrorname_np(errno));
			return 1;
		}
		waitpid(pid, NULL, 0);
	}
	printf("forked %d\n", nr);
	return 0;
}

static void *leave(void *arg)
{
	return arg;
}

static void *become_true(void *arg)
{
	execl("/proc/self/exe", "forks", "nothing", NULL);
	_exit(3);
	return arg;
}

static void grandchild(void)
{
	const pid_t pid = fork();

	if (!pid) {
		if (!fork())
			_exit(0);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void killed_forker(void)
{
	const pid_t pid = fork();

	if (!pid) {
		signal(SIGCHLD, SIG_IGN);
		for (;;)
			if (!fork())
				_exit(0);
	}
	if (pid > 0) {
		sched_yield();
		usleep(500);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

/*
 * One that is refused before csec is asked; then some into a namespace of numbers
 * whose init ends meanwhile: too early for csec, killed on the way, or refused by
 * the kernel after csec has counted them.
 */
static void failing_clone(void)
{
	struct clone_args args = { .flags = CLONE_SIGHAND };
	const pid_t pid = fork();

	if (!pid) {
		syscall(SYS_clone3, &args, sizeof(args));
		signal(SIGCHLD, SIG_IGN);
		if (unshare(CLONE_NEWPID))
			_exit(1);
		for (int i = 0; i < 4; i++)
			if (!fork())
				_exit(0);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void exec_in_thread(void)
{
	const pid_t pid = fork();
	pthread_t thread;

	if (!pid) {
		if (make_thread(become_true, &thread))
			_exit(0);
		sleeper(NULL);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* Where the storm is. */
static int own_cgroup = -1;

static int open_own_cgroup(void)
{
	char line[PATH_MAX], path[PATH_MAX + 32];
	FILE *const file = fopen("/proc/self/cgroup", "re");

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "0::", 3)) {
			line[strcspn(line, "\n")] = '\0';
			snprintf(path, sizeof(path), "/sys/fs/cgroup%s",
				 line + 3);
			fclose(file);
			return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		}
	fclose(file);
	return -1;
}

static pid_t clone_into_own(void)
{
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = own_cgroup,
	};

	return syscall(SYS_clone3, &args, sizeof(args));
}

static void operation(int i)
{
	pthread_t thread;
	pid_t pid = 0;

	switch (i % 8) {
	case 0:
		pid = fork();
		break;
	case 1:
		pid = vfork_and_end();
		break;
	case 2:
		if (!make_thread(leave, &thread))
			pthread_join(thread, NULL);
		return;
	case 3:
		return grandchild();
	case 4:
		return killed_forker();
	case 5:
		return failing_clone();
	case 6:
		return exec_in_thread();
	case 7:
		pid = clone_into_own();
		break;
	}
	if (!pid)
		_exit(0);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static int storm(int nr_workers, int nr)
{
	own_cgroup = open_own_cgroup();
	if (own_cgroup < 0)
		return report("own cgroup", errno);
	/* Grandchildren are reaped here. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int w = 0; w < nr_workers; w++)
		if (!fork()) {
			for (int i = 0; i < nr; i++)
				operation(w + i);
			_exit(0);
		}
	reap_all();
	printf("storm over\n");
	return 0;
}

static int race(int nr_workers, int nr)
{
	int fds[2], made = 0, refused = 0, go[2];
	char c;

	if (pipe(fds) || pipe(go) || setpgid(0, 0))
		return report("pipe", errno);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	for (int w = 0; w < nr_workers; w++) {
		if (fork())
			continue;
		close(go[1]);
		if (read(go[0], &c, 1) < 0)
			_exit(1);
		for (int i = 0; i < nr; i++) {
			const pid_t pid = fork();

			if (!pid)
				sleeper(NULL);
			c = pid > 0 ? 'm' : errno == EAGAIN ? 'r' : 'e';
			if (write(fds[1], &c, 1) != 1)
				_exit(1);
		}
		_exit(0);
	}
	close(go[1]);
	close(fds[1]);
	/* The sleepers hold the pipe open: count the workers' words. */
	for (int i = 0; i < nr_workers * nr && read(fds[0], &c, 1) == 1; i++) {
		made += c == 'm';
		refused += c == 'r';
	}
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	reap_all();
	printf("made %d refused %d\n", made, refused);
	return 0;
}

/**
 * struct tally - what all workers of a grab know
 * @here: Tasks that exist for certain: counted after they came, until they go.
 * @most: Of these at the same time.
 * @made: Children.
 * @refused: With EAGAIN.
 * @begun: All workers are there: the first ones would take the others' places.
 */
struct tally {
	atomic_int here;
	atomic_int most;
	atomic_int made;
	atomic_int refused;
	atomic_int begun;
};

static void count_one(struct tally *tally)
{
	const int here = atomic_fetch_add(&tally->here, 1) + 1;
	int most = atomic_load(&tally->most);

	while (here > most &&
	       !atomic_compare_exchange_weak(&tally->most, &most, here))
		;
}

/* Keeps up to so many children, dead but not reaped; then begins anew. */
static void grab_worker(struct tally *tally, int nr, int keep)
{
	int kept = 0;

	while (!tally->begun)
		sched_yield();
	for (int i = 0; i < nr; i++) {
		const pid_t pid = vfork_and_end();

		if (pid > 0) {
			count_one(tally);
			tally->made++;
			kept++;
		} else if (errno == EAGAIN) {
			tally->refused++;
		} else {
			_exit(report("fork", errno));
		}
		if (kept == keep || (pid < 0 && kept && i % 4 == 0)) {
			tally->here--;
			waitpid(-1, NULL, 0);
			kept--;
		}
	}
	tally->here -= kept + 1;
	_exit(0);
}

static int grab(int nr_workers, int nr, int limit)
{
	struct tally *const tally = mmap(NULL, sizeof(*tally),
					 PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, ret = 0;

	if (tally == MAP_FAILED)
		return report("mmap", errno);
	tally->here = 1;
	for (int w = 0; w < nr_workers; w++) {
		const pid_t pid = fork();

		if (pid < 0) {
			tally->begun = 1;
			return report("fork", errno);
		}
		if (!pid)
			grab_worker(tally, nr, 2 * limit / nr_workers);
		count_one(tally);
	}
	tally->begun = 1;
	while (wait(&status) > 0)
		ret |= status;
	printf("made %d refused %d most %d\n", tally->made, tally->refused,
	       tally->most);
	return ret ? 1 : 0;
}

static int into(const char *dir, int nr)
{
	const int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
		.cgroup = fd,
	};

	if (fd < 0)
		return report("open", errno);
	for (int i = 0; i < nr; i++) {
		const long pid = syscall(SYS_clone3, &args, sizeof(args));

		if (pid < 0)
			return report("clone", errno);
		if (!pid)
			_exit(0);
		waitpid(pid, NULL, 0);
	}
	puts("cloned");
	return 0;
}

static int move(const char *dir, const char *pid)
{
	char path[PATH_MAX];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return report("open", errno);
	if (write(fd, pid, strlen(pid)) < 0)
		err = errno;
	close(fd);
	if (err)
		return report("move", err);
	puts("moved");
	return 0;
}

static int movechild(const char *dir)
{
	const pid_t pid = fork();
	char text[16];
	int ret;

	if (!pid)
		sleeper(NULL);
	snprintf(text, sizeof(text), "%d", pid);
	ret = move(dir, text);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return ret;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	const int a = argc > 2 ? atoi(argv[2]) : 0;
	const int b = argc > 3 ? atoi(argv[3]) : 1;
	int ret = 0;

	if (!strcmp(word, "nothing"))
		return 0;
	if (argc < 3)
		return 2;
	if (!strcmp(word, "hold"))
		return hold(a, b);
	if (!strcmp(word, "fill"))
		return fill(a);
	if (!strcmp(word, "zombies"))
		return zombies(a);
	if (!strcmp(word, "vfork"))
		return vforks(a);
	if (!strcmp(word, "storm"))
		return storm(a, b);
	if (!strcmp(word, "race"))
		return race(a, b);
	if (!strcmp(word, "grab"))
		return grab(a, b, argc > 4 ? atoi(argv[4]) : 0);
	if (!strcmp(word, "into"))
		return into(argv[2], b);
	if (!strcmp(word, "move"))
		return move(argv[2], argc > 3 ? argv[3] : "0");
	if (!strcmp(word, "movechild"))
		return movechild(argv[2]);
	if (!strcmp(word, "moveself"))
		for (int i = 2; i < argc && !ret; i++)
			ret = move(argv[i], "0");
	return ret;
}
