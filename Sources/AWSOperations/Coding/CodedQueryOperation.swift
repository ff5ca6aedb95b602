package import AWSClient

/// An operation in AWS Query whose encoded properties are the form and whose decoded element is the output.
///
/// One declaration of the names in `CodingKeys` serves the request, as in ``AWSClient/JSONOperation``.
package protocol CodedQueryOperation: QueryOperation, Encodable where Output: Decodable {}

extension CodedQueryOperation {
    /// The form of the encoded properties.
    ///
    /// The property cannot throw, and a form of texts, numbers and Booleans has no value that cannot be written.
    package var parameters: QueryParameters {
        var isEC2 = false
        if case .ec2 = Self.service.wire { isEC2 = true }
        return (try? QueryFormEncoder.form(of: self, member: isEC2 ? nil : "member")) ?? QueryParameters()
    }

    /// Decodes the element.
    package static func output(from result: ResponseElement) throws -> Output {
        try Output(from: ResponseElementDecoder(result))
    }
}
