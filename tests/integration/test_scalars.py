# SPDX-License-Identifier: Apache-2.0
"""The scalar types against Python's own readers of the same forms, on generated values."""

import base64
import datetime
import fractions
import ipaddress
import json
import math
import random
import re
import sys
import uuid

sys.dont_write_bytecode = True

from rig import checker, tap  # noqa: E402
from rig.checker import compare  # noqa: E402
from rig.tap import check, test  # noqa: E402

RANDOM = random.Random(20260615)
CASES = 2500


def mutated(seeds, alphabet, count=CASES):
    """The seeds, and texts one to three slips away from one of them."""
    made = list(seeds)
    while len(made) < count:
        text = RANDOM.choice(seeds)
        for _ in range(RANDOM.randint(1, 3)):
            place, letter = RANDOM.randint(0, len(text)), RANDOM.choice(alphabet)
            text = RANDOM.choice((text[:place] + letter + text[place:],
                                  text[:place] + text[place + 1:],
                                  text[:place] + letter + text[place + 1:],
                                  text + text[:place]))
        made.append(text)
    return made


def matches(pattern):
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def tries(reader):
    def accepted(text):
        try:
            return reader(text) is not False
        except (ValueError, RecursionError):
            return False

    return accepted


@test
def test_whole_numbers():
    def fits(text):
        return matches(r"-?(0|[1-9][0-9]*)")(text) and -2**63 <= int(text) < 2**63

    edges = [str(edge + step) for edge in (0, -2**63, 2**63) for step in (-1, 0, 1)]
    compare("int", mutated(edges + ["42", "-7", "007"], "0123456789-+.e_x "), fits)


