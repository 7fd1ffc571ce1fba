# SPDX-License-Identifier: Apache-2.0
"""Asks Secrets Manager with botocore as often as a line comes in, and prints how long it took.

Runs in the virtual environment that has botocore; stores.py starts it. The only argument is JSON:
region, address, authority and the names of the secrets. The client is new each time, as its
connections are; making it is not timed.
"""

import json
import sys
import time

import botocore.session

MOST = 20  # in one batch


def main():
    about = json.loads(sys.argv[1])
    names = about["names"]
    session = botocore.session.get_session()
    for _ in sys.stdin:
        client = session.create_client("secretsmanager", region_name=about["region"],
                                       endpoint_url=about["address"], verify=about["authority"])
        start = time.perf_counter()
        found = 0
        for at in range(0, len(names), MOST):
            reply = client.batch_get_secret_value(SecretIdList=names[at:at + MOST])
            found += len(reply["SecretValues"])
        taken = time.perf_counter() - start
        if found != len(names):
            sys.exit(f"{found} secrets of {len(names)}")
        print(taken, flush=True)


main()
