import HTTPTypes
import TestSupport
import Testing

@testable import AWSClient

@Suite
struct ErrorResponseTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var fields: HTTPFields = [:]
        let body: String
        let code: String
        var message = "m"
        var id: String?
        var testDescription: String { name }
    }

    static let typeField = HTTPField.Name("x-amzn-errortype").map { $0 }

    static var rows: [Row] {
        var typed: HTTPFields = [:]
        if let typeField { typed[typeField] = "ns.x#FromHeader:http://internal.example/" }
        return [
            Row(
                name: "JSON 1.1", body: #"{"__type":"ResourceNotFoundException","message":"m"}"#,
                code: "ResourceNotFoundException"),
            Row(name: "JSON 1.0", body: #"{"__type":"com.amazonaws.x#Throttling","Message":"m"}"#, code: "Throttling"),
            Row(name: "JSON with code", body: #" {"code":"A:b","message":"m"}"#, code: "A"),
            Row(
                name: "a header beats the body", fields: typed, body: #"{"__type":"B","message":"m"}"#,
                code: "FromHeader"),
            Row(
                name: "Query",
                body:
                    "<ErrorResponse><Error><Type>Sender</Type><Code>C</Code><Message>m</Message></Error><RequestId>r</RequestId></ErrorResponse>",
                code: "C", id: "r"),
            Row(
                name: "EC2",
                body:
                    "<Response><Errors><Error><Code>AuthFailure</Code><Message>m</Message></Error></Errors><RequestID>r</RequestID></Response>",
                code: "AuthFailure", id: "r"),
            Row(
                name: "S3", body: "<Error><Code>NoSuchKey</Code><Message>m</Message><RequestId>r</RequestId></Error>",
                code: "NoSuchKey", id: "r"),
            Row(
                name: "nothing", body: "", code: "",
                message: "the response's status is 400 and its body is not in a format of AWS errors"),
            Row(
                name: "a page", body: "<html><body>gateway</html>", code: "",
                message: "the response's status is 400 and its body is not in a format of AWS errors"),
            Row(
                name: "broken JSON", body: #"{"__type":"#, code: "",
                message: "the response's status is 400 and its body is not in a format of AWS errors"),
            Row(
                name: "a rejected signature",
                body:
                    #"{"__type":"InvalidSignatureException","message":"The signature does not match.\n\nThe Canonical String for this request should have been\n'POST x-amz-security-token:SECRET'"}"#,
                code: "InvalidSignatureException", message: "The signature does not match."),
        ]
    }

    @Test("An error response is decoded in every format", arguments: rows)
    func reads(row: Row) {
        let head = HTTPResponse(status: .badRequest, headerFields: row.fields)
        let error = ErrorResponse(WireResponse(head: head, body: Array(row.body.utf8)))
        #expect(error.code == row.code)
        #expect(error.message == row.message)
        #expect(error.requestID == row.id)
    }

    @Test(
        "A body is an error if its root element is <Error>",
        arguments: [
            ("<Error><Code>C</Code></Error>", true), (" <Error/>", false), ("<?xml version='1.0'?>\n<Error>", true),
            ("<?xml <Error>", false), ("<List><Error>x</Error></List>", false), ("<Errors>", false), ("", false),
        ])
    func late(body: String, isLate: Bool) {
        #expect(ErrorResponse.isLate(Array(body.utf8)) == isLate)
    }

    @Test("No sequence of bytes crashes the decoder of error responses")
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
            let error = ErrorResponse(WireResponse(head: HTTPResponse(status: .badRequest), body: bytes))
            #expect(!error.message.isEmpty, "seed \(seed)")
            codes.insert(error.code)
        }
        // Some codes are unchanged and some are not; otherwise the test would prove little.
        #expect(codes.contains("Throttling") && codes.count > 20, "seed \(seed)")
    }

    @Test(
        "The code and the status determine whether an error is retryable",
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