@test
def test_fractions():
    def fits(text):
        return (matches(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")(text) and
                math.isfinite(float(text)))

    seeds = ["0", "-0.5", "1e308", "1.7976931348623157e308", "1.7976931348623159e308", "12.5e-3",
             "1" + "0" * 308, "NaN", "inf", ".5"]
    compare("float", mutated(seeds, "0123456789-+.eE "), fits)


@test
def test_addresses():
    def address(text):
        return "%" not in text and ipaddress.ip_address(text)

    def network(text):
        return (matches(r"[^/%]+/(0|[1-9][0-9]*)")(text) and
                ipaddress.ip_network(text, strict=True))

    seeds = ["192.0.2.1", "255.255.255.255", "0.0.0.0", "::", "::1", "2001:db8::1",
             "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "fe80::1%eth0", "1::8", "64:ff9b::1.2.3.4"]
    compare("ip", mutated(seeds, "0123456789abcdefF:.:/ "), tries(address))
    seeds = ["10.0.0.0/8", "0.0.0.0/0", "192.0.2.1/32", "192.0.2.128/25", "10.0.0.0/255.0.0.0",
             "2001:db8::/32", "::/0", "::1/128", "fe80::/10"]
    made = mutated(seeds, "0123456789abcdef:./ ", CASES // 2)
    for _ in range(CASES // 2):
        bits, kind = RANDOM.choice(((32, ipaddress.IPv4Address), (128, ipaddress.IPv6Address)))
        length = RANDOM.randint(0, bits + 1)
        number = RANDOM.getrandbits(bits)
        if RANDOM.random() < 0.7:
            number = number >> max(bits - length, 0) << max(bits - length, 0)
        made.append(f"{kind(number)}/{length}")
    compare("cidr", made, tries(network))


SEMVER = (r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
          r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
          r"(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
          r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?")


@test
def test_versions():
    """Against the regular expression of semver.org."""
    seeds = ["1.2.3", "0.0.0", "1.0.0-alpha.1+build.5", "10.20.30-rc.0", "1.2.3----R-S.12.9.1--.12",
             "1.0.0+0.build.1-rc.10000aaa-kk-0.1"]
    compare("semver", mutated(seeds, "0123456789.-+aZ_ v"), matches(SEMVER))
    compare("semver", mutated(["v" + seed for seed in seeds], "0123456789.-+aZvV", 500),
            matches("v?" + SEMVER), keys=["v-prefix=allow"])


@test
def test_uuids():
    def known(text):
        read = uuid.UUID(text)
        return (matches(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")(text) and
                read.variant == uuid.RFC_4122 and 1 <= (read.version or 0) <= 8)

    made = [str(uuid.UUID(int=RANDOM.getrandbits(128))) for _ in range(CASES // 2)]
    seeds = [str(uuid.UUID(int=RANDOM.getrandbits(128), version=version)) for version in (1, 4, 5)]
    compare("uuid", made + mutated(seeds, "0123456789abcdefABF-{}", CASES // 2), tries(known))


@test
def test_json():
    def reads(text):
        def pairs(members):
            names = [name for name, _ in members]
            if len(set(names)) != len(names):
                raise ValueError
            return dict(members)

        def constant(_):
            raise ValueError

        value = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be
        return True

    seeds = ['{"a":[1,-2.5e3,true,null,"x\\u0041\\n"],"b":{"a":{}}}', "[]", '"\\ud83d\\ude39"',
             '[[[["a"]]],{"a":1,"b":2}]', '{"a":1,"a":2}', " -0.0e+1 ", '{"a":{"a":1},"b":{"a":2}}']
    compare("json", mutated(seeds, '{}[]",:0123456789-+.eEtrufalsn\\ab \t\n/\x01é', 2 * CASES),
            tries(reads))


@test
def test_encodings():
    def plain(text):
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text

    def for_urls(text):
        if not matches(r"[A-Za-z0-9_-]+={0,2}")(text) or not re.search("[-_]", text):
            return False
        bare = text.rstrip("=")
        padded = bare + "=" * (-len(bare) % 4)
        read = base64.urlsafe_b64decode(padded)
        return (text in (bare, padded) and
                base64.urlsafe_b64encode(read).decode().rstrip("=") == bare)

    seeds = [base64.b64encode(RANDOM.randbytes(size)).decode() for size in range(1, 40)]
    seeds += [base64.urlsafe_b64encode(RANDOM.randbytes(size)).decode() for size in range(1, 40)]
    compare("base64", mutated(seeds, "AQgwz09+/-_= "),
            lambda text: tries(plain)(text) or tries(for_urls)(text))
    compare("hex", mutated(["00ff", "DEADbeef"], "0123456789abcdefABCDEFgx ", 600),
            matches(r"([0-9a-fA-F]{2})+"))


@test
def test_mail_addresses():
    atom = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
    label = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    shape = matches(rf"{atom}(\.{atom})*@({label}\.)+(?!\d+\Z){label}")

    def known(text):
        return shape(text) and len(text.partition("@")[0]) <= 64 and len(text) <= 254

    seeds = ["ops@acme.io", "a.b+c@d-e.co.uk", "x" * 64 + "@y.org", "o'brien@" + "z" * 63 + ".com",
             "a@1.2.3.4", "a@b.c1"]
    compare("email", mutated(seeds, "abz09.@-_+ <>\"(),"), known)


@test
def test_time_zones():
    zones = open_zones()
    made = mutated(sorted(zones), "abzAZ/_+-09.", 3000)
    folded = {zone.lower() for zone in zones}
    # A name that only the system's database has is right too: leave out what looks like one.
    compare("timezone", [name for name in made if name in zones or name.lower() not in folded],
            lambda name: name in zones)


def open_zones():
    import zoneinfo

    zones = zoneinfo.available_timezones()
    if not zones:
        raise tap.Skip("no time zone database")
    return zones


UNITS = {"w": 7 * 86400 * 10**9, "d": 86400 * 10**9, "h": 3600 * 10**9, "m": 60 * 10**9,
         "s": 10**9, "ms": 10**6, "us": 1000, "ns": 1}


def nanoseconds(text):
    """The duration of a text, or None; with exact arithmetic."""
    if matches("0|[1-9][0-9]*")(text):
        total = int(text) * 10**9
    elif matches(r"([0-9]+(\.[0-9]+)?[a-z]+)+")(text):
        parts = re.findall(r"([0-9.]+)([a-z]+)", text)
        sizes = [UNITS.get(unit, 0) for _, unit in parts]
        if 0 in sizes or any(a <= b for a, b in zip(sizes, sizes[1:])):
            return None
        total = sum(math.floor(fractions.Fraction(number) * size)
                    for (number, _), size in zip(parts, sizes))
    else:
        return None
    return total if total < 2**64 else None


def exact(kind, made, value_of, unit):
    """Each value is what value_of says, to the last unit: with min = max = that, and next to it."""
    lines, wanted = [], []
    for text in sorted(set(made) - {""}):
        value = value_of(text)
        if value is None:
            lines.append(checker.line(kind, text))
            wanted.append((text, False))
            continue
        for low, high, good in ((value, value, True), (value + 1, value + 2, False),
                                (value - 2, value - 1, False)):
            if 0 <= low and high < 2**64:
                lines.append(checker.line(kind, text, [f"min={low}{unit}", f"max={high}{unit}"]))
                wanted.append((text, good))
    answers = checker.verdicts(lines)
    differing = [(text, found) for (text, good), (got, found) in zip(wanted, answers)
                 if good != got]
    check(not differing, f"{kind}: {len(differing)} of {len(lines)}, as in {differing[:4]}")


@test
def test_durations_are_exact():
    made = mutated(["1h30m", "1.5h", "90s", "250ms", "2w3d4h5m6s7ms8us9ns", "0.3333333333333333h",
                    "86400", "584y", "18446744073709551615ns"], "0123456789.wdhmsun ", 1500)
    for _ in range(700):
        names = sorted(RANDOM.sample(list(UNITS), RANDOM.randint(1, 4)),
                       key=lambda unit: -UNITS[unit])
        made.append("".join(f"{RANDOM.choice((RANDOM.randint(0, 999), round(RANDOM.random(), 9)))}"
                            f"{unit}" for unit in names))
    # Bounds are compared in milliseconds as long doubles: exact to the nanosecond below 2^63 ns.
    exact("duration", [text for text in made if "e" not in text and
                       (nanoseconds(text) or 0) < 2**53], nanoseconds, "ns")


@test
def test_sizes_are_exact():
    units = {"": 1, "b": 1, "t": 1024**4, "tb": 1000**4, "tib": 1024**4}
    for power, letter in enumerate("kmg", 1):
        units |= {letter: 1024**power, letter + "b": 1000**power, letter + "ib": 1024**power}

    def size_of(text):
        read = re.fullmatch(r"([0-9]+)(\.[0-9]+)?([A-Za-z]*)", text)
        if not read or read[3].lower() not in units:
            return None
        factor = units[read[3].lower()]
        if (factor == 1 and read[2]) or (not read[3] and read[1] != "0" and read[1][0] == "0"):
            return None
        if not read[3] and len(read[1]) > 1 and read[1][0] == "0":
            return None
        total = math.floor(fractions.Fraction(read[1] + (read[2] or "")) * factor)
        return total if total < 2**64 else None

    seeds = ["10485760", "10MB", "1.5GiB", "512K", "0.3333333333TiB", "18446744073709551615",
             "16777215TiB", "1024B", "10XB"]
    exact("size", mutated(seeds, "0123456789.KMGTkmgtBbi- ", 1500), size_of, "")


@test
def test_iso_durations():
    def length(text):
        read = re.fullmatch(r"P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
        if not read or not any(read.groups()):
            return None
        days, hours, minutes, seconds = (int(part or 0) for part in read.groups())
        delta = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return (delta // datetime.timedelta(microseconds=1)) * 1000

    made = mutated(["PT30S", "P1DT12H", "PT1H30M5S", "P90D", "P1DT", "P"], "0123456789PTDHMS", 1200)
    known = [text for text in made if text.startswith("P") and
             (length(text) is not None and length(text) < 2**53 or
              not re.fullmatch(r"P[0-9YMWDTHS.,]*", text) or text in ("P", "PT", "P1DT"))]
    exact("duration", known, length, "ns")


@test
def test_schedules():
    """Against a model of crontab(5): each field is the set of its values, or nothing."""
    limits = [(0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 7)]
    names = [{}] * 4 + [
        {name: number for number, name in enumerate(
            "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)},
        {name: number for number, name in enumerate("sun mon tue wed thu fri sat".split())}]

    def value(text, field):
        number = names[field].get(text.lower())
        if number is None and re.fullmatch("[0-9]{1,2}", text):
            number = int(text)
        low, high = limits[field]
        return number if number is not None and low <= number <= high else None

    def item(text, field):
        read = re.fullmatch(r"(?:\*|(\w+)(?:-(\w+))?)(?:/([0-9]{1,2}))?", text, re.ASCII)
        if not read or (read[3] and not 0 < int(read[3]) <= limits[field][1]):
            return False
        if not read[1]:
            return True
        first, last = value(read[1], field), value(read[2] or read[1], field)
        if field == 5 and last == 0 and first:
            last = 7
        return first is not None and last is not None and first <= last

    def known(text):
        fields = text.split()
        if text != text.strip() or len(fields) not in (5, 6):
            return False
        return all(item(part, place) for place, whole in enumerate(fields, 6 - len(fields))
                   for part in whole.split(","))

    seeds = ["*/5 * * * *", "0 9-17 * * mon-fri", "0,30 0-23/2 1,15 jan-jun/2 *", "59 23 31 12 7",
             "0 0 0 1 1 0", "10 5 4 * * sat-sun"]
    compare("cron", mutated(seeds, "0123456789*/-, mon", 2 * CASES), known)


if __name__ == "__main__":
    tap.main()
