#!/usr/bin/env python3
"""Generates Sources/AWSClient/ServiceHosts/SigningNames.swift, the signing names of AWS's hosts.

The input is botocore's data (tested with 1.43.106): the hosts of its endpoint rules for every service, region and
variant, the templates of hosts in these rules, the host prefixes of operations, and the signing names and regions.
`data-planes.txt` adds hosts that botocore does not have.

    pip install botocore==1.43.106
    python3 Sources/AWSClient/ServiceHosts/Generator/generate.py              writes the file
    python3 Sources/AWSClient/ServiceHosts/Generator/generate.py --output F   writes to the file F
    python3 Sources/AWSClient/ServiceHosts/Generator/generate.py --hosts F    also writes every host with its signing names

A test regenerates the file and compares it, and checks `ServiceHost` with every host of `--hosts`.
"""

import argparse
import collections
import itertools
import pathlib
import re

import botocore
import botocore.session
from botocore.endpoint_provider import EndpointProvider

HERE = pathlib.Path(__file__).resolve().parent
WIDTH = 116
REGION = re.compile(r"^[a-z]+(-[a-z]+)+-\d+$")
# The suffixes beyond those of partitions, as in ServiceHost.swift.
OTHER_SUFFIXES = ["on.aws", "aws.amazon.com", "amazonaws.cn", "amazonaws-us-gov.com"]


def load():
    loader = botocore.session.get_session().get_component("data_loader")
    return loader, loader.load_data("partitions")["partitions"]


def endpoints_in(node):
    """The endpoint objects of a rule set, at any depth."""
    if isinstance(node, dict):
        if node.get("type") == "endpoint":
            yield node["endpoint"]
        for child in node.values():
            yield from endpoints_in(child)
    elif isinstance(node, list):
        for child in node:
            yield from endpoints_in(child)


def template_hosts(url):
    """The hosts of a rule's template with sample values; none for templates that contain a host of the user."""
    if not isinstance(url, str) or not url.startswith("https://") or re.search(r"CustomEndpointSuffix|\{url#", url):
        return
    host = url.removeprefix("https://").split("/")[0]
    for operation, suffix in itertools.product(["control", "data"], ["us-east-1", "eu-west-1"]):
        text = re.sub(r"\{[A-Za-z]*#dnsSuffix\}", "amazonaws.com", host)
        text = re.sub(r"\{[A-Za-z]*#dualStackDnsSuffix\}", "api.aws", text)
        text = text.replace("{OperationType}", operation)
        text = re.sub(r"\{(Region|[A-Za-z]*#(region|implicitGlobalRegion)|BucketRegion)\}", suffix, text)
        text = re.sub(r"\{s3expressAvailabilityZoneId\}", "use1-az4", text)
        text = re.sub(r"\{[^}]*\}", "sample1", text)
        if "{" not in text:
            yield text


def known_hosts():
    """Every host with its signing names and regions: {host: {(service, region)}}; region None for the caller's."""
    loader, partitions = load()
    hosts = collections.defaultdict(set)
    for name in loader.list_available_services("service-2"):
        model = loader.load_service_model(name, "service-2")
        signing = model["metadata"].get("signingName") or model["metadata"]["endpointPrefix"]
        document = loader.load_service_model(name, "endpoint-rule-set-1")
        rules = EndpointProvider(document, {"partitions": partitions, "version": "1.1"})
        prefixes = {operation.get("endpoint", {}).get("hostPrefix", "") for operation in model["operations"].values()}
        prefixes = {re.sub(r"\{[^}]*\}", "sample1", prefix) for prefix in prefixes} | {""}
        extra = [{}]
        if name == "neptune-graph":
            extra = [{"ApiType": "ControlPlane"}, {"ApiType": "DataPlane"}]
        if name in ("s3", "sts"):
            extra.append({"UseGlobalEndpoint": True})
        for partition in partitions:
            for region in partition["regions"]:
                for fips, dual, more in itertools.product([False, True], [False, True], extra):
                    try:
                        found = rules.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, **more)
                    except Exception:  # the service has no such endpoint
                        continue
                    host = found.url.split("://")[1].split("/")[0]
                    # A pseudo-region is not part of a real host.
                    if region.endswith("-global") and region in host:
                        continue
                    scheme = (found.properties.get("authSchemes") or [{}])[0]
                    signed = (scheme.get("signingName") or signing, scheme.get("signingRegion") or region)
                    for prefix in prefixes:
                        hosts[prefix + host].add(signed)
        for endpoint in endpoints_in(document):
            for scheme in endpoint.get("properties", {}).get("authSchemes") or [{}]:
                for host in template_hosts(endpoint["url"]):
                    hosts[host].add((scheme.get("signingName") or signing, None))
    # The older endpoints data has a few hosts with a signing name of their own.
    for partition in loader.load_data("endpoints")["partitions"]:
        for name, service in partition["services"].items():
            for region, endpoint in service.get("endpoints", {}).items():
                scope = {**service.get("defaults", {}).get("credentialScope", {}), **endpoint.get("credentialScope", {})}
                template = endpoint.get("hostname") or service.get("defaults", {}).get("hostname")
                if template and "service" in scope and "localhost" not in template:
                    values = dict(service=name, region=region, dnsSuffix=partition["dnsSuffix"])
                    hosts[template.format(**values)].add((scope["service"], scope.get("region") or region))
    # The console's sign-in has domains of its own in some partitions; no caller of an API signs for them.
    endings = suffixes(partitions)
    unknown = [host for host in hosts if ".signin." in host and split(host, endings)[0] is None]
    for host in unknown:
        del hosts[host]
    return hosts, partitions


