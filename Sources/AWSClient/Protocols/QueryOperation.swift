internal import HTTPTypes

/// An operation in AWS Query: the request is a form, the response XML.
///
/// Source: "AWS Query protocol", Smithy documentation.
public protocol QueryOperation: AWSOperation {
    /// The form's fields.
    var parameters: QueryParameters { get }
    /// `true` if the request is signed, the default.
    var isSigned: Bool { get }
    /// Decodes the element `<NAMEResult>`, or an empty one if the response has none.
    static func output(from result: ResponseElement) throws -> Output
}

extension QueryOperation {
    /// `true`.
    public var isSigned: Bool { true }

    /// Encodes the form as a request to `/`.
    public func request() throws -> WireRequest {
        let version: String
        switch Self.service.wire {
        case .query(let known), .ec2(let known): version = known
        case .json, .restJSON, .restXML: throw WireRequest.InvalidInputError("\(Self.service) does not use AWS Query")
        }
        var form = parameters
        form.fields = [("Action", Self.name), ("Version", version)] + form.fields
        return WireRequest(
            fields: [.contentType: "application/x-www-form-urlencoded; charset=utf-8"], body: Array(form.encoded.utf8),
            isSigned: isSigned)
    }

    /// Decodes the result within `<NAMEResponse>`; EC2's `<NAMEResponse>` is the result itself.
    public static func output(of response: WireResponse) throws -> Output {
        guard !response.body.isEmpty else { return try output(from: ResponseElement("")) }
        let root = try XMLParser.parse(response.body)
        return try output(from: root[Self.name + "Result"] ?? root)
    }
}
