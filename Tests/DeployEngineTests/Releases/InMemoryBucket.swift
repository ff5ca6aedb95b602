import AWSClient
import DeployEngine
import DeployEngineTesting
import Foundation
import HTTPTypes
import Synchronization

/// A bucket with conditional writes, and scripted replies of other operations, at the level of calls.
///
/// S3's requests pass through their real encoding and decoding.
final class InMemoryBucket: AWSCalls {
    /// A failure of one call.
    enum Fault: Sendable, Equatable {
        /// The call takes effect and its response is lost.
        case lostResponse
        /// The call has no effect and no response.
        case timeout
        /// S3 replies 409 without an effect.
        case conflict
        /// S3 replies 500 after the effect.
        case failureAfterEffect
        /// The caller may not.
        case accessDenied
        /// The credentials have expired.
        case expiredCredentials
    }

    struct Object: Sendable, Equatable {
        var body: [UInt8]
        var entityTag: String
        var written: Date
    }

    private struct State {
        var objects: [String: Object] = [:]
        var writes = 0
        var calls: [String] = []
        var faults: [Int: Fault] = [:]
        var before: [Int: @Sendable (InMemoryBucket) -> Void] = [:]
    }

    private let state = Mutex(State())
    let clock: FakeClock
    private let replies: @Sendable (any AWSOperation) throws(AWSError) -> any Sendable

    init(
        clock: FakeClock = FakeClock(),
        replies: @escaping @Sendable (any AWSOperation) throws(AWSError) -> any Sendable = {
            (operation: any AWSOperation) throws(AWSError) in
            throw AWSError(
                .service, service: "test", operation: "\(type(of: operation))", code: "NotScripted", message: "",
                status: 400)
        }
    ) {
        self.clock = clock
        self.replies = replies
    }

    /// The location of the bucket, in the path of a custom endpoint.
    static var location: BucketLocation {
        get throws {
            let endpoint = Endpoint(
                scheme: "http", authority: "localhost", basePath: "", signingRegion: "eu-west-1", isCustom: true)
            return try BucketLocation(bucket: "artifacts", endpoint: endpoint)
        }
    }

    var context: EngineContext {
        let clock = clock
        return EngineContext(calls: self, clock: clock, now: { clock.date }, random: { 0.5 })
    }

    /// The operations' names with their keys, in order.
    var calls: [String] { state.withLock { $0.calls } }
    /// The number of calls.
    var count: Int { calls.count }
    var objects: [String: Object] { state.withLock { $0.objects } }

    /// Fails the call with a number, counted from the next as 0.
    func fail(_ number: Int = 0, _ fault: Fault) { state.withLock { $0.faults[$0.calls.count + number] = fault } }

    /// Performs an action before the call with a number, counted from the next as 0: another process is faster.
    func before(_ number: Int, _ action: @escaping @Sendable (InMemoryBucket) -> Void) {
        state.withLock { $0.before[$0.calls.count + number] = action }
    }

    /// Writes an object as another process does.
    func put(_ key: String, _ body: String) { write(key, Array(body.utf8)) }

    func remove(_ key: String) { state.withLock { $0.objects[key] = nil } }

    private func write(_ key: String, _ body: [UInt8]) {
        let date = clock.date
        state.withLock { state in
            state.writes += 1
            state.objects[key] = Object(body: body, entityTag: "\"tag-\(state.writes)\"", written: date)
        }
    }

    func call<Operation: AWSOperation>(_ operation: Operation) async throws(AWSError) -> Operation.Output {
        let name = Operation.name
        func failure(_ code: String, _ status: Int) -> AWSError {
            AWSError(
                .service, service: Operation.service.name, operation: name, code: code, message: "", status: status)
        }
        let lost = AWSError(.invalidResponse, service: Operation.service.name, operation: name, message: "reset")
        let wire: WireRequest
        do { wire = try operation.request() } catch {
            throw AWSError(.invalidRequest, service: "S3", operation: name, message: "\(error)")
        }
        let key = String(wire.path.dropFirst("/artifacts/".count).prefix { $0 != "?" })
        let (fault, before) = state.withLock { state in
            let number = state.calls.count
            state.calls.append(Operation.service == .s3 ? "\(name) \(key)" : name)
            return (state.faults[number], state.before[number])
        }
        before?(self)
        switch fault {
        case .timeout: throw lost
        case .conflict: throw failure("ConditionalRequestConflict", 409)
        case .accessDenied: throw failure("AccessDenied", 403)
        case .expiredCredentials: throw failure("ExpiredToken", 400)
        case .lostResponse, .failureAfterEffect, nil: break
        }
        guard Operation.service == .s3 else {
            guard let output = try replies(operation) as? Operation.Output else { throw failure("WrongReply", 500) }
            return output
        }
        let response: WireResponse
        switch handle(wire, key) {
        case .success(let found): response = found
        case .failure(let refusal): throw failure(refusal.code, refusal.status)
        }
        if fault == .lostResponse { throw lost }
        if fault == .failureAfterEffect { throw failure("InternalError", 500) }
        do { return try Operation.output(of: response) } catch {
            throw AWSError(.invalidResponse, service: "S3", operation: name, message: "\(error)")
        }
    }

    private struct RefusalError: Error {
        var code: String
        var status: Int
    }

    private func handle(_ wire: WireRequest, _ key: String) -> Result<WireResponse, RefusalError> {
        let existing = objects[key]
        let expected = wire.fields[.ifMatch]
        switch wire.method {
        case .get where key.isEmpty:
            return .success(WireResponse(head: HTTPResponse(status: .ok), body: list(wire.path)))
        case .get:
            guard let existing else { return .failure(RefusalError(code: "NoSuchKey", status: 404)) }
            return .success(respond(existing, existing.body))
        case .put:
            if wire.fields[.ifNoneMatch] == "*", existing != nil {
                return .failure(RefusalError(code: "PreconditionFailed", status: 412))
            }
            if let expected {
                guard let existing else { return .failure(RefusalError(code: "NoSuchKey", status: 404)) }
                guard existing.entityTag == expected else {
                    return .failure(RefusalError(code: "PreconditionFailed", status: 412))
                }
            }
            write(key, wire.body)
            return .success(respond(objects[key], []))
        case .delete:
            if let expected, let existing, existing.entityTag != expected {
                return .failure(RefusalError(code: "PreconditionFailed", status: 412))
            }
            if expected != nil, existing == nil { return .failure(RefusalError(code: "NoSuchKey", status: 404)) }
            remove(key)
            return .success(WireResponse(head: HTTPResponse(status: .noContent), body: []))
        default: return .failure(RefusalError(code: "MethodNotAllowed", status: 405))
        }
    }

    private func respond(_ object: Object?, _ body: [UInt8]) -> WireResponse {
        var head = HTTPResponse(status: .ok)
        head.headerFields[.eTag] = object?.entityTag
        return WireResponse(head: head, body: body)
    }

    private func list(_ path: String) -> [UInt8] {
        let prefix = path.split(separator: "prefix=").dropFirst().first.map { $0.prefix { $0 != "&" } } ?? ""
        let decoded = prefix.replacing("%2F", with: "/")
        let entries = objects.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix(decoded) }
            .map { "<Contents><Key>\($0.key)</Key><Size>\($0.value.body.count)</Size></Contents>" }
        return Array("<ListBucketResult>\(entries.joined())</ListBucketResult>".utf8)
    }
}
