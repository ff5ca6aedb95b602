internal import HTTPCoreTesting
internal import HTTPTypes

/// Renders responses and errors in the format of the request's protocol.
struct ResponseRenderer {
    let request: FakeRequest
    let requestID: String
    /// The time of the response in HTTP's format; nil omits it.
    var date: String?

    func reply(to response: FakeResponse) -> Reply {
        switch response {
        case .output(let value): document(value, members: [:])
        case .listing(let value, let members): document(value, members: members)
        case .raw(let status, let fields, let body): .response(status, fields: withID(fields), body: body)
        }
    }

    func reply(to error: FakeError) -> Reply {
        let status = HTTPResponse.Status(code: error.status)
        let body: String
        switch request.wire {
        case .json:
            var document = error.details
            document["__type"] = .string(error.code)
            document["message"] = .string(error.message)
            return .response(
                status, fields: withID([.contentType: "application/x-amz-json-1.1"]),
                body: Array(FakeValue.object(document).json.utf8))
        case .query:
            let type = error.status >= 500 ? "Receiver" : "Sender"
            body =
                "<ErrorResponse><Error><Type>\(type)</Type><Code>\(XML.escape(error.code))</Code><Message>"
                + XML.escape(error.message) + "</Message></Error><RequestId>\(requestID)</RequestId></ErrorResponse>"
        case .ec2:
            body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Errors><Error><Code>\(XML.escape(error.code))</Code>"
                + "<Message>\(XML.escape(error.message))</Message></Error></Errors><RequestID>\(requestID)</RequestID></Response>"
        case .rest:
            body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>\(XML.escape(error.code))</Code><Message>"
                + XML.escape(error.message) + "</Message><RequestId>\(requestID)</RequestId></Error>"
        }
        return .response(status, fields: withID([.contentType: "text/xml"]), body: Array(body.utf8))
    }

    private func withID(_ fields: HTTPFields) -> HTTPFields {
        var fields = fields
        let name = request.wire == .rest ? "x-amz-request-id" : "x-amzn-requestid"
        if let name = HTTPField.Name(name) { fields[name] = requestID }
        if let date { fields[.date] = date }
        return fields
    }

    private func document(_ value: FakeValue, members: [String: String]) -> Reply {
        switch request.wire {
        case .json:
            return .response(
                fields: withID([.contentType: "application/x-amz-json-1.1"]), body: Array(value.json.utf8))
        case .query, .ec2, .rest:
            let name = request.operation
            let inner = XML.render(value, members: members, item: request.wire == .ec2 ? "item" : "member")
            let body =
                switch request.wire {
                case .ec2: "<\(name)Response><requestId>\(requestID)</requestId>\(inner)</\(name)Response>"
                case .rest: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(inner)"
                default:
                    "<\(name)Response><\(name)Result>\(inner)</\(name)Result><ResponseMetadata><RequestId>\(requestID)"
                        + "</RequestId></ResponseMetadata></\(name)Response>"
                }
            return .response(fields: withID([.contentType: "text/xml"]), body: Array(body.utf8))
        }
    }
}
