package import HTTPCore
internal import HTTPCoreTesting
internal import HTTPTypes
internal import Synchronization

/// A transport that injects faults in front of another one, and lists the calls that pass through it.
///
/// A matrix test runs once without faults, takes ``calls``, and repeats the run for each of ``FaultCase/matrix(calls:faults:repeats:)``:
///
/// ```swift
/// let transport = FaultyTransport(aws.transport, plan: .fault(.reset, at: 7))
/// let configuration = aws.configuration(transport: transport)
/// ```
package final class FaultyTransport: HTTPTransport {
    /// A call, as far as a plan sees it.
    package struct Call: Sendable, Hashable {
        /// The number of the call, from 1. Retries are calls too.
        package var number: Int
        /// The service's signing name, such as `ecs`.
        package var service: String
        /// The operation, such as `DescribeServices`; for REST the method.
        package var operation: String
        /// The position among the calls of the same operation, from 1.
        package var occurrence: Int
        /// The path of a REST request.
        package var path: String
        /// The injected fault.
        package var fault: InjectedFault?

        /// The service and the operation, such as `ecs:DescribeServices`.
        package var name: String { "\(service):\(operation)" }

        /// A Boolean value that indicates whether the operation only reads.
        package var isRead: Bool {
            ["Get", "List", "Describe", "Batch", "Filter", "Lookup", "Simulate", "Validate", "GET", "HEAD"]
                .contains(where: operation.hasPrefix) && operation != "BatchDeleteImage"
        }
    }

    private struct State {
        var calls: [Call] = []
        var counts: [String: Int] = [:]
        var responses: [Key: Recorded] = [:]
        var death: Int?
        var isExpired = false
    }

    private struct Key: Hashable {
        var name: String
        var path: String
        var body: [UInt8]
    }

    private struct Recorded {
        var head: HTTPResponse
        var body: [UInt8]
    }

    private let base: any HTTPTransport
    private let plan: FaultPlan
    private let state = Mutex(State())

    /// Creates a transport.
    /// - Parameters:
    ///   - base: The transport that reaches the services.
    ///   - plan: The faults.
    package init(_ base: any HTTPTransport, plan: FaultPlan = .none) {
        self.base = base
        self.plan = plan
    }

    /// The calls so far, in order, with the injected faults.
    package var calls: [Call] { state.withLock { $0.calls } }
    /// A Boolean value that indicates whether a ``InjectedFault/kill`` ended the process.
    package var isDead: Bool { state.withLock { $0.death != nil } }
    /// A Boolean value that indicates whether a fault was injected.
    package var hasInjected: Bool { state.withLock { $0.calls.contains { $0.fault != nil } } }
    /// Accepts the credentials again.
    package func renewCredentials() { state.withLock { $0.isExpired = false } }

    /// Sends a request, unless the plan has a fault for it.
    package func send(_ request: OutboundRequest) async throws(TransportError) -> InboundResponse {
        var body: [UInt8] = []
        if case .bytes(let bytes) = request.body.storage { body = bytes }
        let parsed = FakeRequest(head: request.head, body: body)
        let (fault, death) = note(parsed)
        let key = Key(name: "\(parsed.service):\(parsed.operation)", path: request.head.path ?? "", body: body)
        switch fault {
        case nil: return try await pass(request, key)
        case .kill: throw Self.end(death)
        case .killAfterwards:
            _ = try? await pass(request, key)
            throw Self.end(death)
        case .serviceError:
            return try await reply(FakeError("InternalFailure", "An internal error occurred.", status: 500), parsed)
        case .refusal:
            return try await reply(
                FakeError(
                    parsed.wire == .json ? "AccessDeniedException" : "AccessDenied",
                    "User: arn:aws:sts::123456789012:assumed-role/deploy/session is not authorized to perform: "
                        + "\(parsed.service):\(parsed.operation)", status: parsed.wire == .json ? 400 : 403), parsed)
        case .throttling: return try await reply(.throttling(parsed), parsed)
        case .expiredCredentials:
            return try await reply(
                FakeError(
                    parsed.wire == .json ? "ExpiredTokenException" : "ExpiredToken",
                    "The security token included in the request is expired", status: parsed.wire == .json ? 400 : 403),
                parsed)
        case .timeout: throw TransportError(.timeout, "the exchange exceeded its time-out")
        case .reset: throw TransportError(.connectionLost, "the connection was reset")
        case .lostResponse:
            _ = try? await pass(request, key)
            throw TransportError(.timeout, "the exchange exceeded its time-out")
        case .resetResponse:
            let whole = try await read(request, key)
            return try await send(
                .cut(fields: whole.head.headerFields, body: Array(whole.body.prefix(whole.body.count / 2))))
        case .truncatedBody:
            let whole = try await read(request, key)
            var fields = whole.head.headerFields
            fields[.contentLength] = nil
            let half = Array(whole.body.prefix(whole.body.count / 2))
            return try await send(.response(whole.head.status, fields: fields, body: half))
        case .staleResponse:
            let earlier = state.withLock { $0.responses[key] }
            guard let earlier else { return try await pass(request, key) }
            return try await send(.response(earlier.head.status, fields: earlier.head.headerFields, body: earlier.body))
        case .emptyResponse:
            let renderer = ResponseRenderer(request: parsed, requestID: "fake-empty")
            return try await send(
                parsed.wire == .rest
                    ? .response(.ok, fields: [.eTag: "\"00000000000000000000000000000000\""])
                    : renderer.reply(to: .empty))
        }
    }

    private func note(_ request: FakeRequest) -> (fault: InjectedFault?, death: Int) {
        state.withLock { state in
            let name = "\(request.service):\(request.operation)"
            state.counts[name, default: 0] += 1
            var call = Call(
                number: state.calls.count + 1, service: request.service, operation: request.operation,
                occurrence: state.counts[name] ?? 1, path: request.path)
            if let death = state.death { return (.kill, death) }
            call.fault = state.isExpired && request.accessKeyID != nil ? .expiredCredentials : plan.fault(call)
            state.calls.append(call)
            switch call.fault {
            case .kill, .killAfterwards: state.death = call.number
            case .expiredCredentials: state.isExpired = true
            default: break
            }
            return (call.fault, call.number)
        }
    }

    private static func end(_ call: Int) -> TransportError {
        TransportError(.cancelled, "the process ended at call \(call)", underlying: ProcessDeathError(call: call))
    }

    private func read(_ request: OutboundRequest, _ key: Key) async throws(TransportError) -> Recorded {
        let response = try await base.send(request)
        let recorded = Recorded(head: response.head, body: try await response.body.collect(upTo: 256 << 20))
        state.withLock { state in
            // A lagging replica answers as of the first time that it was asked.
            if state.responses[key] == nil { state.responses[key] = recorded }
        }
        return recorded
    }

    private func pass(_ request: OutboundRequest, _ key: Key) async throws(TransportError) -> InboundResponse {
        let recorded = try await read(request, key)
        return InboundResponse(recorded.head, body: ResponseBody(recorded.body))
    }

    private func reply(_ error: FakeError, _ request: FakeRequest) async throws(TransportError) -> InboundResponse {
        try await send(ResponseRenderer(request: request, requestID: "fake-fault").reply(to: error))
    }

    private func send(_ reply: Reply) async throws(TransportError) -> InboundResponse {
        let head = HTTPRequest(method: .get, scheme: "https", authority: "fake.invalid", path: "/")
        return try await FakeTransport(script: [reply]).send(OutboundRequest(head, timeouts: .init(total: nil)))
    }
}
