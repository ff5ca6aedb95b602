internal import AWSSigV4
internal import HTTPCore
internal import HTTPTypes
internal import Synchronization

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// A client of one service at one endpoint: it signs, sends, retries and decodes.
///
/// Each attempt gets credentials and a new signature, whose time is corrected for clock skew. Copies of a client share
/// the bucket of retry tokens, the clock correction and the derived keys.
public struct ServiceClient: Sendable {
    /// The service.
    public let service: AWSService
    /// The service's endpoint.
    package let endpoint: Endpoint

    private let configuration: ClientConfiguration
    private let signer: SigV4Signer
    private let shared: Shared

    private final class Shared: Sendable {
        let state: Mutex<(bucket: RetryTokenBucket, skew: ClockSkew)>

        init(_ skew: ClockSkew) { state = Mutex((RetryTokenBucket(), skew)) }
    }

    /// Creates a client; ``ClientConfiguration/client(for:region:)`` determines the endpoint too.
    package init(service: AWSService, endpoint: Endpoint, configuration: ClientConfiguration) {
        self.service = service
        self.endpoint = endpoint
        self.configuration = configuration
        signer = SigV4Signer(service: service.signingName, region: endpoint.signingRegion)
        shared = Shared(ClockSkew(isEnabled: configuration.correctsClockSkew))
    }

    /// The correction for clock skew: seconds that the service's clock is ahead of the local one; zero while they agree.
    package var clockOffset: TimeInterval { shared.state.withLock { $0.skew.offset } }

    /// Calls an operation.
    /// - Returns: The operation's output.
    /// - Throws: ``AWSError``, after the last attempt.
    public func call<Operation: AWSOperation>(
        _ operation: Operation
    ) async throws(AWSError) -> Operation.Output {
        let response = try await send(operation).response
        do {
            return try Operation.output(of: response)
        } catch {
            throw AWSError(
                .invalidResponse, service: service.name, operation: Operation.name,
                message: "the response cannot be decoded: \(Self.describe(error))", status: response.head.status.code,
                requestID: response.field("x-amzn-requestid"))
        }
    }

    /// Calls an operation and returns the undecoded response and the difference of the clocks.
    /// - Returns: The response, and the seconds that the service's clock is ahead; nil if the response does not tell.
    func send<Operation: AWSOperation>(
        _ operation: Operation
    ) async throws(AWSError) -> (response: WireResponse, clockDifference: TimeInterval?) {
        let name = Operation.name
        let wire: WireRequest
        do {
            wire = try operation.request()
        } catch {
            throw AWSError(
                .invalidRequest, service: service.name, operation: name,
                message: "the request cannot be encoded: \(Self.describe(error))")
        }
        var call = Call(id: configuration.invocationID(), maximumAttempts: configuration.retries.maximumAttempts)
        while true {
            let attempt = await attempt(wire, name, &call)
            guard case .failure(var failure) = attempt.result else {
                shared.state.withLock { $0.bucket.succeeded(lastCost: call.lastCost) }
                return (try attempt.result.get(), attempt.candidate)
            }
            failure.attempts = call.number
            if await shouldSignAgain(failure, attempt, &call) { continue }
            guard let reason = failure.retryReason else { throw failure }
            let (number, random) = (call.number, configuration.random())
            let decision = shared.state.withLock {
                configuration.retries.decide(
                    afterAttempt: number, reason: reason, serverDelay: attempt.serverDelay, bucket: &$0.bucket,
                    random: random)
            }
            guard case .retry(let delay, let cost) = decision else { throw failure }
            do {
                try await configuration.clock.sleep(for: delay)
            } catch {
                throw cancelled(name)
            }
            call.lastCost = cost
            call.number += 1
        }
    }

    /// The state of a call across its attempts.
    private struct Call {
        let id: String
        let maximumAttempts: Int
        var number = 1
        var lastCost: Int?
        var hasCorrectedClock = false
        var hasDiscardedCredentials = false
    }

    /// The result of one attempt.
    private struct Attempt {
        var result: Result<WireResponse, AWSError>
        var credentials: ResolvedCredentials?
        var offset: TimeInterval = 0
        var candidate: TimeInterval?
        var serverDelay: Duration?
    }

    /// Corrects clock skew or discards expired credentials, each once per call and without retry tokens, because the
    /// service did not fail.
    private func shouldSignAgain(_ failure: AWSError, _ attempt: Attempt, _ call: inout Call) async -> Bool {
        let isSkewed = shared.state.withLock {
            $0.skew.observe(candidate: attempt.candidate, errorCode: failure.code, used: attempt.offset)
        }
        if isSkewed && !call.hasCorrectedClock {
            call.hasCorrectedClock = true
            return true
        }
        guard ErrorCodes.expiredCredentials.contains(failure.code), !call.hasDiscardedCredentials,
            let credentials = attempt.credentials, credentials.expiration != nil
        else { return false }
        call.hasDiscardedCredentials = true
        await configuration.credentials.discard(credentials)
        return true
    }

