internal import HTTPTypes

/// A validated request for libcurl's thread.
struct CurlRequest: Sendable {
    let url: String
    let method: HTTPRequest.Method
    let fields: HTTPFields
    let contentLength: Int?
    let body: RequestBody
    let timeouts: OutboundRequest.Timeouts
    let limits: OutboundRequest.Limits

    init(_ request: OutboundRequest, _ validated: OutboundRequest.Validated) {
        url = validated.url
        method = request.head.method
        fields = validated.fields
        contentLength = validated.contentLength
        body = request.body
        timeouts = request.timeouts
        limits = request.limits
    }
}
