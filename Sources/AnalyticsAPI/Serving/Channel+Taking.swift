import NIOCore

/// What TCP knows of a channel's client; to be asked on the channel's event loop.
extension Channel {
    /// How many bytes the client's system has acknowledged since the connection began, where the system can say.
    var acknowledgedBytes: Int? {
        #if os(Linux)
            guard let provider = self as? any SocketOptionProvider else { return nil }
            // The first 128 bytes of Linux's `tcp_info` (include/uapi/linux/tcp.h), whose last eight are `tcpi_bytes_acked`; the C
            // library's `tcp_info` ends before. Systems that have it not leave zeros.
            let info: EventLoopFuture<SIMD16<UInt64>> = provider.unsafeGetSocketOption(level: .tcp, name: .tcp_info)
            var acknowledged: Int?
            // On the event loop the answer is there at once.
            info.assumeIsolated().whenSuccess { acknowledged = Int(clamping: $0[15]) }
            return acknowledged == 0 ? nil : acknowledged
        #else
            return nil
        #endif
    }

    /// Has the connection reset instead of ended when it is closed, which drops what the client has not taken.
    func resetsWhenClosed() {
        guard let provider = self as? any SocketOptionProvider else { return }
        // socket(7)'s `struct linger`, on for zero seconds.
        let linger: SIMD2<CInt> = [1, 0]
        _ = provider.unsafeSetSocketOption(level: .socket, name: .so_linger, value: linger)
    }
}
