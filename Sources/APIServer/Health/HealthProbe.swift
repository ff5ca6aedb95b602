#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends one GET over a plain socket: a container's health check runs every few seconds and must be cheap.
package enum HealthProbe {
    /// Returns the HTTP status of a server's answer.
    ///
    /// - Parameters:
    ///   - target: The URL to request.
    ///   - timeout: The time-out of each system call.
    package static func status(of target: ProbeTarget, timeout: Duration) -> Result<Int, HealthProbeError> {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var addresses: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, String(target.port), &hints, &addresses) == 0 else {
            return .failure(HealthProbeError(description: "the host name does not resolve to an address"))
        }
        defer { freeaddrinfo(addresses) }
        var error = HealthProbeError(description: "the host name does not resolve to an address")
        var next = addresses
        while let address = next?.pointee {
            switch request(address, target, timeout) {
            case .success(let status): return .success(status)
            case .failure(let latest): error = latest
            }
            next = address.ai_next
        }
        return .failure(error)
    }

    private static func request(
        _ address: addrinfo, _ target: ProbeTarget, _ timeout: Duration
    ) -> Result<Int, HealthProbeError> {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return .failure(.system()) }
        defer { close(descriptor) }
        // Both apply to `connect` too (Linux, socket(7)).
        var limit = timeval()
        limit.tv_sec = Int(timeout.components.seconds)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else { return .failure(.system()) }
        let host = target.host.contains(":") ? "[\(target.host)]" : target.host
        let request = Array(
            "GET \(target.path) HTTP/1.1\r\nHost: \(host):\(target.port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, 0) == request.count else { return .failure(.system()) }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while answer.count < 12 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return .failure(HealthProbeError(description: "no answer")) }
            answer += buffer[..<count]
        }
        // HTTP/1.1 200
        guard answer.starts(with: "HTTP/1.".utf8), let status = Int(String(decoding: answer[9..<12], as: UTF8.self))
        else {
            return .failure(HealthProbeError(description: "the answer is not HTTP"))
        }
        return .success(status)
    }
}

/// The reason why a health check got no HTTP status.
package struct HealthProbeError: Error, CustomStringConvertible {
    package let description: String

    /// Creates an error from `errno`.
    static func system() -> HealthProbeError { HealthProbeError(description: String(cString: strerror(errno))) }
}
