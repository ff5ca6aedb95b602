import HTTPTypes

extension HTTPRequest.Method {
    /// A safe and idempotent request whose content is a query (RFC 10008).
    static let query = HTTPRequest.Method("QUERY") ?? .post
}
