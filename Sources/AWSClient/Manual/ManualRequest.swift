internal import AWSSigV4
internal import HTTPCore
internal import HTTPTypes

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A request that a person writes out, to be signed as it is: how to find out why a signature is refused.
public struct ManualRequest: Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// The whole URL. What a URL may not hold, such as a space, is percent-encoded; the rest is taken as encoded already.
    public var url: String
    /// The header fields, in order.
    public var fields: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]
    /// The service to sign for, by its signing name; nil finds it in the host.
    public var service: String?
    /// The region to sign for; nil finds it in the host.
    public var region: String?
    /// Whether the signature leaves the body out.
    public var isPayloadUnsigned = false
    /// Seconds that a URL signed by its query is valid; nil signs with a header.
    public var presignedSeconds: Int?
    /// The URL to send the request to in place of the one in ``url``, which then only tells the service, the region, the path
    /// and the query; nil sends it to the latter.
    public var endpointURL: String?

    /// Writes a request out.
    public init(
        method: String, url: String, fields: [(name: String, value: String)] = [], body: [UInt8] = [],
        service: String? = nil, region: String? = nil
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.service = service
        self.region = region
    }

    /// The moment that a time in the signature's form stands for, such as `20150830T123600Z`; nil if it is none.
    public static func date(_ timestamp: String) -> Date? {
        SigningTime(timestamp).map { Date(timeIntervalSince1970: Double($0.secondsSinceEpoch)) }
    }

    /// Signs the request.
    /// - Parameters:
    ///   - credentials: Who signs.
    ///   - fallbackRegion: The region to sign for if neither the caller nor the host names one.
    ///   - date: The time to sign for.
    /// - Throws: ``ManualRequestError``.
    public func signed(
        with credentials: ResolvedCredentials, fallbackRegion: String? = nil, at date: Date
    ) throws(ManualRequestError) -> SignedManualRequest {
        let (head, host) = try head()
        let found = ServiceHost(host)
        guard let service = service ?? found?.service else { throw .unknownService(host: host) }
        guard Self.isSigningName(service) else { throw .malformedService(service) }
        guard let region = region ?? found?.region ?? fallbackRegion else { throw .unknownRegion(host: host) }
        let isGuess = self.service == nil && found?.isGuess == true
        let signer = SigV4Signer(service: service, region: region)
        // The header that says so would have to be sent by the URL's user, and only S3 takes its word without one.
        if isPayloadUnsigned, presignedSeconds != nil, signer.rules.presignedPayload != .unsigned {
            throw .unsignedPresigned(service: service)
        }
        let time = SigningTime(secondsSinceEpoch: Int(date.timeIntervalSince1970.rounded(.down)))
        let keys = credentials.credentials
        do throws(SigningError) {
            let signed: SignedRequest
            if let presignedSeconds {
                let payload: PayloadHash? =
                    if isPayloadUnsigned { .unsigned } else if body.isEmpty { nil } else { .sha256(of: body) }
                signed = try signer.presign(head, payload: payload, expiresIn: presignedSeconds, with: keys, at: time)
            } else {
                let payload = isPayloadUnsigned ? PayloadHash.unsigned : .sha256(of: body)
                signed = try signer.sign(head, payload: payload, with: keys, at: time)
            }
            return SignedManualRequest(signed, body: body, service: service, region: region, isGuess: isGuess)
        } catch {
            throw .signing("\(error)")
        }
    }

    /// Letters, digits and marks, as in all signing names; others would be repeated in errors about the call.
    private static func isSigningName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "-_.".unicodeScalars.contains($0))
            }
    }

    /// The request without a signature, and the host that tells the service and the region.
    private func head() throws(ManualRequestError) -> (HTTPRequest, host: String) {
        guard let method = HTTPRequest.Method(method) else { throw .malformedMethod(method) }
        guard let separator = url.firstRange(of: "://") else { throw .malformedURL(url) }
        let scheme = url[..<separator.lowerBound].lowercased()
        let rest = url[separator.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let host = String(rest[..<end])
        guard scheme == "https" || scheme == "http", !host.isEmpty, !host.contains("@"), !url.contains("#"),
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .malformedURL(url) }
        var path = Self.encoded(rest[end...])
        if !path.hasPrefix("/") { path = "/" + path }
        var head = HTTPRequest(method: method, scheme: scheme, authority: host, path: path)
        if let endpointURL {
            let endpoint: Endpoint
            do throws(EndpointError) {
                endpoint = try Endpoint(customURL: endpointURL, region: "", place: "--endpoint-url")
            } catch {
                throw .endpoint(error)
            }
            // A bucket in the host has no place in another's, so it leads the path: "Path-style requests", S3 User Guide.
            let bucket = ServiceHost(host)?.bucket.map { "/" + $0 } ?? ""
            head.scheme = endpoint.scheme
            head.authority = endpoint.authority
            head.path = endpoint.basePath + bucket + path
        }
        for (name, value) in fields {
            guard let name = HTTPField.Name(name) else { throw .malformedField(name) }
            let field = HTTPField(name: name, value: value)
            // The type drops what HTTP forbids in a value; sent and written would then differ.
            guard field.value == value else { throw .malformedField(name.rawName) }
            head.headerFields.append(field)
        }
        return (head, host)
    }

    private static func encoded(_ text: Substring) -> String {
        text.unicodeScalars.reduce(into: "") { output, scalar in
            if scalar.value > 0x20, scalar.value < 0x7F, !"\"<>\\^`{|}".unicodeScalars.contains(scalar) {
                output.unicodeScalars.append(scalar)
            } else {
                output += URIEncoding.encode(String(scalar))
            }
        }
    }
}
