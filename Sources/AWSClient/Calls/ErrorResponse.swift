internal import HTTPTypes

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A service's error response, decoded from any of its formats.
///
/// JSON services send the code as `__type`, `code` or a header; XML services as `<Code>` within `<Error>`. An emulator
/// or a gateway may respond for a JSON service in XML, so the body's first byte determines the format.
struct ErrorResponse: Sendable, Hashable {
    var code: String
    var message: String
    var requestID: String?

    init(_ response: WireResponse) {
        let first = response.body.first { $0 > 0x20 }
        switch first {
        case UInt8(ascii: "{"): self = Self.json(response.body)
        case UInt8(ascii: "<"): self = Self.xml(response.body)
        default: self.init(code: "", message: "", requestID: nil)
        }
        // `code`, `code:uri` or `namespace#code`, in the body as in the header.
        if let field = response.field("x-amzn-errortype"), !field.isEmpty { code = field }
        code = String(code.prefix { $0 != ":" })
        if let hash = code.lastIndex(of: "#") { code = String(code[code.index(after: hash)...]) }
        requestID =
            requestID ?? response.field("x-amzn-requestid") ?? response.field("x-amz-request-id")
            ?? response.field("x-amzn-request-id")
        message = Self.withoutSignatureInput(String(message.prefix(Self.longestMessage)))
        if message.isEmpty {
            message =
                "the response's status is \(response.head.status.code)"
                + (code.isEmpty ? " and its body is not in a format of AWS errors" : "")
        }
    }

    /// `true` if the body of a successful status is an error: `<Error>` right after the XML declaration.
    static func isLate(_ body: [UInt8]) -> Bool {
        let start = String(decoding: body.prefix(256), as: UTF8.self).drop(while: \.isWhitespace)
        guard start.hasPrefix("<?xml"), let end = start.firstRange(of: "?>") else { return start.hasPrefix("<Error>") }
        return start[end.upperBound...].drop(while: \.isWhitespace).hasPrefix("<Error>")
    }

    private init(code: String, message: String, requestID: String?) {
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    private static let longestMessage = 2000

    private struct Document: Decodable {
        var type: String?
        var code: String?
        var message: String?

        enum Key: String, CodingKey { case type = "__type", code, capitalCode = "Code", message, capital = "Message" }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            type = try? values.decode(String.self, forKey: .type)
            code =
                (try? values.decode(String.self, forKey: .code))
                ?? (try? values.decode(String.self, forKey: .capitalCode))
            message =
                (try? values.decode(String.self, forKey: .message))
                ?? (try? values.decode(String.self, forKey: .capital))
        }
    }

    private static func json(_ body: [UInt8]) -> ErrorResponse {
        let document = try? JSONDecoder().decode(Document.self, from: Data(body))
        return ErrorResponse(
            code: document?.type ?? document?.code ?? "", message: document?.message ?? "", requestID: nil)
    }

    private static func xml(_ body: [UInt8]) -> ErrorResponse {
        guard let root = try? XMLParser.parse(body) else { return ErrorResponse(code: "", message: "", requestID: nil) }
        // <ErrorResponse><Error>… for Query, <Response><Errors><Error>… for EC2, <Error>… for S3.
        let error = root.first("Error") ?? root
        let id = (root.first("RequestId") ?? root.first("RequestID"))?.trimmed
        return ErrorResponse(
            code: error.text("Code") ?? "", message: error.text("Message") ?? error.text("message") ?? "",
            requestID: id)
    }

    /// The message without the canonical request that follows for a wrong signature, because that contains the session
    /// token.
    private static func withoutSignatureInput(_ message: String) -> String {
        for sign in ["The Canonical String for this request", "The canonical string for this request"] {
            if let range = message.firstRange(of: sign) {
                return message[..<range.lowerBound].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            }
        }
        return message
    }
}
