internal import HTTPTypes

/// An operation of a service that takes a form and answers in XML.
///
/// "AWS Query protocol", Smithy documentation.
public protocol QueryOperation: AWSOperation {
    /// The input as the form's fields.
    var parameters: QueryParameters { get }
    /// Whether the request is signed; true unless an operation says otherwise.
    var isSigned: Bool { get }
    /// Reads the element `<NAMEResult>`, or an empty one if the answer has none.
    static func output(from result: XMLElement) throws -> Output
}

extension QueryOperation {
    /// True: nearly all are.
    public var isSigned: Bool { true }

    /// The form, to `/`.
    public func request() throws -> WireRequest {
        let version: String
        switch Self.service.wire {
        case .query(let known), .ec2(let known): version = known
        case .json, .restJSON, .restXML: throw WireRequest.Unwritable("\(Self.service) does not speak AWS Query")
        }
        var form = parameters
        form.fields = [("Action", Self.name), ("Version", version)] + form.fields
        return WireRequest(
            fields: [.contentType: "application/x-www-form-urlencoded; charset=utf-8"], body: Array(form.encoded.utf8),
            isSigned: isSigned)
    }

    /// The result within `<NAMEResponse>`; EC2 has its result right in there.
    public static func output(of response: WireResponse) throws -> Output {
        guard !response.body.isEmpty else { return try output(from: XMLElement("")) }
        let root = try XMLParser.parse(response.body)
        return try output(from: root[Self.name + "Result"] ?? root)
    }
}
