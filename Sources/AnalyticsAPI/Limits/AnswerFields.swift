import HTTPTypes
import Hummingbird
import Synchronization

/// Header fields that are added to a request's answer, whatever makes the answer.
final class AnswerFields: Sendable {
    private let fields = Mutex(HTTPFields())

    /// Adds fields.
    func add(_ more: HTTPFields?) {
        guard let more else { return }
        fields.withLock { $0.append(contentsOf: more) }
    }

    /// Writes the fields into an answer's, in place of those of the same name.
    func write(into headers: inout HTTPFields) {
        for field in fields.withLock({ $0 }) { headers[field.name] = field.value }
    }
}

extension Response {
    /// Returns the response; an object lasts until its body has been written.
    func lasting(_ object: some Sendable & AnyObject) -> Response {
        var response = self
        let body = self.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(writer)
            withExtendedLifetime(object) {}
        }
        return response
    }

    /// Returns the response of an admitted request, which ends once the body has been written.
    func counted(for admission: RequestLimiter.Admission) -> Response {
        var response = self
        let body = self.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(
                writer.map { bytes in
                    admission.send(bytes.readableBytes)
                    return bytes
                })
            withExtendedLifetime(admission) {}
        }
        return response
    }
}
