# SPDX-License-Identifier: Apache-2.0
# Needs nothing but bash 4.4.

_keystrap_options()
{
	local common='--help --quiet --verbose --log-format='
	local manifest='--config= --environment= --presets='

	case $1 in
	run) echo "$manifest --exec $common" ;;
	check) echo "$manifest --offline --all-environments --dotenv= --environ= --format= --fail-on= $common" ;;
	explain) echo "$manifest --online --format= $common" ;;
	export) echo "$manifest --format= --reveal --terminal --output= --force $common" ;;
	init) echo "--from= --directory= --environment= --presets= $common" ;;
	seal)
		echo "--config= --source= --recipient= --passphrase-file= --identity= --armor --output= --force --set= --unset=" \
			"$common"
		;;
	unseal) echo "--config= --source= --identity= --passphrase-file= --output= --force --terminal $common" ;;
	keygen) echo "--output= --terminal $common" ;;
	rules) echo "--format= --keys $common" ;;
	esac
}

# What an option of a command takes; "FILE" and "DIR" are those of the disk.
_keystrap_values()
{
	case $1:$2 in
	check:--format | check:-f) echo 'text json sarif junit github' ;;
	explain:--format | explain:-f) echo 'text json markdown env-example' ;;
	export:--format | export:-f) echo 'dotenv json shell' ;;
	rules:--format | rules:-f) echo 'text json markdown json-schema mdoc' ;;
	*:--log-format) echo 'text json' ;;
	*:--fail-on) echo 'error warning warn info never' ;;
	*:--environment | *:-e) echo 'production staging development test' ;;
	*:--presets) echo 'production-checklist django fastapi flask node' ;;
	*:--directory | *:-d) echo DIR ;;
	*:--config | *:-c | *:--dotenv | *:--environ | *:--output | *:-o | *:--from) echo FILE ;;
	*:--identity | *:-i | *:--passphrase-file) echo FILE ;;
	*:--recipient | *:-r | *:--source | *:--set | *:--unset) echo NOTHING ;;
	esac
}

_keystrap_fill()
{
	case $1 in
	NOTHING) ;;
	FILE)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$2")
		;;
	DIR)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$2")
		;;
	*)
		mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
		;;
	esac
	# What is whole gets a space; what wants an argument does not.
	if [[ ${COMPREPLY[0]-} == *= ]]; then
		compopt -o nospace 2>/dev/null
	fi
}

# Where the program of keystrap run stands among the words; 0 when there is none yet.
_keystrap_program()
{
	local i

	for ((i = 2; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--)
			echo $((i + 1))
			return
			;;
		= | --*=*) ;;
		-c | -e | --config | --environment | --presets | --log-format)
			if [[ ${COMP_WORDS[i + 1]-} == = ]]; then
				i=$((i + 1))
			fi
			i=$((i + 1))
			;;
		-*) ;;
		*)
			echo "$i"
			return
			;;
		esac
	done
	echo 0
}

_keystrap_run()
{
	local program

	program=$(_keystrap_program)
	if ((program == 0)); then
		return 1
	fi
	if ((program >= COMP_CWORD)); then
		mapfile -t COMPREPLY < <(compgen -c -- "$1")
	elif declare -F _command_offset >/dev/null; then
		_command_offset "$program"
	else
		_keystrap_fill FILE "$1"
	fi
}

_keystrap()
{
	local command=${COMP_WORDS[1]-} current=$2 previous=$3 values

	COMPREPLY=()
	if ((COMP_CWORD == 1)); then
		if [[ $current == -* ]]; then
			_keystrap_fill '--help --version' "$current"
		else
			_keystrap_fill 'run check explain export init seal unseal keygen rules' "$current"
		fi
		return
	fi
	if [[ $command == run ]] && _keystrap_run "$current"; then
		return
	fi
	# bash takes --option=word apart at the "=".
	if [[ $current == = ]]; then
		current=
		previous=${COMP_WORDS[COMP_CWORD - 1]}
	elif [[ $previous == = ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	values=$(_keystrap_values "$command" "$previous")
	if [[ -n $values ]]; then
		_keystrap_fill "$values" "$current"
	elif [[ $current == -* ]]; then
		_keystrap_fill "$(_keystrap_options "$command")" "$current"
	else
		case $command in
		run) mapfile -t COMPREPLY < <(compgen -c -- "$current") ;;
		seal | unseal) _keystrap_fill FILE "$current" ;;
		esac
	fi
}

complete -F _keystrap keystrap
