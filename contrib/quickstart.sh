#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# From a fresh clone to a program that runs with secrets from a sealed file:
#
#	sh contrib/quickstart.sh
#
# On Debian and Ubuntu it first installs what a build needs and is missing (as root, or with sudo).
set -eu

source=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
# shellcheck source=contrib/common.sh
. "$source/contrib/common.sh"
cd "$source"

build()
{
    configure build && ninja -C build keystrap keystrap-fetch
}

# Shows a command as it would be typed, then runs it.
show()
{
    printf '\n$ %s\n' "$*"
    "$@"
}

random_hex()
{
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

# shellcheck disable=SC2086 # a list of names
step 'packages' install_packages $BUILD_PACKAGES || say 'trying with what is there'
step 'build' build || exit

demo=$(mktemp -d)
trap 'rm -rf "$demo"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
cd "$demo"
PATH=$source/build:$PATH
password=$(random_hex)
cat >.env <<END
DB_USER=shop
DB_PASSWORD=$password
API_TOKEN=$(random_hex)
LOG_LEVEL=info
END
chmod 600 .env
cat >app.sh <<'END'
#!/bin/sh
echo "app: log level $LOG_LEVEL, a password of ${#DB_PASSWORD} characters"
END
chmod 700 app.sh

say "an application with a .env file, in $demo"
show sed 's/\(PASSWORD\|TOKEN\)=.*/\1=.../' .env
show keystrap init --from .env --directory .
show ls -l keystrap.ini secrets.age age.key
show cat keystrap.ini
if grep -q "$password" keystrap.ini secrets.age; then
    say 'the password is still readable after init: this is a defect'
    exit 1
fi
rm .env
show keystrap check -c keystrap.ini
show keystrap run -c keystrap.ini -- ./app.sh >said
cat said
grep -q "a password of ${#password} characters" said
printf '\n'
say 'done: the .env became a manifest and a sealed file, was checked, and started a program'
say "keystrap is $source/build/keystrap; see keystrap --help"
