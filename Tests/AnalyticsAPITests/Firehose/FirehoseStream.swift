import Foundation
import HTTPTypes
import Models
import Synchronization

@testable import AnalyticsAPI

/// A stream of Amazon Data Firehose with an HTTP endpoint destination, whose time passes only between attempts.
final class FirehoseStream: Sendable {
    /// The fate of an attempt on its way.
    enum Fault: Sendable, Hashable {
        /// The request and its answer arrive.
        case none
        /// The request does not arrive.
        case requestLost
        /// The request arrives, and its answer does not.
        case answerLost
        /// The connection ends in the middle of the body.
        case requestCut
    }

    static let requestID = HTTPField.Name("X-Amz-Firehose-Request-Id")!
    static let accessKey = HTTPField.Name("X-Amz-Firehose-Access-Key")!
    static let attributes = HTTPField.Name("X-Amz-Firehose-Common-Attributes")!
    static let source = HTTPField.Name("X-Amz-Firehose-Source-Arn")!
    static let path = "/v1/datasets/sales/firehose"

    private let clock = Mutex(Duration.zero)
    let key: String?
    let parameters: [String: String]
    let isCompressed: Bool

    init(key: String? = nil, parameters: [String: String] = [:], isCompressed: Bool = false) {
        self.key = key
        self.parameters = parameters
        self.isCompressed = isCompressed
    }

    /// The time since the stream began.
    var time: Duration { clock.withLock { $0 } }

    /// Lets time pass.
    func advance(to time: Duration) { clock.withLock { $0 = time } }

    /// The header fields of a request.
    func headers(_ requestID: String) throws -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: "application/json", Self.requestID: requestID,
            HTTPField.Name("X-Amz-Firehose-Protocol-Version")!: "1.0",
            Self.source: "arn:aws:firehose:eu-central-1:123456789012:deliverystream/sales",
        ]
        if let key { headers[Self.accessKey] = key }
        if isCompressed { headers[.contentEncoding] = "gzip" }
        if !parameters.isEmpty {
            let json = try JSONEncoder().encode(["commonAttributes": parameters])
            headers[Self.attributes] = String(decoding: json, as: UTF8.self)
        }
        return headers
    }

    /// Returns the body of a request.
    func body(_ requestID: String, _ records: [String]) throws -> [UInt8] {
        let plain = Self.batch(requestID, records, at: time)
        guard isCompressed else { return Array(plain.utf8) }
        guard let packed = GzipEncoder.encode(Array(plain.utf8)) else { throw SetupError(answers: []) }
        return packed
    }

    /// Returns a batch as JSON. Its time is that of the attempt.
    static func batch(_ requestID: String, _ records: [String], at time: Duration = .zero) -> String {
        let data = records.map { #"{"data":"\#(Data($0.utf8).base64EncodedString())"}"# }.joined(separator: ",")
        let timestamp = 1_767_225_600_000 + time.components.seconds * 1000
        return #"{"requestId":"\#(requestID)","timestamp":\#(timestamp),"records":[\#(data)]}"#
    }

    /// Delivers a batch.
    ///
    /// - Parameter faults: The fates of the first attempts.
    func deliver(
        _ requestID: String, _ records: [String], to client: APIClient, faults: [Fault] = [],
        retryDuration: Duration = .seconds(300)
    ) async throws -> FirehoseDelivery {
        var delivery = FirehoseDelivery(requestID: requestID, retryDuration: retryDuration)
        let began = time
        while case .waiting(let after) = delivery.state {
            clock.withLock { $0 = began + after }
            let fault = delivery.attempts < faults.count ? faults[delivery.attempts] : .none
            var body = try body(requestID, records)
            if fault == .requestCut { body.removeLast(body.count / 2) }
            var answer: Answer?
            if fault != .requestLost {
                answer = try await client.post(Self.path, bytes: body, headers: try headers(requestID))
            }
            delivery.receive(fault == .none ? answer : nil, random: delivery.attempts.isMultiple(of: 2) ? 1 : -1)
        }
        return delivery
    }
}
