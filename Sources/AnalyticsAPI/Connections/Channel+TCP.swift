import NIOCore

/// TCP's state of a connection. Call on the channel's event loop.
extension Channel {
    /// The number of bytes that the client's system has acknowledged; `nil` where the system does not report it.
    var acknowledgedBytes: Int? {
        #if os(Linux)
            guard let provider = self as? any SocketOptionProvider else { return nil }
            // The first 128 bytes of Linux's `tcp_info` (include/uapi/linux/tcp.h), whose last eight are `tcpi_bytes_acked`. The
            // C library's `tcp_info` is shorter. Kernels without the field leave zeros.
            let info: EventLoopFuture<SIMD16<UInt64>> = provider.unsafeGetSocketOption(level: .tcp, name: .tcp_info)
            var acknowledged: Int?
            // On the event loop the future is already complete.
            info.assumeIsolated().whenSuccess { acknowledged = Int(clamping: $0[15]) }
            return acknowledged == 0 ? nil : acknowledged
        #else
            return nil
        #endif
    }

    /// Makes closing the channel reset the connection, which discards the bytes that the client has not received.
    func resetOnClose() {
        guard let provider = self as? any SocketOptionProvider else { return }
        // `struct linger` (socket(7)): on, with zero seconds.
        let linger: SIMD2<CInt> = [1, 0]
        _ = provider.unsafeSetSocketOption(level: .socket, name: .so_linger, value: linger)
    }
}
