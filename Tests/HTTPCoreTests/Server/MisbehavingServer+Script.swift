extension MisbehavingServer {
    /// The server's program. It uses raw sockets, because HTTP libraries prevent protocol violations. It ends and
    /// removes its files when its standard input is closed.
    static let script = #"""
        import json, os, shutil, socket, ssl, struct, subprocess, sys, tempfile, threading, time

        folder = tempfile.mkdtemp(prefix="weir-http-")
        key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "cert.pem")
        changed = threading.Condition()
        stats = {"connections": 0, "aborted": 0}

        def certificate():
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert,
                 "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def count(name):
            with changed:
                stats[name] += 1
                changed.notify_all()

        class Connection:
            def __init__(self, sock):
                self.sock, self.file = sock, sock.makefile("rb")

            def head(self):
                line = self.file.readline()
                if not line:
                    return None
                method, target, _ = line.decode().split(" ")
                fields = []
                while True:
                    line = self.file.readline().strip()
                    if not line:
                        return method, target, fields
                    name, _, value = line.decode().partition(":")
                    fields.append((name, value.strip()))

            def body(self, fields):
                lower = {n.lower(): v for n, v in fields}
                if lower.get("transfer-encoding") == "chunked":
                    data = b""
                    while True:
                        size = int(self.file.readline(), 16)
                        piece = self.file.read(size)
                        self.file.readline()
                        if size == 0:
                            return data
                        data += piece
                return self.file.read(int(lower.get("content-length", 0)))

            def reply(self, status, fields=(), body=b"", length=None, method="GET"):
                head = f"HTTP/1.1 {status} Reason\r\n"
                for name, value in fields:
                    head += f"{name}: {value}\r\n"
                head += f"Content-Length: {len(body) if length is None else length}\r\n\r\n"
                self.sock.sendall(head.encode() + (b"" if method == "HEAD" else body))

            def until_closed(self):
                if not self.sock.recv(1):
                    count("aborted")

            def reset(self):
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.file.close()
                self.sock.close()

            def serve(self):
                while True:
                    head = self.head()
                    if head is None or not self.answer(*head):
                        return

            # Returns whether the connection can be reused.
            def answer(self, method, target, fields):
                parts = target.split("?")[0].strip("/").split("/")
                route, number = parts[0], int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0
                if route == "early":
                    self.reply(413, [("Connection", "close")])
                    return False
                if route == "hang":
                    self.until_closed()
                    return False
                body = self.body(fields)
                if route == "echo":
                    echoed = [("X-Method", method), ("X-Target", target)]
                    echoed += [("Echo-" + n, v) for n, v in fields]
                    self.reply(200, echoed, body, method=method)
                elif route == "status":
                    self.reply(number, [], b"status %d" % number, method=method)
                elif route == "repeated":
                    self.reply(200, [("X-Many", "b"), ("X-Many", "a"), ("X-Empty", ""), ("X-Many", "b")])
                elif route == "large":
                    self.reply(200, [], b"x" * number, method=method)
                elif route == "stream":
                    self.sock.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    while number > 0:
                        size = min(number, 100000)
                        self.sock.sendall(b"%x\r\n" % size + b"x" * size + b"\r\n")
                        number -= size
                    self.sock.sendall(b"0\r\nX-Trailer: t\r\n\r\n")
                elif route == "stall":
                    self.sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello")
                    self.until_closed()
                    return False
                elif route == "cut":
                    self.reply(200, [], b"hello", length=100)
                    return False
                elif route == "empty":
                    return False
                elif route == "reset":
                    self.reset()
                    return False
                elif route == "garbage":
                    self.sock.sendall(b"this is no HTTP\r\n\r\n")
                    return False
                elif route == "badfield":
                    self.sock.sendall(b"HTTP/1.1 200 OK\r\nthis is no field\r\nContent-Length: 0\r\n\r\n")
                    return False
                elif route == "bighead":
                    self.reply(200, [("X-%d" % i, "v" * 1000) for i in range(100)])
                elif route == "informational":
                    self.sock.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
                    self.reply(200, [("X-Final", "yes")])
                elif route == "folded":
                    self.sock.sendall(b"HTTP/1.1 200 OK\r\nX-Folded: one\r\n  two\r\nContent-Length: 0\r\n\r\n")
                elif route == "loop":
                    self.reply(302, [("Location", target)])
                elif route == "redirect":
                    self.reply(302, [("Location", f"/redirect/{number - 1}" if number > 1 else "/echo")])
                elif route == "stats":
                    with changed:
                        self.reply(200, [], json.dumps(stats).encode())
                elif route == "await-aborted":
                    with changed:
                        happened = changed.wait_for(lambda: stats["aborted"] >= number, 20)
                    self.reply(200 if happened else 504)
                else:
                    self.reply(404)
                return True

        def run(sock, context):
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if context:
                    sock = context.wrap_socket(sock, server_side=True)
                count("connections")
                Connection(sock).serve()
            except (OSError, ValueError):
                pass
            finally:
                sock.close()

        def listen(context=None):
            server = socket.create_server(("127.0.0.1", 0), backlog=256)
            def accept():
                while True:
                    sock, _ = server.accept()
                    threading.Thread(target=run, args=(sock, context), daemon=True).start()
            threading.Thread(target=accept, daemon=True).start()
            return server.getsockname()[1]

        certificate()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        closed = socket.create_server(("127.0.0.1", 0))
        refusing = closed.getsockname()[1]
        closed.close()
        silent = socket.create_server(("127.0.0.1", 0))
        ports = {"silent": silent.getsockname()[1], "refusing": refusing}
        print(json.dumps({**ports, "http": listen(), "tls": listen(context), "authority": cert}), flush=True)
        sys.stdin.read()
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(0)
        """#
}
