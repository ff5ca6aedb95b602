package import HTTPTypes

/// A request to the fake account, parsed from any of AWS's protocols.
package struct FakeRequest: Sendable {
    /// The protocols, by the format of responses and errors.
    package enum Wire: Sendable, Hashable {
        /// AWS JSON.
        case json
        /// AWS Query.
        case query
        /// EC2 Query.
        case ec2
        /// REST, with a path and XML documents.
        case rest
    }

    /// The service by its signing name, such as `ecs`.
    package var service: String
    /// The operation's name, such as `CreateChangeSet`; for REST the method.
    package var operation: String
    /// The protocol.
    package var wire: Wire
    /// The operation's input.
    package var input: FakeValue
    /// The request's head.
    package var head: HTTPRequest
    /// The body.
    package var body: [UInt8]
    /// The region of the signature; `us-east-1` without one.
    package var region: String
    /// The access key's id; nil for an unsigned request.
    package var accessKeyID: String?

    /// The member of the input.
    package subscript(name: String) -> FakeValue? { input[name] }

    /// The text of the input's member; nil if it is missing or empty.
    package func text(_ name: String) -> String? {
        guard let text = input[name]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// The value of a header field.
    package func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }

    /// Parses a request.
    package init(head: HTTPRequest, body: [UInt8]) {
        self.head = head
        self.body = body
        // Credential=AKID/20300101/eu-west-1/ecs/aws4_request
        let authorization = head.headerFields[.authorization] ?? ""
        let scope = authorization.split(separator: "Credential=").last?.prefix { $0 != "," }.split(separator: "/") ?? []
        let isSigned = authorization.contains("Credential=") && scope.count >= 5
        accessKeyID = isSigned ? String(scope[0]) : nil
        region = isSigned ? String(scope[2]) : "us-east-1"
        let host = (head.authority ?? "").split(separator: ".").map(String.init)
        service = isSigned ? String(scope[3]) : host.first ?? ""
        let target = HTTPField.Name("X-Amz-Target").flatMap { head.headerFields[$0] }
        let isForm = head.headerFields[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true
        if let target {
            wire = .json
            operation = String(target.split(separator: ".").last ?? "")
            input = (try? FakeValue(json: body.isEmpty ? Array("{}".utf8) : body)) ?? .null
        } else if isForm {
            wire = service == "ec2" ? .ec2 : .query
            input = FakeValue(form: String(decoding: body, as: UTF8.self))
            operation = input["Action"]?.text ?? ""
        } else {
            wire = .rest
            operation = head.method.rawValue
            input = FakeValue(
                form: String((head.path ?? "").split(separator: "?", maxSplits: 1).dropFirst().first ?? ""))
        }
    }

    /// The decoded path without the query.
    package var path: String {
        let path = (head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        return FakeValue.decodePercent(path, plusIsSpace: false)
    }
}
