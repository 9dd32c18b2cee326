# SPDX-License-Identifier: GPL-2.0-only
# csec - fish completion of csecctl; printed by: csecctl completion fish
complete -c csecctl -f
complete -c csecctl -s o -l output -x -a 'table json jsonl yaml' -d "form of the output"
complete -c csecctl -l json -d "same as -o json"
complete -c csecctl -l color -x -a 'auto always never'
complete -c csecctl -s h -l help -d "help"
complete -c csecctl -n __fish_use_subcommand -a policy -d "check, diff, push, show or delete policies"
complete -c csecctl -n __fish_use_subcommand -a status -d "state of the module, its policies and its hooks"
complete -c csecctl -n __fish_use_subcommand -a load -d "insert the kernel module"
complete -c csecctl -n '__fish_seen_subcommand_from load' -l module -r -F -d "load this file, not the installed module"
complete -c csecctl -n __fish_use_subcommand -a unload -d "drop all policies and remove the kernel module"
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a check -d "check policies; needs no module and no root"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from check' -F
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a diff -d "what a push would change"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from diff' -l prune -d "as a push that removes what is not given"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from diff' -F
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a push -d "put policies in force, all or none"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from push' -l dry-run -d "let the kernel check, change nothing"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from push' -l prune -d "remove live policies that are not given"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from push' -F
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a show -d "live policies, in a form that can be pushed"
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a delete -d "remove live policies, all or none"
complete -c csecctl -n __fish_use_subcommand -a ps -d "governed cgroups: policy, processes, limits"
complete -c csecctl -n __fish_use_subcommand -a top -d "governed cgroups as they change, the busiest first"
complete -c csecctl -n '__fish_seen_subcommand_from top' -l interval -x -d "between two looks (default 2)"
complete -c csecctl -n '__fish_seen_subcommand_from top' -l iterations -x -d "end after N looks"
complete -c csecctl -n __fish_use_subcommand -a counters -d "violations by policy, cgroup and reason"
complete -c csecctl -n '__fish_seen_subcommand_from counters' -l policy -x -d "only this policy"
complete -c csecctl -n __fish_use_subcommand -a events -d "what was denied, one line each"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l follow -d "go on as events happen"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l since -x -d "begin with this sequence number"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l policy -x -d "only this policy"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l reason -x -a 'not_allowed reverse_shell bind_shell shell_connect process_limit thread_limit cgroup_escape undecided fork_rate exec_rate fork_bomb host_reserve drift digest library executable_memory script inline protected_file injection kernel_helper escape capability applet impersonation' -d "only this reason"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l count -x -d "end after N events"
complete -c csecctl -n __fish_use_subcommand -a explain -d "why it was denied, and what would allow it"
complete -c csecctl -n '__fish_seen_subcommand_from explain' -l last -d "the newest event"
complete -c csecctl -n '__fish_seen_subcommand_from explain' -l pid -x -d "the newest event of this process"
complete -c csecctl -n __fish_use_subcommand -a simulate -d "the verdict of a policy on a program, without running it"
complete -c csecctl -n '__fish_seen_subcommand_from simulate' -l policy -x -d "this one of the file"
complete -c csecctl -n '__fish_seen_subcommand_from simulate' -l root -x -a '(__fish_complete_directories)' -d "root directory of the container (default /)"
complete -c csecctl -n '__fish_seen_subcommand_from simulate' -l drifted -d "as if the file came after the start"
complete -c csecctl -n '__fish_seen_subcommand_from simulate' -F
complete -c csecctl -n __fish_use_subcommand -a selftest -d "is each road to executable memory blocked here"
complete -c csecctl -n '__fish_seen_subcommand_from selftest' -l userns -d "from inside a user namespace"
complete -c csecctl -n '__fish_seen_subcommand_from selftest' -l nested -d "in a cgroup below the governed one"
complete -c csecctl -n '__fish_seen_subcommand_from selftest' -l io-uring -d "open files by workers of io_uring"
complete -c csecctl -n '__fish_seen_subcommand_from selftest' -l directory -x -a '(__fish_complete_directories)' -d "for the files of the test (default /tmp)"
complete -c csecctl -n '__fish_seen_subcommand_from selftest' -a 'files path new-file symlink hard-link copy rename overwrite write-mapping bind-mount tmpfs chroot memfd memfd-link tmpfile unlinked unlinked-old dev-shm opath descriptor thread vfork loaders loader copied-loader preload audit script script-argument script-inline script-input core-pattern modprobe-path uevent-helper binfmt-misc memory rwx mprotect heap stack mremap zero-device shared memfd-map memfd-twice file-map file-mprotect private-write shm read-implies-exec remap-file-pages own-memory userfaultfd processes vm-writev poketext proc-mem pidfd-getfd'
complete -c csecctl -n __fish_use_subcommand -a completion -d "print a completion script for a shell"
complete -c csecctl -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c csecctl -n __fish_use_subcommand -a version -d "version of the tool and of the loaded module"
complete -c csecctl -n __fish_use_subcommand -a help -d "help of a command"
complete -c csecctl -n '__fish_seen_subcommand_from help' -a 'status load unload policy ps top counters events explain simulate selftest completion version help'
