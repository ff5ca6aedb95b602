"""The two addresses that tasks of Fargate know: the agent's, with credentials and metadata, and AWS's own."""

import asyncio
import datetime
import json
import secrets
import threading

import names

# What a task may present to AWS, by the path of its credentials. Ministack takes the account from a key of twelve digits.
issued = {}
_connections = set()


def issue(account, role):
    """The path at which a task gets the credentials of its role."""
    path = f"/v2/credentials/{secrets.token_hex(16)}"
    issued[path] = {"AccessKeyId": account, "RoleArn": role, "SecretAccessKey": secrets.token_urlsafe(30),
                    "Token": secrets.token_urlsafe(60)}
    return path


def keep():
    """Keeps the task of a connection until it ends. A loop refers to its tasks weakly."""
    task = asyncio.current_task()
    _connections.add(task)
    task.add_done_callback(_connections.discard)


async def pump(reader, writer):
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.close()


def forwarder(port):
    """A handler of connections that connects them to a port of loopback."""

    async def forward(reader, writer, head=b""):
        keep()
        try:
            upstream, sink = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        sink.write(head)
        await asyncio.gather(pump(reader, sink), pump(upstream, writer), return_exceptions=True)
        sink.close()
        writer.close()

    return forward


def agent(port):
    """A handler of connections to the agent's address: credentials, and metadata of ministack."""
    forward = forwarder(port)

    async def answer(reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (OSError, EOFError, asyncio.LimitOverrunError):
            writer.close()
            return
        path = head.split(b" ", 2)[1].decode()
        if not path.startswith("/v2/credentials/"):
            await forward(reader, writer, head)
            return
        found = issued.get(path)
        expiry = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=6)
        body = json.dumps(dict(found, Expiration=expiry.strftime("%Y-%m-%dT%H:%M:%SZ")) if found else {}).encode()
        status = b"200 OK" if found else b"404 Not Found"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nConnection: close\r\n"
                     b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    return answer


def start(loop, port):
    """Listens on the addresses of the agent, of AWS and of the registry, on the given loop of another thread."""

    async def listen():
        await asyncio.start_server(agent(port), names.AGENT, 80)
        await asyncio.start_server(forwarder(port), names.AWS, 80)
        await asyncio.start_server(forwarder(port), names.REGISTRY, 80)

    asyncio.run_coroutine_threadsafe(listen(), loop).result(10)


def new_loop():
    """A loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop
