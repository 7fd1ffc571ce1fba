#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Values from a directory as Kubernetes mounts it, and from a helper program:
#
#	sh examples/files/run.sh
#
# keystrap must be in PATH. Everything happens in a temporary directory.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

random()
{
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

umask 022
mkdir -p run/..2026_11_22
random >run/..2026_11_22/session-key
printf '{"user": "shop", "password": "%s"}\n' "$(random)" >run/..2026_11_22/db.json
ln -s ..2026_11_22 run/..data
ln -s ..data/session-key ..data/db.json run/
chmod 640 run/..data/*

cat >helper <<'END'
#!/bin/sh
# Stands for the command line of a password manager.
echo "API_TOKEN=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
END
chmod 755 helper

cat >keystrap.ini <<'END'
[source run]
type      = files
directory = run

[source helper]
type      = exec
command   = ./helper
format    = dotenv
deadline  = 5s

[SESSION_KEY]
from      = run:session-key

[DB_USER]
from      = run:db.json#user

[DB_PASSWORD]
from      = run:db.json#password

[API_TOKEN]
from      = helper:API_TOKEN
sources   = exec
END

keystrap check -c keystrap.ini
keystrap run -c keystrap.ini -- sh -c 'echo "$DB_USER with a password of ${#DB_PASSWORD} characters"'
echo 'a key is gone:'
rm run/session-key
if keystrap run -c keystrap.ini -- true; then
    echo 'a missing file was not refused' >&2
    exit 1
fi
