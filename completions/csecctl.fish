# SPDX-License-Identifier: GPL-2.0-only
# csec - fish completion of csecctl; printed by: csecctl completion fish
complete -c csecctl -f
complete -c csecctl -s o -l output -x -a 'table json jsonl yaml' -d "form of the output"
complete -c csecctl -l json -d "same as -o json"
complete -c csecctl -l color -x -a 'auto always never'
complete -c csecctl -s h -l help -d "help"
complete -c csecctl -n __fish_use_subcommand -a policy -d "check, push, show or delete policies"
complete -c csecctl -n '__fish_seen_subcommand_from completion' -a 'bash zsh fish'
complete -c csecctl -n __fish_use_subcommand -a status -d "state of the module, its policies and its hooks"
complete -c csecctl -n __fish_use_subcommand -a load -d "insert the kernel module"
complete -c csecctl -n '__fish_seen_subcommand_from load' -l module -r -d "load this file, not the installed module"
complete -c csecctl -n __fish_use_subcommand -a unload -d "drop all policies and remove the kernel module"
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a check -d "check policies; needs no module and no root"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from check' -F
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a push -d "put policies in force, all or none"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from push' -l dry-run -d "let the kernel check, change nothing"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from push' -l prune -d "remove live policies that are not given"
complete -c csecctl -n '__fish_seen_subcommand_from policy; and __fish_seen_subcommand_from push' -F
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a show -d "live policies, in a form that can be pushed"
complete -c csecctl -n '__fish_seen_subcommand_from policy' -a delete -d "remove live policies, all or none"
complete -c csecctl -n __fish_use_subcommand -a ps -d "governed cgroups: policy, processes, limits"
complete -c csecctl -n __fish_use_subcommand -a top -d "governed cgroups as they change, the busiest first"
complete -c csecctl -n '__fish_seen_subcommand_from top' -l interval -r -d "between two looks (default 2)"
complete -c csecctl -n '__fish_seen_subcommand_from top' -l iterations -r -d "end after N looks"
complete -c csecctl -n __fish_use_subcommand -a counters -d "violations by policy, cgroup and reason"
complete -c csecctl -n '__fish_seen_subcommand_from counters' -l policy -r -d "only this policy"
complete -c csecctl -n __fish_use_subcommand -a events -d "what was denied, one line each"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l follow -d "go on as events happen"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l since -r -d "begin with this sequence number"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l policy -r -d "only this policy"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l reason -r -d "only this reason"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l count -r -d "end after N events"
complete -c csecctl -n __fish_use_subcommand -a explain -d "why it was denied, and what would allow it"
complete -c csecctl -n '__fish_seen_subcommand_from explain' -l last -d "the newest event"
complete -c csecctl -n '__fish_seen_subcommand_from explain' -l pid -r -d "the newest event of this process"
complete -c csecctl -n __fish_use_subcommand -a completion -d "print a completion script for a shell"
complete -c csecctl -n __fish_use_subcommand -a version -d "version of the tool and of the loaded module"
complete -c csecctl -n __fish_use_subcommand -a help -d "help of a command"
complete -c csecctl -n '__fish_seen_subcommand_from events' -l reason -x -a 'not_allowed reverse_shell bind_shell shell_connect process_limit thread_limit cgroup_escape undecided fork_rate exec_rate fork_bomb host_reserve drift digest library executable_memory script inline protected_file injection kernel_helper escape capability'
