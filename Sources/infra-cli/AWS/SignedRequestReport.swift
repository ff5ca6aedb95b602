import AWSClient

/// The report of `request --dry-run`: a signed request with the inputs of its signature.
struct SignedRequestReport: Encodable {
    let method: String
    let url: String
    let service: String
    let region: String
    let serviceIsGuess: Bool
    let headers: [String: String]
    let canonicalRequest: String
    let stringToSign: String
    let signature: String

    private let fields: [(name: String, value: String)]

    private enum CodingKeys: String, CodingKey {
        case method, url, service, region, serviceIsGuess, headers, canonicalRequest, stringToSign, signature
    }

    init(_ signed: SignedAdHocRequest) {
        method = signed.method
        url = signed.url
        service = signed.service
        region = signed.region
        serviceIsGuess = signed.isServiceGuess
        headers = Dictionary(signed.fields.map { ($0.name, $0.value) }) { "\($0),\($1)" }
        canonicalRequest = signed.canonicalRequest
        stringToSign = signed.stringToSign
        signature = signed.signature
        fields = signed.fields
    }

    /// A note that the service is a guess; nil if it is known or explicit.
    var guess: String? {
        guard serviceIsGuess else { return nil }
        return
            "the service \"\(service)\" is a guess from the host; if the signature is rejected, set it with --service"
    }

    /// The report as text.
    var text: String {
        """
        \(method) \(url)
        \(fields.map { "\($0.name): \($0.value)\n" }.joined())
        signed for \(service) in \(region)\(guess.map { "; " + $0 } ?? "")

        canonical request:
        \(canonicalRequest)

        string to sign:
        \(stringToSign)

        signature: \(signature)

        """
    }
}
