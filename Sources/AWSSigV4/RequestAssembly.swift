import Basics
internal import Crypto
internal import HTTPTypes

/// The signing steps that SigV4 and SigV4a share: all but the key and the cryptography.
///
/// Steps and formats follow "Create a signed AWS API request" in AWS's IAM User Guide.
struct RequestAssembly {
    /// The algorithm's name, the first line of a string to sign, such as `AWS4-HMAC-SHA256`.
    let algorithm: String
    /// The part of the scope after the date, such as `/us-east-1/service/aws4_request`.
    let scopeSuffix: String
    /// The value of `X-Amz-Region-Set`, for SigV4a only.
    let regionSet: String?
    let rules: SigningRules
    let credentials: AWSCredentials
    let time: SigningTime

    /// Computes the signature of a string to sign, in hexadecimal digits.
    typealias Seal = (_ stringToSign: [UInt8]) throws(SigningError) -> [UInt8]

    // `HTTPFields` holds at most 65,534 fields and traps on the next.
    static let maximumHeaderFields = 60_000

    private var scope: String { time.date + scopeSuffix }

    /// Signs with an `Authorization` header.
    func signed(
        _ original: HTTPRequest, payload: PayloadHash, seal: Seal
    ) throws(SigningError) -> SignedRequest {
        try validate(original)
        var request = original
        let host = try Self.settleHost(of: &request)
        if let token = credentials.sessionToken {
            request.headerFields.append(HTTPField(name: .securityToken, value: token))
        }
        request.headerFields.append(HTTPField(name: .amzDate, value: time.timestamp))
        if let regionSet { request.headerFields.append(HTTPField(name: .regionSet, value: regionSet)) }
        try addPayloadHash(payload, to: &request)

        let headers = CanonicalHeaders(
            request.headerFields, host: host, omitting: rules.signsSessionToken ? nil : "x-amz-security-token")
        let target = Array((request.path ?? "/").utf8)
        let canonical = try target.withUnsafeBufferPointer { target throws(SigningError) in
            let (path, query) = Self.split(target)
            var canonicalQuery = try CanonicalQuery(query)
            return canonicalRequest(request.method, path, &canonicalQuery, headers, payload)
        }
        let stringToSign = stringToSign(for: canonical)
        let signature = try seal(stringToSign)

        var authorization: [UInt8] = []
        authorization.reserveCapacity(256 + headers.names.count)
        authorization.append(algorithm)
        authorization.append(" Credential=")
        authorization.append(credentials.accessKeyID)
        authorization.append("/")
        authorization.append(scope)
        authorization.append(", SignedHeaders=")
        authorization.append(contentsOf: headers.names)
        authorization.append(", Signature=")
        authorization.append(contentsOf: signature)
        request.headerFields.append(HTTPField(name: .authorization, value: authorization))
        return result(request, signature, headers, canonical, stringToSign)
    }

    /// Signs with query parameters, so that the URL alone authorizes the request.
    func presigned(
        _ original: HTTPRequest, payload: PayloadHash, expiresIn seconds: Int, seal: Seal
    ) throws(SigningError) -> SignedRequest {
        guard (1...604_800).contains(seconds) else { throw .expiryOutOfRange(seconds: seconds) }
        try validate(original)
        var request = original
        let host = try Self.settleHost(of: &request)
        let headers = CanonicalHeaders(request.headerFields, host: host)

        // The order of AWS's own signers. The canonical request sorts the parameters anyway.
        var parameters: [(name: String, value: [UInt8])] = [
            ("X-Amz-Algorithm", Array(algorithm.utf8)),
            ("X-Amz-Credential", [UInt8](percentEncoding: credentials.accessKeyID + "/" + scope)),
            ("X-Amz-Date", Array(time.timestamp.utf8)),
            ("X-Amz-SignedHeaders", headers.names.withUnsafeBufferPointer { [UInt8](percentEncoding: $0) }),
            ("X-Amz-Expires", Array(String(seconds).utf8)),
        ]
        var unsignedToken: Int?
        if let token = credentials.sessionToken {
            if !rules.signsSessionToken { unsignedToken = parameters.count }
            parameters.append(("X-Amz-Security-Token", [UInt8](percentEncoding: token)))
        }
        if let regionSet { parameters.append(("X-Amz-Region-Set", [UInt8](percentEncoding: regionSet))) }

        let target = Array((request.path ?? "/").utf8)
        let canonical = try target.withUnsafeBufferPointer { target throws(SigningError) in
            let (path, query) = Self.split(target)
            var canonicalQuery = try CanonicalQuery(query)
            for (index, parameter) in parameters.enumerated() where index != unsignedToken {
                canonicalQuery.append(name: parameter.name, encodedValue: parameter.value)
            }
            return canonicalRequest(request.method, path, &canonicalQuery, headers, payload)
        }
        let stringToSign = stringToSign(for: canonical)
        let signature = try seal(stringToSign)

        parameters.append(("X-Amz-Signature", signature))
        request.path = Self.target(target, adding: parameters)
        return result(request, signature, headers, canonical, stringToSign)
    }

    // MARK: - Canonical request and string to sign

