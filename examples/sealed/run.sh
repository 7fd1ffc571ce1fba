#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A .env becomes a manifest and a sealed file, one secret is changed, a program is started:
#
#	sh examples/sealed/run.sh
#
# keystrap must be in PATH. Everything happens in a temporary directory, keys included.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

random()
{
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}

umask 077
cat >.env <<END
LOG_LEVEL=info
PORT=8000
DB_USER=shop
DB_PASSWORD=$(random)
JWT_SECRET_KEY=changeme
END

keystrap init
rm .env

# The key is a placeholder, which run refuses: this is how it is mended.
if keystrap run -c keystrap.ini -- true; then
    echo 'a placeholder was not refused' >&2
    exit 1
fi
random | keystrap seal --identity age.key --set JWT_SECRET_KEY secrets.age

keystrap check -c keystrap.ini
keystrap run -c keystrap.ini -- sh -c 'echo "port $PORT, a key of ${#JWT_SECRET_KEY} characters"'
