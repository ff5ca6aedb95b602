import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite("Error answers")
struct ErrorAnswerTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let what: String
        var fields: HTTPFields = [:]
        let body: String
        let code: String
        var message = "m"
        var id: String?
        var testDescription: String { what }
    }

    static let typeField = HTTPField.Name("x-amzn-errortype").map { $0 }

    static var rows: [Row] {
        var typed: HTTPFields = [:]
        if let typeField { typed[typeField] = "ns.x#FromHeader:http://internal.example/" }
        return [
            Row(
                what: "JSON 1.1", body: #"{"__type":"ResourceNotFoundException","message":"m"}"#,
                code: "ResourceNotFoundException"),
            Row(what: "JSON 1.0", body: #"{"__type":"com.amazonaws.x#Throttling","Message":"m"}"#, code: "Throttling"),
            Row(what: "JSON with code", body: #" {"code":"A:b","message":"m"}"#, code: "A"),
            Row(
                what: "a header beats the body", fields: typed, body: #"{"__type":"B","message":"m"}"#,
                code: "FromHeader"),
            Row(
                what: "Query",
                body:
                    "<ErrorResponse><Error><Type>Sender</Type><Code>C</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
                code: "C", id: "r"),
            Row(
                what: "EC2",
                body:
                    "<Response><Errors><Error><Code>AuthFailure</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>",
                code: "AuthFailure", id: "r"),
            Row(
                what: "S3", body: "<Error><Code>NoSuchKey</Code><Message>m</Message><RequestId>r</RequestId></Error>",
                code: "NoSuchKey", id: "r"),
            Row(
                what: "nothing", body: "", code: "",
                message: "the answer's status is 400 and its body is no error that AWS's services send"),
            Row(
                what: "a page", body: "<html><body>gateway</html>", code: "",
                message: "the answer's status is 400 and its body is no error that AWS's services send"),
            Row(
                what: "broken JSON", body: #"{"__type":"#, code: "",
                message: "the answer's status is 400 and its body is no error that AWS's services send"),
            Row(
                what: "a refused signature",
                body:
                    #"{"__type":"InvalidSignatureException","message":"The signature does not match.\n\nThe Canonical String for this request should have been\n'POST x-amz-security-token:SECRET'"}"#,
                code: "InvalidSignatureException", message: "The signature does not match."),
        ]
    }

    @Test("are read in every shape", arguments: rows)
    func reads(row: Row) {
        let head = HTTPResponse(status: .badRequest, headerFields: row.fields)
        let answer = ErrorAnswer(WireResponse(head: head, body: Array(row.body.utf8)))
        #expect(answer.code == row.code)
        #expect(answer.message == row.message)
        #expect(answer.requestID == row.id)
    }

    @Test(
        "hide in a success only where the document is one",
        arguments: [
            ("<Error><Code>C</Code></Error>", true), (" <Error/>", false), ("<?xml version='1.0'?>\n<Error>", true),
            ("<?xml <Error>", false), ("<List><Error>x</Error></List>", false), ("<Errors>", false), ("", false),
        ])
    func late(body: String, isLate: Bool) {
        #expect(ErrorAnswer.isLate(Array(body.utf8)) == isLate)
    }

    @Test("never end the process, whatever the bytes")
    func mutations() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let bodies = Self.rows.map { Array($0.body.utf8) }.filter { !$0.isEmpty }
        var codes: Set<String> = []
        for index in 0..<5000 {
            var bytes = bodies[index % bodies.count]
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if generator.chance(20) { bytes.removeLast(Int.random(in: bytes.indices, using: &generator)) }
            let answer = ErrorAnswer(WireResponse(head: HTTPResponse(status: .badRequest), body: bytes))
            #expect(!answer.message.isEmpty, "seed \(seed)")
            codes.insert(answer.code)
        }
        // Some codes are still whole and some are not, or the mutations would prove nothing.
        #expect(codes.contains("Throttling") && codes.count > 20, "seed \(seed)")
    }

    @Test(
        "say whether to try again",
        arguments: [
            ("ThrottlingException", 400, true), ("SlowDown", 503, true), ("", 500, true), ("", 502, true),
            ("", 503, true),
            ("", 504, true), ("RequestTimeout", 400, true), ("InternalError", 400, true), ("", 429, true),
            ("AccessDenied", 403, false), ("", 404, false), ("ValidationError", 400, false), ("", 501, false),
        ])
    func retryable(code: String, status: Int, isRetryable: Bool) {
        let error = AWSError(.service, service: "S", operation: "O", code: code, message: "", status: status)
        #expect(error.isRetryable == isRetryable)
    }
}
