"""The load balancers of the world: each listens on an address of loopback that its DNS name resolves to, checks its targets'
health and forwards requests to healthy ones. A target that leaves gets no new request, and stays until its last one is answered.
"""

import asyncio
import dataclasses
import itertools
import threading
import time
import urllib.parse

import forward
import names
from ministack.services import alb

# AWS's intervals are made for machines far away; these go by as many times faster.
PACE = 15

_lock = threading.RLock()
# The targets of each group by (address, port).
_targets = {}
_loop = None
_listening = {}
_addresses = {}
_turn = itertools.count()


@dataclasses.dataclass
class Target:
    """A registered target."""
    address: str
    port: int
    state: str = "initial"
    reason: str = "Elb.RegistrationInProgress"
    description: str = "Target registration is in progress"
    successes: int = 0
    failures: int = 0
    requests: int = 0
    gone: bool = False


def _record(store, arn):
    return next((value for key, value in list(store._data.items()) if key[-1] == arn), None)


def _attribute(arn, key, fallback):
    attributes = _record(alb._tg_attrs, arn) or []
    return next((entry["Value"] for entry in attributes if entry["Key"] == key), fallback)


def register(group, address, port):
    """Adds a target to a group, unless it is there."""
    with _lock:
        known = _targets.setdefault(group, {})
        found = known.get((address, port))
        if found and not found.gone:
            return
        known[address, port] = target = Target(address, port)
    asyncio.run_coroutine_threadsafe(_check(group, target), _loop)


def deregister(group, address, port):
    """Lets a target drain."""
    with _lock:
        target = _targets.get(group, {}).get((address, port))
        if not target or target.gone:
            return
        target.gone = True
        target.state, target.reason = "draining", "Target.DeregistrationInProgress"
        target.description = "Target deregistration is in progress"
    asyncio.run_coroutine_threadsafe(_drain(group, target), _loop)


def drain(address):
    """Deregisters an address from every group and waits until it has drained."""
    with _lock:
        found = [(group, key) for group, known in _targets.items() for key in known if key[0] == address]
    for group, (host, port) in found:
        deregister(group, host, port)
    while any(_targets.get(group, {}).get(key) for group, key in found):
        time.sleep(0.02)


def health(group, address, port):
    """A target, or None."""
    return _targets.get(group, {}).get((address, port))


async def _drain(group, target):
    end = time.monotonic() + float(_attribute(group, "deregistration_delay.timeout_seconds", "300")) / PACE
    # A moment for requests that have just chosen the target.
    await asyncio.sleep(0.2)
    while target.requests and time.monotonic() < end:
        await asyncio.sleep(0.02)
    with _lock:
        known = _targets.get(group, {})
        if known.get((target.address, target.port)) is target:
            del known[target.address, target.port]


async def _probe(group, target):
    """The status of a health check, or the reason of its failure."""
    port = group.get("HealthCheckPort", "traffic-port")
    port = target.port if port == "traffic-port" else int(port)
    reader, writer = await asyncio.open_connection(target.address, port)
    try:
        path = group.get("HealthCheckPath") or "/"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {target.address}:{port}\r\nUser-Agent: ELB-HealthChecker/2.0\r\n"
                     "Connection: close\r\n\r\n".encode())
        await writer.drain()
        line = await reader.readline()
        return int(line.split()[1])
    finally:
        writer.close()


def _matches(matcher, status):
    for part in str(matcher or "200").split(","):
        low, _, high = part.partition("-")
        if int(low) <= status <= int(high or low):
            return True
    return False


async def _check(arn, target):
    """Checks a target until it is deregistered."""
    while not target.gone:
        group = _record(alb._tgs, arn)
        if not group:
            return
        timeout = float(group.get("HealthCheckTimeoutSeconds") or 5)
        try:
            status = await asyncio.wait_for(_probe(group, target), timeout)
            matcher = (group.get("Matcher") or {}).get("HttpCode")
            failure = None if _matches(matcher, status) else (
                "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]")
        except asyncio.TimeoutError:
            failure = "Target.Timeout", "Request timed out"
        except (OSError, ValueError, IndexError):
            failure = "Target.FailedHealthChecks", "Health checks failed"
        with _lock:
            if target.gone:
                return
            if not failure:
                target.successes, target.failures = target.successes + 1, 0
                # A new target needs one success.
                if target.state == "initial" or target.successes >= int(group.get("HealthyThresholdCount") or 5):
                    target.state, target.reason, target.description = "healthy", "", ""
            else:
                target.successes, target.failures = 0, target.failures + 1
                if target.failures >= int(group.get("UnhealthyThresholdCount") or 2):
                    target.state = "unhealthy"
                    target.reason, target.description = failure
                elif target.state == "initial":
                    target.reason = "Elb.InitialHealthChecking"
                    target.description = "Initial health checks in progress"
        await asyncio.sleep(float(group.get("HealthCheckIntervalSeconds") or 30) / PACE)