def suffixes(partitions):
    """Suffix -> the signing region of hosts without a region, longest suffix first."""
    found = {}
    for partition in partitions:
        outputs = partition["outputs"]
        for key in ("dnsSuffix", "dualStackDnsSuffix"):
            found.setdefault(outputs[key], outputs["implicitGlobalRegion"])
    for suffix in OTHER_SUFFIXES:
        region = {"amazonaws.cn": "cn-northwest-1", "amazonaws-us-gov.com": "us-gov-west-1"}.get(suffix, "us-east-1")
        found[suffix] = region
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def plain(label):
    """A label without its FIPS or zone marks."""
    if label.startswith("s3express-"):
        return "s3express"
    label = label.removesuffix("-fips")
    return "" if label in ("fips", "dualstack") else label.replace("-fips-", "-").removeprefix("fips-")


def split(host, endings):
    """The labels of the service, and the region, as in `ServiceHost`."""
    ending = next((ending for ending in endings if host.endswith("." + ending)), None)
    if ending is None:
        return None, None
    labels = host[: -len(ending) - 1].split(".")
    region = endings[ending]
    if labels[-1] in ("us-gov", "global"):
        if labels.pop() == "us-gov":
            region = "us-gov-west-1"
    if labels and labels[-1] == "vpce":
        labels = [label for label in labels[:-1] if not label.startswith("vpce-")]
    for index in (len(labels) - 1, len(labels) - 2):
        if len(labels) > 1 and index >= 0 and REGION.match(labels[index]):
            region = labels.pop(index)
            break
    labels = [label for label in map(plain, labels) if label]
    if labels and labels[-1].startswith("s3-") and REGION.match(labels[-1][3:]):
        region = labels[-1][3:]
        labels[-1] = "s3"
    return labels, region


def tables():
    hosts, partitions = known_hosts()
    endings = suffixes(partitions)
    votes = collections.defaultdict(collections.Counter)
    for host, signed in hosts.items():
        labels, _ = split(host, endings)
        if labels is None:
            raise SystemExit(f"a host with an unknown suffix: {host}; add it here and in ServiceHost.swift")
        key = ".".join(labels)
        if any("sample1" in label for label in labels):
            last = max(index for index, label in enumerate(labels) if "sample1" in label)
            key = "*." + ".".join(labels[last + 1 :])
        for name, _ in signed:
            votes[key][name] += 1
    # If two services share a host, the one with more hosts comes first.
    names = {key: "|".join(sorted(found, key=lambda name: (-found[name], name))) for key, found in votes.items()}
    for line in (HERE / "data-planes.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            key, name = line.split("=")
            names[key] = name
    # Exceptions of single hosts from the general rule.
    regions = {}
    for host, signed in hosts.items():
        labels, region = split(host, endings)
        wanted = {area for _, area in signed if area}
        if wanted and region not in wanted:
            regions[host] = sorted(wanted)[0]
    # One line for a service whose hosts are all signed for one region.
    for key, places in collections.Counter((".".join(split(host, endings)[0]), regions[host]) for host in regions).items():
        labels, region = key
        if places > 5:
            regions = {host: area for host, area in regions.items() if ".".join(split(host, endings)[0]) != labels}
            regions[labels] = region
    return hosts, names, regions


def wrapped(words):
    lines, line = [], ""
    for word in words:
        if line and len(line) + 1 + len(word) > WIDTH - 8:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    return lines + [line] if line else lines


def swift(names, regions):
    def entry(key):
        return key if names[key] == key else f"{key}={names[key]}"

    def literal(words):
        return "\n".join("        " + line for line in wrapped(words))

    return f'''// Generated by Sources/AWSClient/ServiceHosts/Generator/generate.py from botocore's data and data-planes.txt; do not edit.

/// The signing names and regions of AWS's hosts, the tables of ``ServiceHost``.
enum SigningNames {{
    /// Signing names by a host's labels: `labels=name`, or `labels` if the two are the same. `*` stands for the user's own
    /// labels, and `|` separates the names of services that share a host.
    static let names = """
{literal([entry(key) for key in sorted(names)])}
        """

    /// Signing regions that differ from a host's labels and suffix, by host or, for all hosts of a service, by labels.
    static let regions = """
{literal([f"{key}={regions[key]}" for key in sorted(regions)])}
        """
}}
'''


def main():
    parser = argparse.ArgumentParser(description="Writes the table of signing names.")
    parser.add_argument("--output", type=pathlib.Path, default=HERE.parent / "SigningNames.swift")
    parser.add_argument("--hosts", type=pathlib.Path, help="the file for lines of hosts, services and regions")
    options = parser.parse_args()
    hosts, names, regions = tables()
    options.output.write_text(swift(names, regions))
    if options.hosts:
        lines = []
        for host, signed in sorted(hosts.items()):
            areas = sorted({area for _, area in signed if area})
            lines.append(" ".join([host, "|".join(sorted({name for name, _ in signed})), "|".join(areas) or "-"]))
        options.hosts.write_text("\n".join(lines) + "\n")
    print(botocore.__version__)


if __name__ == "__main__":
    main()
