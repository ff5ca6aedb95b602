import HTTPTypes
import Hummingbird
import Models

/// The answers that Amazon Data Firehose understands: JSON with the request's id, the time, and the reason of a failure. It
/// retries after any status but 200 and 413, and puts a batch into the stream's S3 backup once its retry duration has passed.
enum FirehoseAnswer {
    /// The maximum length of a reason, in bytes.
    static let messageBytes = 8192

    /// Returns `true` if a request is answered in this form, also if it fails before its route.
    static func isExpected(by request: Request) -> Bool {
        guard request.method == .post else { return false }
        let path = request.uri.path.split(separator: "/", omittingEmptySubsequences: false)
        return path.count == 5 && path[1] == "v1" && path[2] == "datasets" && path[4] == "firehose"
    }

    /// Returns the status of a failure. Firehose drops a batch after 413 without a retry and without the backup.
    static func status(of code: ProblemCode) -> HTTPResponse.Status {
        code.status == .contentTooLarge ? .badRequest : code.status
    }

    /// Returns the answer to a batch that is committed.
    static func success(_ requestID: String, at time: Timestamp) -> Response {
        Response(json: document(requestID, time))
    }

    /// Returns the answer to a batch that is not written.
    ///
    /// - Parameter requestID: The id for a request without one of Firehose.
    static func failure(_ problem: APIError, _ request: Request, requestID: String, at time: Timestamp) -> Response {
        let json = document(FirehoseRequest.requestID(request.headers) ?? requestID, time, message(problem))
        var response = Response(status: status(of: problem.code), json: json)
        for field in problem.headers { response.headers[field.name] = field.value }
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// Returns the reason: the problem's code, its detail and as many of its mistakes as fit.
    static func message(_ problem: APIError) -> String {
        var text = "\(problem.code.rawValue): \(problem.detail)"
        for item in problem.items where !problem.detail.contains(item.detail) {
            let place = item.line.map { "line \($0): " } ?? ""
            let more = "; " + place + (item.column.map { "\"\($0)\": " } ?? "") + item.detail
            guard text.utf8.count + more.utf8.count <= messageBytes else { break }
            text += more
        }
        while text.utf8.count > messageBytes { text.unicodeScalars.removeLast() }
        return text
    }

    private static func document(_ requestID: String, _ time: Timestamp, _ message: String? = nil) -> JSONWriter {
        var json = JSONWriter()
        json.beginObject()
        json.field("requestId", requestID)
        json.field("timestamp", time.microseconds / 1000)
        if let message { json.field("errorMessage", message) }
        json.endObject()
        return json
    }
}
