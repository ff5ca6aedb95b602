internal import AWSSigV4
import Basics
internal import HTTPCore
internal import HTTPTypes

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// An ad hoc request to sign, given by a person: the means to find out why a service rejects a signature.
package struct AdHocRequest: Sendable {
    /// The method, such as `GET`.
    package var method: String
    /// The whole URL. Characters not allowed in a URL, such as a space, are percent-encoded; existing escapes stay.
    package var url: String
    /// The header fields, in order.
    package var fields: [(name: String, value: String)]
    /// The body.
    package var body: [UInt8]
    /// The signing name of the service; nil derives it from the host.
    package var service: String?
    /// The region to sign for; nil derives it from the host.
    package var region: String?
    /// `true` to leave the body out of the signature.
    package var isPayloadUnsigned = false
    /// The validity of a presigned URL in seconds; nil signs with a header.
    package var presignedSeconds: Int?
    /// The base URL of the endpoint to send the request to; nil sends it to the host of ``url``. With an endpoint, ``url``
    /// determines only the service, the region, the path and the query.
    package var endpointURL: String?

    /// Creates a request.
    /// - Parameters:
    ///   - method: The method; nil for `GET`, or `POST` with a body.
    ///   - url: The whole URL.
    ///   - headers: The header fields, each `NAME:VALUE`.
    ///   - body: The body, or nil.
    /// - Throws: ``AdHocRequestError/malformedHeader(_:)``.
    package init(
        method: String? = nil, url: String, headers: [String] = [], body: [UInt8]? = nil
    ) throws(AdHocRequestError) {
        self.method = method ?? (body == nil ? "GET" : "POST")
        self.url = url
        self.body = body ?? []
        fields = try headers.map { header throws(AdHocRequestError) in
            guard let colon = header.firstIndex(of: ":"), colon != header.startIndex else {
                throw .malformedHeader(header)
            }
            let value = header[header.index(after: colon)...].drop { $0 == " " }
            return (String(header[..<colon]), String(value))
        }
    }

    /// Parses a time in a signature's format, such as `20150830T123600Z`; nil if it is malformed.
    package static func date(_ timestamp: String) -> Date? {
        SigningTime(timestamp).map { Date(timeIntervalSince1970: Double($0.secondsSinceEpoch)) }
    }

    /// Signs the request.
    /// - Parameters:
    ///   - credentials: The credentials to sign with.
    ///   - fallbackRegion: The region to sign for if neither ``region`` nor the host determines one.
    ///   - date: The time of the signature.
    /// - Throws: ``AdHocRequestError``.
    package func signed(
        with credentials: ResolvedCredentials, fallbackRegion: String? = nil, at date: Date
    ) throws(AdHocRequestError) -> SignedAdHocRequest {
        let (head, host) = try head()
        let found = ServiceHost(host)
        guard let service = service ?? found?.service else { throw .unknownService(host: host) }
        guard Self.isSigningName(service) else { throw .malformedService(service) }
        guard let region = region ?? found?.region ?? fallbackRegion else { throw .unknownRegion(host: host) }
        let isGuess = self.service == nil && found?.isGuess == true
        let signer = SigV4Signer(service: service, region: region)
        // The URL's user would have to send the header x-amz-content-sha256; only S3 accepts the URL without it.
        if isPayloadUnsigned, presignedSeconds != nil, signer.rules.presignedPayload != .unsigned {
            throw .unsignedPresigned(service: service)
        }
        let time = SigningTime(date)
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
            return SignedAdHocRequest(signed, body: body, service: service, region: region, isGuess: isGuess)
        } catch {
            throw .signing("\(error)")
        }
    }

    /// `true` for letters, digits and the marks of signing names; other text must not be repeated in errors.
    private static func isSigningName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy {
                $0.isASCII
                    && ($0.properties.isAlphabetic || $0.properties.numericType != nil
                        || "-_.".unicodeScalars.contains($0))
            }
    }

    /// The unsigned request, and the host that determines the service and the region.
    private func head() throws(AdHocRequestError) -> (HTTPRequest, host: String) {
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
            // Move a bucket from the host to the path: "Path-style requests", S3 User Guide.
            let bucket = ServiceHost(host)?.bucket.map { "/" + $0 } ?? ""
            head.scheme = endpoint.scheme
            head.authority = endpoint.authority
            head.path = endpoint.basePath + bucket + path
        }
        for (name, value) in fields {
            guard let name = HTTPField.Name(name) else { throw .malformedField(name) }
            let field = HTTPField(name: name, value: value)
            // The type drops characters that HTTP forbids in a value, and the sent value would differ from the given one.
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
                output += PercentEncoding.encode(String(scalar))
            }
        }
    }
}