def _choose(group):
    """A healthy target of a group; any registered one if none is healthy, as AWS fails open."""
    with _lock:
        present = [target for target in _targets.get(group, {}).values() if not target.gone]
        healthy = [target for target in present if target.state == "healthy"] or [
            target for target in present if target.state == "unhealthy"]
        if not healthy:
            return None
        target = healthy[next(_turn) % len(healthy)]
        target.requests += 1
        return target


def _action(listener, method, path, headers):
    """The action of the first rule that matches."""
    rules = sorted((rule for _, rule in alb._rules.all_items() if rule.get("ListenerArn") == listener["ListenerArn"]),
                   key=alb._rule_sort_key)
    parts = urllib.parse.urlsplit(path)
    query = urllib.parse.parse_qs(parts.query)
    for rule in rules:
        if rule.get("IsDefault") or all(alb._match_condition(condition, method, parts.path, headers, query)
                                        for condition in rule.get("Conditions", [])):
            actions = rule.get("Actions") or listener.get("DefaultActions") or []
            break
    else:
        actions = listener.get("DefaultActions") or []
    return actions[-1] if actions else {}


def _group(action):
    """The target group of a forward action, by its weights."""
    weighted = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
    if not weighted:
        return action.get("TargetGroupArn")
    weights = [max(0, int(entry.get("Weight", 1))) for entry in weighted]
    turn = next(_turn) % (sum(weights) or 1)
    for entry, weight in zip(weighted, weights):
        if turn < weight:
            return entry["TargetGroupArn"]
        turn -= weight
    return weighted[0]["TargetGroupArn"]


def _simple(writer, status, text):
    """An answer of the load balancer itself."""
    body = text.encode()
    writer.write(f"HTTP/1.1 {status}\r\nServer: awselb/2.0\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
                 "Connection: close\r\n\r\n".encode() + body)


