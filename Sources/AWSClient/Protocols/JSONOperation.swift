internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An operation of a service that speaks AWS JSON 1.0 or 1.1: the operation's own properties are the document.
///
/// "AWS JSON 1.1 protocol", Smithy documentation.
public protocol JSONOperation: AWSOperation, Encodable where Output: Decodable {}

extension JSONOperation {
    /// The document, to `/`, the action in `X-Amz-Target`.
    public func request() throws -> WireRequest {
        guard case .json(let version, let target) = Self.service.wire else {
            throw WireRequest.Unwritable("\(Self.service) does not speak AWS JSON")
        }
        var fields: HTTPFields = [.contentType: "application/x-amz-json-\(version)"]
        if let name = HTTPField.Name("X-Amz-Target") { fields[name] = "\(target).\(Self.name)" }
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        // The same input gives the same bytes, which is good for tests and for whoever compares two logs.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return WireRequest(fields: fields, body: Array(try encoder.encode(self)))
    }

    /// The answer's document; an empty one counts as `{}`.
    public static func output(of response: WireResponse) throws -> Output {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(Output.self, from: Data(response.body.isEmpty ? Array("{}".utf8) : response.body))
    }
}

/// The answer of an operation that has nothing to say.
public struct EmptyOutput: Sendable, Hashable, Codable {
    /// Creates the answer.
    public init() {}
}
