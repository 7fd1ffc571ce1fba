#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Asks mandoc about the manual pages; it must have nothing to warn of. Usage: mandoc.sh SOURCE_ROOT
set -eu

cd "$1"
set -- man/*.[1-8]
if [ ! -f "$1" ]; then
    echo 'SKIP: no manual pages'
    exit 77
fi
if ! command -v mandoc >/dev/null; then
    echo 'SKIP: no mandoc'
    exit 77
fi
exec mandoc -T lint -W warning "$@"
