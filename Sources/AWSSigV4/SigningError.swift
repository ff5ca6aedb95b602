/// Why a request could not be signed. No case carries a secret.
public enum SigningError: Error, Sendable, Hashable {
    /// A part of ``AWSCredentials``.
    public enum CredentialPart: String, Sendable, Hashable {
        /// ``AWSCredentials/accessKeyID``.
        case accessKeyID = "access key identifier"
        /// ``AWSCredentials/secretAccessKey``.
        case secretAccessKey = "secret access key"
        /// ``AWSCredentials/sessionToken``.
        case sessionToken = "session token"
    }

    /// The request carries a header that only the signer may set.
    case reservedHeader(String)
    /// The request's query carries a parameter that only the signer may set.
    case reservedQueryParameter(String)
    /// The request names no host: neither an authority nor a `Host` header.
    case missingHost
    /// The authority and the `Host` header disagree.
    case conflictingHost(authority: String, header: String)
    /// The request carries an `x-amz-content-sha256` header that is not the payload's hash.
    case conflictingPayloadHash(header: String, payload: String)
    /// The request carries a `Content-Length` other than the encoded stream's.
    case conflictingContentLength(header: String, encoded: Int)
    /// The request has more header fields than can be sent.
    case tooManyHeaders(Int)
    /// A part of the credentials is empty, or holds a space, a control or a non-ASCII character.
    case malformedCredentials(CredentialPart)
    /// The region, the service or a region set is empty or holds a character that cannot stand in a scope.
    case malformedScope(part: String, value: String)
    /// A presigned request was to live for a time outside 1 to 604,800 seconds (7 days).
    case expiryOutOfRange(seconds: Int)
    /// A streamed payload's length is negative or its chunk size is under the allowed minimum.
    case malformedStream(decodedLength: Int, chunkSize: Int)
    /// A stream ended with another number of bytes than it was signed for.
    case streamLength(declared: Int, got: Int)
    /// A stream's trailers are not the ones that were declared when it was signed.
    case streamTrailers(declared: [String], got: [String])
    /// A trailer's value has another length than was declared when the stream was signed.
    case streamTrailerLength(name: String, declared: Int, got: Int)
    /// Bytes were added to a stream that has already ended.
    case streamFinished
    /// SigV4a alone: no key could be derived from the credentials, or the system gave no randomness to sign with.
    case keyDerivationFailed
}

extension SigningError: CustomStringConvertible {
    /// What was got, what was expected, and what to do.
    public var description: String {
        switch self {
        case .reservedHeader(let name):
            "the request already carries the header \(name), which the signer sets: remove it before signing"
        case .reservedQueryParameter(let name):
            "the request's query already carries \(name), a parameter which the signer sets: remove it before signing"
                + " (is this URL presigned already?)"
        case .missingHost:
            "the request names no host: set its authority, for example \"sts.eu-west-1.amazonaws.com\""
        case .conflictingHost(let authority, _):
            "the request's authority is \"\(authority)\" but its Host header says otherwise: remove the header"
        case .conflictingPayloadHash(_, let payload):
            "the header x-amz-content-sha256 says something else than the payload to sign, which is \"\(payload)\":"
                + " remove the header, or sign with the payload that it names"
        case .conflictingContentLength(_, let encoded):
            "the header Content-Length says otherwise than the encoded stream, which has \(encoded) bytes: remove the header"
        case .tooManyHeaders(let count):
            "the request has \(count) header fields; at most \(RequestAssembly.maximumHeaderFields) can be signed"
        case .malformedCredentials(let part):
            "the \(part.rawValue) is empty or holds a space, a line ending, a control or a non-ASCII character:"
                + " check that it was copied without its line ending"
        case .malformedScope(let part, let value):
            "the \(part), a text of \(value.count) characters, cannot be signed for: expected visible ASCII characters without \"/\""
        case .expiryOutOfRange(let seconds):
            "a presigned request cannot be valid for \(seconds) seconds: expected 1 to 604800 (7 days)"
        case .malformedStream(let decodedLength, let chunkSize):
            "a stream of \(decodedLength) bytes in chunks of \(chunkSize) cannot be signed: expected a length of 0 to"
                + " \(StreamingPayload.maximumLength) and chunks of \(StreamingPayload.minimumChunkSize) bytes or more"
        case .streamLength(let declared, let got):
            "the stream was signed for \(declared) bytes but was given \(got)"
        case .streamTrailers(let declared, let got):
            "the stream was signed for the trailers \(declared) but ends with \(got)"
        case .streamTrailerLength(let name, let declared, let got):
            "the trailer \(name) was declared with a value of \(declared) bytes but has one of \(got)"
        case .streamFinished:
            "the stream has ended: nothing can be added to it"
        case .keyDerivationFailed:
            "no SigV4a signature could be made with these credentials: try again, or use another access key"
        }
    }
}
