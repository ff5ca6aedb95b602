package import HTTPTypes

/// The response of a fake service.
package enum FakeResponse: Sendable {
    /// The operation's output, which the request's protocol renders.
    ///
    /// In XML an object's members are elements, an array's elements are `<member>`, or `<item>` for EC2.
    case output(FakeValue)
    /// The operation's output with the element names of lists in XML, such as `["DBInstances": "DBInstance"]`; an empty name makes
    /// a flattened list.
    case listing(FakeValue, members: [String: String])
    /// A response as it is, for REST.
    case raw(HTTPResponse.Status, fields: HTTPFields, body: [UInt8])

    /// An empty output.
    package static let empty = FakeResponse.output(.object([:]))
}

/// An error that a fake service responds with.
package struct FakeError: Error, Sendable, Hashable {
    /// The code, such as `ValidationError`.
    package var code: String
    /// The message.
    package var message: String
    /// The status of HTTP.
    package var status: Int
    /// Further members of the error's document in JSON.
    package var details: [String: FakeValue]

    /// Creates an error.
    package init(_ code: String, _ message: String, status: Int = 400, details: [String: FakeValue] = [:]) {
        self.code = code
        self.message = message
        self.status = status
        self.details = details
    }

    /// `ValidationError`, CloudFormation's answer to most of what it refuses.
    package static func validation(_ message: String) -> FakeError { FakeError("ValidationError", message) }

    /// The error of an operation that the fake does not have. It is not an error of AWS, so that a test notices.
    package static func unknownOperation(_ request: FakeRequest) -> FakeError {
        FakeError("FakeAWSHasNoSuchOperation", "FakeAWS has no \(request.operation) of \(request.service)", status: 501)
    }
}
