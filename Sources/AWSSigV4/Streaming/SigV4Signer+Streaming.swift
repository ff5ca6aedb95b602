public import HTTPTypes

extension SigV4Signer {
    /// Signs a request whose body is signed chunk by chunk while it is sent.
    ///
    /// In addition to the headers of ``sign(_:payload:with:at:)``, the request gets `Content-Encoding: aws-chunked`
    /// (before any coding it has), `x-amz-decoded-content-length`, `x-amz-trailer` if trailers are planned, and
    /// `Content-Length`, which is signed only if the caller set it.
    /// - Parameters:
    ///   - request: The request without its body.
    ///   - payload: The plan of the body.
    ///   - credentials: The credentials to sign with.
    ///   - time: The time of the signature; the current time by default.
    /// - Returns: The signed head and the encoder of the body.
    /// - Throws: ``SigningError`` as for ``sign(_:payload:with:at:)``, and for a `Content-Length` other than
    ///   ``StreamingPayload/encodedLength``.
    public func sign(
        _ request: HTTPRequest, streaming payload: StreamingPayload, with credentials: AWSCredentials,
        at time: SigningTime = .now()
    ) throws(SigningError) -> SignedStream {
        var request = request
        let length = String(payload.encodedLength)
        if let header = request.headerFields[.contentLength], header != length {
            throw .conflictingContentLength(header: header, encoded: payload.encodedLength)
        }
        if let coding = request.headerFields[.contentEncoding] {
            let codings = coding.split(separator: ",").map { $0.filter { $0 != " " }.lowercased() }
            if !codings.contains("aws-chunked") {
                request.headerFields[.contentEncoding] = "aws-chunked," + coding
            }
        } else {
            request.headerFields[.contentEncoding] = "aws-chunked"
        }
        request.headerFields[.decodedContentLength] = String(payload.decodedLength)
        if !payload.trailers.isEmpty {
            request.headerFields[.amzTrailer] = payload.trailers.map(\.name.canonicalName).joined(separator: ",")
        }
        let head = try sign(request, payload: payload.hash, with: credentials, at: time)
        var sent = head.request
        sent.headerFields[.contentLength] = length
        return SignedStream(
            head: head.replacing(request: sent),
            body: ChunkSigner(payload: payload, head: head, key: signingKey(credentials, time)))
    }
}