    private func canonicalRequest(
        _ method: HTTPRequest.Method, _ path: UnsafeBufferPointer<UInt8>, _ query: inout CanonicalQuery,
        _ headers: CanonicalHeaders, _ payload: PayloadHash
    ) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(256 + path.count * 3 + headers.lines.count + headers.names.count)
        text.append(method.rawValue)
        text.append(UInt8(ascii: "\n"))
        CanonicalPath.append(path, rules: rules, to: &text)
        text.append(UInt8(ascii: "\n"))
        query.append(to: &text)
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: headers.lines)
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: headers.names)
        text.append(UInt8(ascii: "\n"))
        text.append(payload.value)
        return text
    }

    private func stringToSign(for canonicalRequest: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        text.append(algorithm)
        text.append(UInt8(ascii: "\n"))
        text.append(time.timestamp)
        text.append(UInt8(ascii: "\n"))
        text.append(time.date)
        text.append(scopeSuffix)
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: SHA256.hexDigest(of: canonicalRequest))
        return text
    }

    private func result(
        _ request: HTTPRequest, _ signature: [UInt8], _ headers: CanonicalHeaders, _ canonicalRequest: [UInt8],
        _ stringToSign: [UInt8]
    ) -> SignedRequest {
        SignedRequest(
            request: request, signature: String(decoding: signature, as: UTF8.self),
            signedHeaders: String(decoding: headers.names, as: UTF8.self), scope: scope, time: time,
            canonicalRequestBytes: canonicalRequest, stringToSignBytes: stringToSign)
    }

    // MARK: - Validation and headers

    private func validate(_ request: HTTPRequest) throws(SigningError) {
        try credentials.validate()
        guard request.headerFields.count <= Self.maximumHeaderFields else {
            throw .tooManyHeaders(request.headerFields.count)
        }
        for field in request.headerFields {
            switch field.name.canonicalName {
            case "authorization", "x-amz-date", "x-amz-security-token", "x-amz-region-set":
                throw .reservedHeader(field.name.rawName)
            default: continue
            }
        }
    }

    /// Determines the host to sign and sets it in the request.
    ///
    /// HTTP clients omit a scheme's default port from the `Host` header, so the signature and the request omit it too.
    private static func settleHost(of request: inout HTTPRequest) throws(SigningError) -> String {
        var host = request.authority ?? ""
        if let header = request.headerFields[.host] {
            guard host.isEmpty || host == header else { throw .conflictingHost(authority: host, header: header) }
            host = header
        }
        guard !host.isEmpty else { throw .missingHost }
        let defaultPort: String? =
            switch request.scheme {
            case "https": ":443"
            case "http": ":80"
            default: nil
            }
        if let defaultPort, host.hasSuffix(defaultPort), host.utf8.count > defaultPort.utf8.count {
            host.removeLast(defaultPort.count)
            if request.headerFields[.host] != nil { request.headerFields[.host] = host }
            request.authority = host
        }
        return host
    }

    private func addPayloadHash(_ payload: PayloadHash, to request: inout HTTPRequest) throws(SigningError) {
        if let existing = request.headerFields[.contentSHA256] {
            guard existing == payload.value else {
                throw .conflictingPayloadHash(header: existing, payload: payload.value)
            }
        } else if rules.sendsPayloadHash || !payload.isHash {
            // A word in place of a hash has to be sent, or the service cannot verify the signature.
            request.headerFields.append(HTTPField(name: .contentSHA256, value: payload.value))
        }
    }

    private static func split(
        _ target: UnsafeBufferPointer<UInt8>
    ) -> (path: UnsafeBufferPointer<UInt8>, query: UnsafeBufferPointer<UInt8>) {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else {
            return (target, UnsafeBufferPointer(start: nil, count: 0))
        }
        return (
            UnsafeBufferPointer(rebasing: target[..<mark]), UnsafeBufferPointer(rebasing: target[(mark + 1)...])
        )
    }

    /// The path and query to send: `target` unchanged, followed by parameters that are already encoded.
    private static func target(_ target: [UInt8], adding parameters: [(name: String, value: [UInt8])]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(target.count + 512)
        output.append(contentsOf: target)
        if output.isEmpty { output.append(UInt8(ascii: "/")) }
        var hasQuery = output.contains(UInt8(ascii: "?"))
        for (name, value) in parameters {
            if !hasQuery {
                output.append(UInt8(ascii: "?"))
            } else if output.last != UInt8(ascii: "?") {
                output.append(UInt8(ascii: "&"))
            }
            hasQuery = true
            output.append(name)
            output.append(UInt8(ascii: "="))
            output.append(contentsOf: value)
        }
        return String(decoding: output, as: UTF8.self)
    }
}

extension HTTPField.Name {
    // Every name below is a valid token, so the initializer never returns nil.
    static let host = HTTPField.Name("Host")!
    static let amzDate = HTTPField.Name("X-Amz-Date")!
    static let securityToken = HTTPField.Name("X-Amz-Security-Token")!
    static let regionSet = HTTPField.Name("X-Amz-Region-Set")!
    static let contentSHA256 = HTTPField.Name("x-amz-content-sha256")!
    static let decodedContentLength = HTTPField.Name("x-amz-decoded-content-length")!
    static let amzTrailer = HTTPField.Name("x-amz-trailer")!
}