async def _body(reader, writer, headers, until_end=False):
    """Relays a message's body by its framing (RFC 9112 section 6)."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        while True:
            line = await reader.readuntil(b"\r\n")
            writer.write(line)
            size = int(line.split(b";")[0], 16)
            writer.write(await reader.readexactly(size + 2) if size else b"")
            await writer.drain()
            if not size:
                while (trailer := await reader.readuntil(b"\r\n")) != b"\r\n":
                    writer.write(trailer)
                writer.write(b"\r\n")
                return
    elif "content-length" in headers:
        rest = int(headers["content-length"])
        while rest:
            chunk = await reader.read(min(rest, 65536))
            if not chunk:
                raise EOFError
            rest -= len(chunk)
            writer.write(chunk)
            await writer.drain()
    elif until_end:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()


def _parse(head):
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    pairs = [line.split(":", 1) for line in lines]
    return first, [(name.strip(), value.strip()) for name, value in pairs]


async def _exchange(target, first, fields, reader, writer, peer):
    """One request and its response through a target; true if the client's connection can be used again."""
    method = first.split(" ", 1)[0]
    headers = {name.lower(): value for name, value in fields}
    try:
        upstream, sink = await asyncio.wait_for(asyncio.open_connection(target.address, target.port), 10)
    except (OSError, asyncio.TimeoutError):
        _simple(writer, "502 Bad Gateway", "502 Bad Gateway")
        return False
    sending = None
    try:
        forwarded = ", ".join(filter(None, [headers.get("x-forwarded-for"), peer]))
        kept = [(name, value) for name, value in fields if name.lower() not in
                ("connection", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-port")]
        kept += [("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", "http"), ("X-Forwarded-Port", "80"),
                 ("X-Amzn-Trace-Id", "Root=" + alb._trace_id()), ("Connection", "close")]
        sink.write((first + "\r\n" + "".join(f"{name}: {value}\r\n" for name, value in kept) + "\r\n").encode("latin-1"))
        sending = asyncio.ensure_future(_body(reader, sink, headers))
        while True:
            head = await upstream.readuntil(b"\r\n\r\n")
            status_line, answer = _parse(head)
            status = int(status_line.split(" ")[1])
            if status >= 200:
                break
            writer.write(head)
        answered = {name.lower(): value for name, value in answer}
        bodiless = method == "HEAD" or status in (204, 304)
        framed = bodiless or "content-length" in answered or "transfer-encoding" in answered
        keep = framed and headers.get("connection", "").lower() != "close" and sending.done()
        answer = [(name, value) for name, value in answer if name.lower() != "connection"]
        if not keep:
            answer.append(("Connection", "close"))
        lines = "".join(f"{name}: {value}\r\n" for name, value in answer)
        writer.write(f"{status_line}\r\n{lines}\r\n".encode("latin-1"))
        if not bodiless:
            await _body(upstream, writer, answered, until_end=True)
        await writer.drain()
        return keep
    except (EOFError, asyncio.LimitOverrunError):
        _simple(writer, "502 Bad Gateway", "502 Bad Gateway")
        return False
    finally:
        if sending:
            sending.cancel()
        sink.close()


def _handler(arn):
    async def serve(reader, writer):
        forward.keep()
        peer = writer.get_extra_info("peername")[0]
        try:
            while True:
                first, fields = _parse(await reader.readuntil(b"\r\n\r\n"))
                method, path, _ = first.split(" ", 2)
                listener = _record(alb._listeners, arn)
                action = _action(listener, method, path, {name.lower(): value for name, value in fields}) if listener else {}
                if action.get("Type") == "fixed-response":
                    fixed = action.get("FixedResponseConfig") or {}
                    _simple(writer, f"{fixed.get('StatusCode', 503)} Fixed", fixed.get("MessageBody") or "")
                    break
                target = _choose(_group(action)) if action.get("Type") == "forward" else None
                if not target:
                    _simple(writer, "503 Service Temporarily Unavailable", "503 Service Temporarily Unavailable")
                    break
                try:
                    if not await _exchange(target, first, fields, reader, writer, peer):
                        break
                finally:
                    with _lock:
                        target.requests -= 1
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError):
            pass
        finally:
            try:
                await writer.drain()
            except OSError:
                pass
            writer.close()

    return serve


async def _listen():
    """Opens the listeners of new load balancers and closes those of deleted ones."""
    while True:
        balancers = {value["LoadBalancerArn"]: value for _, value in alb._lbs.all_items()}
        listeners = {value["ListenerArn"]: value for _, value in alb._listeners.all_items()}
        for arn, balancer in balancers.items():
            if arn not in _addresses:
                _addresses[arn] = names.next_balancer()
                names.add(balancer["DNSName"], _addresses[arn])
        for arn, listener in listeners.items():
            if arn not in _listening and listener["LoadBalancerArn"] in _addresses and listener.get("Protocol") == "HTTP":
                _listening[arn] = await asyncio.start_server(
                    _handler(arn), _addresses[listener["LoadBalancerArn"]], int(listener["Port"]))
        for arn in [arn for arn in _listening if arn not in listeners]:
            _listening.pop(arn).close()
        await asyncio.sleep(0.1)


def _described(params):
    arn = alb._p(params, "TargetGroupArn")
    group = _record(alb._tgs, arn)
    if not group:
        return alb._error("TargetGroupNotFound", f"Target group '{arn}' not found.")
    wanted = {target["Id"] for target in alb._parse_targets_param(params)}
    members = ""
    with _lock:
        for target in _targets.get(arn, {}).values():
            if wanted and target.address not in wanted:
                continue
            members += (f"<member><Target><Id>{target.address}</Id><Port>{target.port}</Port></Target>"
                        f"<HealthCheckPort>{target.port}</HealthCheckPort><TargetHealth><State>{target.state}</State>")
            if target.reason:
                members += f"<Reason>{target.reason}</Reason><Description>{target.description}</Description>"
            members += "</TargetHealth></member>"
    return alb._xml(200, "DescribeTargetHealth", f"<TargetHealthDescriptions>{members}</TargetHealthDescriptions>")


def _by_call(change, action):
    def answer(params):
        arn = alb._p(params, "TargetGroupArn")
        group = _record(alb._tgs, arn)
        if not group:
            return alb._error("TargetGroupNotFound", f"Target group '{arn}' not found.")
        for target in alb._parse_targets_param(params):
            change(arn, target["Id"], int(target.get("Port") or group["Port"]))
        return alb._empty(action)

    return answer


def install(loop):
    """Replaces ministack's health of targets and serves the listeners on the given loop."""
    global _loop
    _loop = loop
    alb._ACTION_MAP.update(
        DescribeTargetHealth=_described, RegisterTargets=_by_call(register, "RegisterTargets"),
        DeregisterTargets=_by_call(deregister, "DeregisterTargets"))
    asyncio.run_coroutine_threadsafe(_listen(), loop)