    private func attempt(_ wire: WireRequest, _ name: String, _ call: inout Call) async -> Attempt {
        var attempt = Attempt(result: .failure(cancelled(name)))
        if Task.isCancelled { return attempt }
        attempt.offset = clockOffset
        let sent: Date
        let response: WireResponse
        do throws(AWSError) {
            attempt.credentials = wire.isSigned ? try await credentials(name) : nil
            sent = configuration.now()
            let head = try signed(wire, name, call, attempt.credentials, at: sent.addingTimeInterval(attempt.offset))
            response = try await exchange(head, wire.body, name)
        } catch {
            attempt.result = .failure(error)
            return attempt
        }
        attempt.candidate = ClockSkew.candidate(
            fields: response.head.headerFields, sent: sent, received: configuration.now())
        let isFailure =
            response.head.status.kind != .successful || (wire.mayFailLate && ErrorResponse.isLate(response.body))
        guard isFailure else {
            _ = shared.state.withLock {
                $0.skew.observe(candidate: attempt.candidate, errorCode: nil, used: attempt.offset)
            }
            attempt.result = .success(response)
            return attempt
        }
        attempt.serverDelay = response.head.retryDelay
        attempt.result = .failure(serviceError(response, name, attempt.credentials))
        return attempt
    }

    private func credentials(_ name: String) async throws(AWSError) -> ResolvedCredentials {
        do {
            return try await configuration.credentials.credentials()
        } catch {
            if Task.isCancelled { throw cancelled(name) }
            throw AWSError(
                .credentials(error), service: service.name, operation: name, message: "no credentials: \(error)")
        }
    }

    private func signed(
        _ wire: WireRequest, _ name: String, _ call: Call, _ credentials: ResolvedCredentials?, at date: Date
    ) throws(AWSError) -> HTTPRequest {
        var head = HTTPRequest(
            method: wire.method, scheme: endpoint.scheme, authority: wire.hostPrefix + endpoint.authority,
            path: endpoint.basePath + wire.path, headerFields: wire.fields)
        head.headerFields[.userAgent] = configuration.userAgent
        // "Retry behavior", AWS SDKs and Tools Reference Guide: lets a service distinguish retries from new calls.
        if let name = HTTPField.Name("amz-sdk-invocation-id") { head.headerFields[name] = call.id }
        if let name = HTTPField.Name("amz-sdk-request") {
            head.headerFields[name] = "attempt=\(call.number); max=\(call.maximumAttempts)"
        }
        guard let credentials else { return head }
        do {
            let time = SigningTime(date)
            return try signer.sign(head, payload: .sha256(of: wire.body), with: credentials.credentials, at: time)
                .request
        } catch {
            throw AWSError(
                .invalidRequest, service: service.name, operation: name,
                message: "the request cannot be signed: \(error) (credentials from \(credentials.source))")
        }
    }

    private func exchange(
        _ head: HTTPRequest, _ body: [UInt8], _ name: String
    ) async throws(AWSError) -> WireResponse {
        let request = OutboundRequest(
            head, body: .bytes(body), timeouts: configuration.timeouts,
            limits: .init(bodyBytes: configuration.responseLimit))
        do throws(TransportError) {
            let response = try await configuration.transport.send(request)
            return WireResponse(
                head: response.head, body: try await response.body.collect(upTo: configuration.responseLimit))
        } catch {
            if error.kind == .cancelled { throw cancelled(name) }
            throw AWSError(
                .transport(error), service: service.name, operation: name,
                message: "\(error.message) (\(endpoint.url))")
        }
    }

    private func serviceError(
        _ response: WireResponse, _ name: String, _ credentials: ResolvedCredentials?
    ) -> AWSError {
        let answer = ErrorResponse(response)
        var message = answer.message
        for secret in [credentials?.credentials.secretAccessKey, credentials?.credentials.sessionToken] {
            if let secret, !secret.isEmpty { message = message.replacing(secret, with: Redaction.mark) }
        }
        return AWSError(
            .service, service: service.name, operation: name, code: answer.code, message: message,
            status: response.head.status.code, requestID: answer.requestID)
    }

    private func cancelled(_ name: String) -> AWSError {
        AWSError(.cancelled, service: service.name, operation: name, message: "the task was cancelled")
    }

    /// A description without values, because a decoding error may quote a secret from the response.
    private static func describe(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "no \(path(context.codingPath + [key]))"
        case DecodingError.typeMismatch(let type, let context): "\(path(context.codingPath)) is not of type \(type)"
        case DecodingError.valueNotFound(let type, let context): "\(path(context.codingPath)) is null, not \(type)"
        case DecodingError.dataCorrupted(let context): "\(path(context.codingPath)) is malformed"
        case let error as XMLParser.SyntaxError: "\(error.reason), at byte \(error.offset)"
        case let error as ResponseElement.MissingElementError: error.description
        case let error as WireRequest.InvalidInputError: error.description
        default: "\(type(of: error))"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "the document" : keys.map(\.stringValue).joined(separator: ".")
    }
}
