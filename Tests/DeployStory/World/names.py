"""Host names of the world: AWS names a database, a load balancer and a registry, and here the names are addresses of this machine.

The world has a mount namespace of its own, in which /etc/hosts is a file of the run. Podman copies it into containers.
"""

import itertools
import threading

# The addresses of the agent of ECS, as on Fargate, of the emulated AWS, and of the servers of databases, one for each instance of
# RDS that can exist at a time. Containers reach them through their bridge.
AGENT = "169.254.170.2"
AWS = "169.254.170.23"
DATABASES = ("169.254.170.54", "169.254.170.55")
# Only this machine reaches loopback addresses.
REGISTRY = "127.0.3.1"

_lock = threading.Lock()
_balancers = itertools.count(1)


def add(name, address):
    """Makes a name resolve to an address."""
    with _lock, open("/etc/hosts", "a") as file:
        file.write(f"{address}\t{name}\n")


def next_balancer():
    """An address of loopback for another load balancer."""
    return f"127.0.4.{next(_balancers)}"
