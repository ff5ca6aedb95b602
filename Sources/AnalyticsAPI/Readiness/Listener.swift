import NIOCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The server's listening socket, which can stop accepting connections without resetting any.
///
/// The kernel completes handshakes on its own and queues the connections until the server accepts them. Closing the socket
/// resets the queued ones, including requests already sent (Linux, `inet_csk_listen_stop`). So the kernel first drops new SYN
/// segments, then the server accepts the queued connections, and only then is the socket closed.
final class Listener: Sendable {
    /// The time for an accepted connection to get its handlers on its own event loop.
    private static let handover = Duration.milliseconds(100)

    private let channel = Mutex<(any Channel)?>(nil)

    init() {}

    /// Sets the listening socket.
    func opened(_ channel: any Channel) { self.channel.withLock { $0 = channel } }

    /// Drops new connection attempts, and waits until all queued connections are accepted. A dropped client retries after a
    /// second, when the socket is closed and its connection is refused.
    ///
    /// - Parameter limit: The maximum wait.
    func refuseConnections(within limit: Duration) async {
        #if os(Linux)
            guard let provider = channel.withLock({ $0 }) as? any SocketOptionProvider,
                (try? await Self.ignoreNewClients(provider)) != nil
            else { return }
            let end = ContinuousClock.now + limit
            repeat {
                guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return }
            } while await Self.backlog(provider) > 0 && ContinuousClock.now < end
            try? await Task.sleep(for: Self.handover)
        #endif
    }

    #if os(Linux)
        /// Attaches a socket filter that drops segments with SYN and without ACK: the first segment of a client (socket(7),
        /// `SO_ATTACH_FILTER`). On a TCP socket the filter sees the TCP header, whose byte 13 holds the flags (RFC 9293,
        /// section 3.1).
        private static func ignoreNewClients(_ provider: any SocketOptionProvider) async throws {
            let program: [UInt64] = [
                // BPF_LD | BPF_B | BPF_ABS: the flags; BPF_ALU | BPF_AND | BPF_K: SYN and ACK of them.
                instruction(0x30, 13), instruction(0x54, 0x12),
                // BPF_JMP | BPF_JEQ | BPF_K: continue if SYN alone is set, else skip one instruction.
                instruction(0x15, 0x02, otherwise: 1),
                // BPF_RET | BPF_K: keep no byte of the segment, or all of it.
                instruction(0x06, 0), instruction(0x06, UInt32.max),
            ]
            // The kernel copies the program in `setsockopt`, so the memory is needed only until that returns.
            let memory = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: program.count)
            defer { memory.deallocate() }
            _ = memory.initialize(from: program)
            // `struct sock_fprog`: the number of instructions in the first two bytes, a pointer in the last eight.
            let description: SIMD2<UInt64> = [
                UInt64(UInt16(program.count).littleEndian), UInt64(UInt(bitPattern: memory.baseAddress)),
            ]
            try await provider.unsafeSetSocketOption(
                level: .socket, name: NIOBSDSocket.Option(rawValue: SO_ATTACH_FILTER), value: description
            ).get()
        }

        /// A little-endian `struct sock_filter` (Linux, `include/uapi/linux/filter.h`): code, jumps, operand.
        private static func instruction(_ code: UInt16, _ operand: UInt32, otherwise: UInt64 = 0) -> UInt64 {
            UInt64(code) | otherwise << 24 | UInt64(operand) << 32
        }

        /// The number of connections in the accept queue: `tcpi_unacked` of a listening socket (Linux, `tcp_get_info`).
        private static func backlog(_ provider: any SocketOptionProvider) async -> UInt32 {
            let information: EventLoopFuture<SIMD8<UInt32>> = provider.unsafeGetSocketOption(
                level: .tcp, name: .tcp_info)
            return (try? await information.get())?[6] ?? 0
        }
    #endif
}
