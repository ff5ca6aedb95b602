import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The address of a server that cannot listen, for the message with the remedy.
struct ListenFailure {
    let host: String
    let port: Int
    /// The flags that set the address.
    let flags: (host: String, port: String)

    /// Returns the message for an error of the server.
    func explain(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "the server failed on \(host):\(port): \(error)" }
        return switch error.errnoCode {
        case EADDRINUSE:
            "port \(port) on \(host) is in use by another program; stop it or choose another with \(flags.port)"
        case EACCES: "port \(port) requires root privileges; choose one above 1023 with \(flags.port)"
        case EADDRNOTAVAIL: "\(host) is not an address of this machine; choose another with \(flags.host)"
        default: "cannot listen on \(host):\(port): \(error)"
        }
    }
}
