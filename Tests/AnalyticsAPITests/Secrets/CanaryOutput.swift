/// An output of a server.
struct CanaryOutput: Sendable {
    /// The places of outputs.
    enum Place: String, Sendable, CaseIterable {
        case problem, answer, log, metrics, trace, queryLog, telemetry, contract, page
    }

    /// The client of a request.
    enum Client: String, Sendable, CaseIterable {
        case administrator, reader, link, viewToken, token, balancer, anonymous
    }

    let place: Place
    /// The output, for messages.
    let name: String
    let bytes: [UInt8]
    /// The client; `nil` for an output that belongs to no request.
    var client: Client?
    /// The request as text, with what it has in its URL, header fields and body.
    var request: [UInt8] = []
}
