# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: what executes a shell, among fifty tasks with twenty descriptors each
# shellcheck shell=bash disable=SC2004,SC2016,SC2034,SC2154
with_module
crowd=$root/bench-shells
mkdir -p $crowd
enter='echo $$ >$CGROUP/cgroup.procs; for fd in {5..19}; do eval "exec $fd</dev/null"; done;'
for ((i = 0; i < ${TASKS:-50}; i++)); do
	CGROUP=$crowd bash -c "$enter"' exec sleep infinity 3<&0 4<&0' </dev/null &
done
# Its standard output is a pipe, as in a container; it takes jobs from a FIFO that is
# not open while it works (shells), or that is (led): then something leads out of the
# cgroup, and everybody has to be looked at.
for who in shells led; do
	mkfifo $run/$who.in $run/$who.out
	exec {in}<>$run/$who.in
	if [ $who = led ]; then jobs=''; else jobs="export JOBS=$run/$who.in; exec </dev/null;"; fi
	CGROUP=$crowd bash -c "$enter $jobs"' exec ./ops 3>&4' \
		<$run/$who.in 4>$run/$who.out > >(cat) &
	exec {out}<$run/$who.out
	to[$who]=$in from[$who]=$out
	job $who warm-up/$who/none/0 $nr exec shell-line shell-script shell-pipes
done

part_class='shells: {reverse: deny, bind: deny, connect: deny, class: [/opt/csec/shell]}'
on() { push shells /bench-shells "$part_class"; }
off() { ctl policy delete shells; }
alternate shells shells led -- exec shell-line shell-script shell-pipes

# What they add for a program that is none, where its exec is asked about anyway.
on() { push shells /bench-shells exec:10 "$part_class"; }
off() { push shells /bench-shells exec:10; }
off
alternate beside shells -- exec
ctl policy delete shells
echo 1 >$crowd/cgroup.kill
stop shells
stop led
