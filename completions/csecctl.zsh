#compdef csecctl
# SPDX-License-Identifier: GPL-2.0-only
# csec - zsh completion of csecctl; printed by: csecctl completion zsh
autoload -U +X bashcompinit && bashcompinit
_csecctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=''
	local command='' i
	[ "$COMP_CWORD" -gt 0 ] && prev=${COMP_WORDS[COMP_CWORD-1]}
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-*) ;;
		*) command="${command:+$command }${COMP_WORDS[i]}" ;;
		esac
	done
	case $prev in
	-o|--output) COMPREPLY=($(compgen -W "table json jsonl yaml" -- "$cur")); return ;;
	--color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
	--module) COMPREPLY=($(compgen -f -- "$cur")); return ;;
	--reason) COMPREPLY=($(compgen -W "not_allowed reverse_shell bind_shell shell_connect process_limit thread_limit cgroup_escape undecided fork_rate exec_rate fork_bomb host_reserve drift digest library executable_memory script inline protected_file injection kernel_helper escape capability applet impersonation" -- "$cur")); return ;;
	esac
	case $command in
	'') COMPREPLY=($(compgen -W "status load unload policy ps top counters events explain simulate selftest completion version help" -- "$cur")) ;;
	policy) COMPREPLY=($(compgen -W "check push show delete" -- "$cur")) ;;
	completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$cur")) ;;
	'status'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'load'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--module --output --json --color --help" -- "$cur"))
		fi ;;
	'unload'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'policy check'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -f -- "$cur"))
		fi ;;
	'policy push'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--dry-run --prune --output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -f -- "$cur"))
		fi ;;
	'policy show'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'policy delete'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'ps'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'top'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--interval --iterations --output --json --color --help" -- "$cur"))
		fi ;;
	'counters'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--policy --output --json --color --help" -- "$cur"))
		fi ;;
	'events'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--follow --since --policy --reason --count --output --json --color --help" -- "$cur"))
		fi ;;
	'explain'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--last --pid --output --json --color --help" -- "$cur"))
		fi ;;
	'simulate'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--policy --root --drifted --output --json --color --help" -- "$cur"))
		else
			COMPREPLY=($(compgen -f -- "$cur"))
		fi ;;
	'selftest'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--userns --nested --io-uring --directory --output --json --color --help" -- "$cur"))
		fi ;;
	'completion'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'version'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	'help'*)
		if [[ $cur == -* ]]; then
			COMPREPLY=($(compgen -W "--output --json --color --help" -- "$cur"))
		fi ;;
	esac
}
complete -o filenames -F _csecctl csecctl
