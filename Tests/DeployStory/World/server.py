"""The AWS of the deploy story: ministack with tasks in containers, databases in PostgreSQL and load balancers that forward.

Reads one line of JSON from its standard input, {"servers": …, "suffix": …, "directory": …}, and prints {"url": …} when it serves.
Each further line is a call of faults.py, such as {"fail": {"type": "AWS::SSM::Parameter", "action": "delete"}}, and is answered
by a line. It ends with its input. It runs in the story's own namespaces, beside podman and the PostgreSQL servers of machine.py.
"""

import io
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path

settings = json.loads(sys.stdin.readline())
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "DeploymentTests/Emulator"))


def registry_facts():
    """What the tests' emulator gets from the Swift tests: the properties of each type that replace it, and its attributes."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER as schemas

    facts = {}
    for kind in schemas.get_resource_types("eu-central-1"):
        schema = schemas.get_resource_schema("eu-central-1", kind).schema
        bare = [[path.removeprefix("/properties/") for path in schema.get(name, [])]
                for name in ("createOnlyProperties", "readOnlyProperties")]
        facts[kind] = {"createOnly": [path.split("/")[0] for path in bare[0]],
                       "attributes": [path.replace("/", ".") for path in bare[1]]}
    return facts


standard_input, sys.stdin = sys.stdin, io.StringIO(json.dumps({"types": registry_facts()}) + "\n")
import world

sys.stdin = standard_input
import access
import balancer
import database
import directory
import faults
import formation
import forward
import names
import registry
import schedules
import services
import tasks

loop = forward.new_loop()
forward.start(loop, world.port)
directory.start(loop, settings["directory"])
balancer.install(loop)
registry.install(f"http://{names.AWS}")
tasks.install()
services.install(world.facts)
for folder, _ in settings["servers"]:
    database.prepare(folder)
database.install(settings["servers"], settings["suffix"])
schedules.install(f"http://127.0.0.1:{world.port}")
for account in settings["accounts"]:
    for region in settings["regions"]:
        names.add(f"{account}.dkr.ecr.{region}.amazonaws.com", names.REGISTRY)

access.install()
formation.install()
faults.install()


def obey():
    """Announces the server, then carries out the lines of the standard input."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", world.port), 1).close()
            break
        except OSError:
            time.sleep(0.02)
    print(json.dumps({"url": f"http://127.0.0.1:{world.port}"}), flush=True)
    for line in sys.stdin:
        for name, arguments in json.loads(line).items():
            getattr(faults, name)(**arguments)
        print(json.dumps({"done": True}), flush=True)
    os._exit(0)


threading.Thread(target=obey, daemon=True).start()
sys.argv = ["ministack"]

import extras
import ministack.app

extras.install()
ministack.app.main()
