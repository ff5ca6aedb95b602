#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One GET over a plain socket: a container's health check runs every few seconds and should cost nothing.
enum HealthProbe {
    /// Why there is no status.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The status that a server answers with.
    ///
    /// - Parameters:
    ///   - target: Where to ask.
    ///   - timeout: How long to wait for each step.
    static func status(of target: ProbeTarget, timeout: Duration) -> Result<Int, Failure> {
        var hints = addrinfo()
        #if canImport(Glibc)
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            hints.ai_socktype = SOCK_STREAM
        #endif
        var addresses: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(target.host, String(target.port), &hints, &addresses) == 0 else {
            return .failure(Failure(description: "the host has no address"))
        }
        defer { freeaddrinfo(addresses) }
        var failure = Failure(description: "the host has no address")
        var next = addresses
        while let address = next?.pointee {
            switch ask(address, target, timeout) {
            case .success(let status): return .success(status)
            case .failure(let why): failure = why
            }
            next = address.ai_next
        }
        return .failure(failure)
    }

    private static func ask(_ address: addrinfo, _ target: ProbeTarget, _ timeout: Duration) -> Result<Int, Failure> {
        let descriptor = socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        guard descriptor >= 0 else { return .failure(Failure(description: "no socket")) }
        defer { close(descriptor) }
        // Both bound connect too (Linux, socket(7)).
        var limit = timeval()
        limit.tv_sec = Int(timeout.components.seconds)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 else {
            return .failure(Failure(description: String(cString: strerror(errno))))
        }
        let host = target.host.contains(":") ? "[\(target.host)]" : target.host
        let request = Array(
            "GET \(target.path) HTTP/1.1\r\nHost: \(host):\(target.port)\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, 0) == request.count else {
            return .failure(Failure(description: String(cString: strerror(errno))))
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256)
        while answer.count < 12 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return .failure(Failure(description: "no answer")) }
            answer += buffer[..<count]
        }
        // HTTP/1.1 200
        guard answer.starts(with: "HTTP/1.".utf8), let status = Int(String(decoding: answer[9..<12], as: UTF8.self))
        else {
            return .failure(Failure(description: "the answer is not HTTP"))
        }
        return .success(status)
    }
}
