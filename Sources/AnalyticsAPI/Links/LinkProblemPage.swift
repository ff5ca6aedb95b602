import Basics
import HTTPTypes
import Hummingbird
import NIOCore

/// The page of a link that cannot be shown, for a person in a browser: the reason, and the remedy.
///
/// Programs get problem details for the same errors. The page says no more than they do: it does not tell an expired link from a
/// revoked or an unknown one.
struct LinkProblemPage: Sendable {
    /// The start of the paths of links.
    static let path = "/s/"

    let problem: APIError
    let requestID: String?

    /// The answer, with the status of the problem.
    var response: Response {
        var headers = problem.headers
        headers[.contentType] = "text/html; charset=utf-8"
        headers[.contentSecurityPolicy] = LinkDocument.policy()
        headers[.referrerPolicy] = "no-referrer"
        headers[.cacheControl] = "no-store"
        headers[.vary] = "Accept"
        return Response(
            status: problem.code.status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// The document.
    var html: String {
        let (title, lines) = texts
        var content = "<main><h1>\(XMLText.attribute(title))</h1>\n"
        for line in lines { content += "<p>\(XMLText.attribute(line))</p>\n" }
        content += "</main>\n"
        if let requestID {
            content += "<footer><p>Request \(XMLText.attribute(requestID))</p></footer>"
        }
        return LinkDocument(title: title, content: content).html
    }

    private var texts: (title: String, lines: [String]) {
        switch problem.code {
        // A mistake in the address of a link that works.
        case .notFound where !problem.items.isEmpty:
            ("This link has no such form", [problem.sentence])
        case .linkNotFound, .notFound:
            (
                "This link does not work",
                [
                    "It may have expired or been revoked, or a part of its address is missing.",
                    "Check that the whole address was copied. If it was, ask the person who sent the link for a new one.",
                ]
            )
        case .invalidQuery:
            (
                "The data behind this link have changed",
                [
                    "What the link shows does not fit its data any more.",
                    "Ask the person who sent the link to save the query again; the same link then works.",
                ]
            )
        case _ where problem.code.status == .tooManyRequests:
            (
                "This link is in high demand",
                ["It was opened too often in a short time. Wait a moment, then reload the page."]
            )
        case _ where problem.code.status == .serviceUnavailable:
            ("The data cannot be read right now", ["The link is not at fault. Wait a moment, then reload the page."])
        case _ where problem.code.status.kind == .serverError:
            (
                "The page cannot be shown",
                ["The server made a mistake. If reloading does not help, tell the person who sent the link."]
            )
        default: (problem.code.title, [problem.sentence])
        }
    }
}
