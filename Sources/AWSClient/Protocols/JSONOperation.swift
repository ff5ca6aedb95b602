internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An operation in AWS JSON 1.0 or 1.1, whose encoded properties are the request's document.
///
/// Source: "AWS JSON 1.1 protocol", Smithy documentation.
public protocol JSONOperation: AWSOperation, Encodable where Output: Decodable {}

extension JSONOperation {
    /// Encodes the document as a request to `/` with the action in `X-Amz-Target`.
    public func request() throws -> WireRequest {
        guard case .json(let version, let target) = Self.service.wire else {
            throw WireRequest.InvalidInputError("\(Self.service) does not use AWS JSON")
        }
        var fields: HTTPFields = [.contentType: "application/x-amz-json-\(version)"]
        if let name = HTTPField.Name("X-Amz-Target") { fields[name] = "\(target).\(Self.name)" }
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .secondsSince1970
        // Make equal inputs give equal bytes, for tests and for comparing logs.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return WireRequest(fields: fields, body: Array(try encoder.encode(self)))
    }

    /// Decodes the response's document; an empty one counts as `{}`.
    public static func output(of response: WireResponse) throws -> Output {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return try decoder.decode(Output.self, from: Data(response.body.isEmpty ? Array("{}".utf8) : response.body))
    }
}

/// The output of an operation without response data.
public struct EmptyOutput: Sendable, Hashable, Codable {
    /// Creates the output.
    public init() {}
}
