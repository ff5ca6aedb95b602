internal import Dispatch
internal import HTTPCore
internal import HTTPTypes
internal import Synchronization

#if canImport(Darwin)
    internal import Darwin
#elseif canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A fake account behind a socket of the loopback interface, in the wire formats of the services.
///
/// The real transport reaches it, so that connections, framing and time-outs are part of a test. It ends with the object.
///
/// ```swift
/// let server = try FakeServer(aws)
/// let transport = try CurlTransport(configuration: .init(proxy: .none))
/// let client = try aws.configuration(transport: transport, endpoint: server.url).client(for: .ecs)
/// ```
package final class FakeServer: Sendable {
    /// A fault of the network at a request.
    package enum WireFault: String, Sendable, Hashable, CaseIterable {
        /// The connection is reset before the account gets the request.
        case reset
        /// The connection is reset within the response, after the account did what it was asked.
        case resetResponse
        /// The connection ends within the response's body, which is shorter than its length states.
        case truncatedResponse
        /// No byte of a response arrives, after the account did what it was asked.
        case silence
    }

    /// A failure to listen.
    package struct ListenError: Error, Sendable, Hashable {}

    /// The address, such as `http://127.0.0.1:40123`.
    package let url: String
    private let listener: Int32
    private let account: ServedAccount

    /// Serves an account on a free port.
    /// - Parameters:
    ///   - aws: The account.
    ///   - fault: Returns the fault of a request, which has its number from 1; nil for none.
    /// - Throws: ``ListenError`` if no port is free.
    package init(
        _ aws: FakeAWS, fault: @escaping @Sendable (FakeRequest, _ number: Int) -> WireFault? = { _, _ in nil }
    ) throws(ListenError) {
        #if canImport(Glibc)
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            let listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, size) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &size) == 0
            }
        }
        guard listener >= 0, isListening else { throw ListenError() }
        self.listener = listener
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let account = ServedAccount(aws, fault: fault)
        self.account = account
        DispatchQueue(label: "weir.fake-server").async {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                DispatchQueue(label: "weir.fake-server.connection").async {
                    FakeServerConnection(client, account).serve()
                }
            }
        }
    }

    deinit {
        // Wakes the thread that accepts.
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The number of requests so far.
    package var requests: Int { account.requests }
}

/// The account of a server, as its connections see it.
final class ServedAccount: Sendable {
    private let aws: FakeAWS
    private let fault: @Sendable (FakeRequest, Int) -> FakeServer.WireFault?
    private let count = Mutex(0)

    init(_ aws: FakeAWS, fault: @escaping @Sendable (FakeRequest, Int) -> FakeServer.WireFault?) {
        self.aws = aws
        self.fault = fault
    }

    /// The number of requests so far.
    var requests: Int { count.withLock { $0 } }

    /// The fault of a request that has arrived.
    func nextFault(_ head: HTTPRequest, _ body: [UInt8]) -> FakeServer.WireFault? {
        let number = count.withLock { count in
            count += 1
            return count
        }
        return fault(FakeRequest(head: head, body: body), number)
    }

    /// The account's response; nil if a fault of the account itself loses it.
    func response(to head: HTTPRequest, _ body: [UInt8]) -> (head: HTTPResponse, body: [UInt8])? {
        let answer = Mutex<(head: HTTPResponse, body: [UInt8])?>(nil)
        let box = Box(answer)
        // The caller is a thread of the connection's own, and no task.
        let done = DispatchSemaphore(value: 0)
        Task { [aws] in
            let request = OutboundRequest(head, body: .bytes(body), timeouts: .init(total: nil))
            if let response = try? await aws.transport.send(request),
                let bytes = try? await response.body.collect(upTo: 256 << 20)
            {
                box.answer.withLock { $0 = (response.head, bytes) }
            }
            done.signal()
        }
        done.wait()
        return box.answer.withLock { $0 }
    }

    private final class Box: Sendable {
        let answer: Mutex<(head: HTTPResponse, body: [UInt8])?>

        init(_ answer: consuming Mutex<(head: HTTPResponse, body: [UInt8])?>) { self.answer = answer }
    }
}
