import Foundation
import Synchronization

/// Clients that send a request at once and then trickle: each sends a few bytes of its body, or reads a few bytes of its answer, at
/// a time. A disconnected client reconnects.
package final class SlowClients: Sendable {
    /// The behaviour of a client.
    package struct Script: Sendable {
        /// The bytes sent at once.
        let opening: [UInt8]
        /// The bytes that follow, repeatedly, ``bytesPerTick`` at a time; empty for a client that only reads.
        let trickle: [UInt8]
        /// The bytes sent or read per tick.
        let bytesPerTick: Int

        package init(opening: [UInt8], trickle: [UInt8] = [], bytesPerTick: Int) {
            self.opening = opening
            self.trickle = trickle
            self.bytesPerTick = bytesPerTick
        }
    }

    /// The time between two trickles of each client.
    static let tick = 0.5

    private struct Client {
        let script: Script
        var descriptor: CInt = -1
        var sent = 0
        var nextTick = Date.distantPast
        var isTrickling = false
    }

    private let port: Int
    private let isStopping = Atomic(false)
    private let cuts = Atomic(0)
    private let beginnings = Atomic(0)
    private let ended = AsyncStream.makeStream(of: Void.self)

    /// Starts the clients on a dedicated thread.
    package init(port: Int, scripts: [Script]) {
        self.port = port
        Thread.detachNewThread { [self] in
            run(scripts.map { Client(script: $0) })
            ended.continuation.finish()
        }
    }

    /// The number of times that the server disconnected a client.
    package var timesCut: Int { cuts.load(ordering: .relaxed) }

    /// The number of clients that have begun to trickle: they have sent their opening, or read the first bytes of their answer.
    package var trickling: Int { beginnings.load(ordering: .relaxed) }

    /// Stops the clients.
    package func stop() async {
        isStopping.store(true, ordering: .relaxed)
        for await _ in ended.stream {}
    }

    private func run(_ start: [Client]) {
        var clients = start
        while !isStopping.load(ordering: .relaxed) {
            let now = Date()
            for index in clients.indices { step(&clients[index], now) }
            usleep(10_000)
        }
        for client in clients where client.descriptor >= 0 { close(client.descriptor) }
    }

    private func step(_ client: inout Client, _ now: Date) {
        if client.descriptor < 0 {
            guard now >= client.nextTick else { return }
            client.descriptor = Self.connect(port: port)
            client.sent = 0
            client.nextTick = now.addingTimeInterval(Self.tick)
            return
        }
        if client.sent < client.script.opening.count {
            let rest = client.script.opening[client.sent...]
            return check(
                rest.withUnsafeBytes { send(client.descriptor, $0.baseAddress, $0.count, Self.flags) }, &client
            ) {
                $0.sent += $1
            }
        }
        guard now >= client.nextTick else { return }
        client.nextTick = now.addingTimeInterval(Self.tick)
        let count = client.script.bytesPerTick
        if client.script.trickle.isEmpty {
            var buffer = [UInt8](repeating: 0, count: count)
            check(recv(client.descriptor, &buffer, count, CInt(MSG_DONTWAIT)), &client) { client, _ in
                self.begin(&client)
            }
        } else {
            let trickle = client.script.trickle
            let begin = (client.sent - client.script.opening.count) % trickle.count
            let piece = (0..<count).map { trickle[(begin + $0) % trickle.count] }
            check(send(client.descriptor, piece, count, Self.flags), &client) { client, count in
                client.sent += count
                self.begin(&client)
            }
        }
    }

    private func begin(_ client: inout Client) {
        guard !client.isTrickling else { return }
        client.isTrickling = true
        beginnings.add(1, ordering: .relaxed)
    }

    private static let flags = CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL)

    /// Handles a call's result; a disconnected client reconnects at its next tick.
    private func check(_ result: Int, _ client: inout Client, _ success: (inout Client, Int) -> Void) {
        if result > 0 { return success(&client, result) }
        if result < 0, errno == EAGAIN || errno == EINTR { return }
        cuts.add(1, ordering: .relaxed)
        close(client.descriptor)
        client.descriptor = -1
    }

    private static func connect(port: Int) -> CInt {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return -1 }
        // A small buffer, so that the server soon notices a client that does not read.
        var size: CInt = 4096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr = in_addr(s_addr: in_addr_t(0x7F00_0001).bigEndian)
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(descriptor)
            return -1
        }
        return descriptor
    }
}
