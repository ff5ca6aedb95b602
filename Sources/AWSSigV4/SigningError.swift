/// An error of signing. No case carries a secret.
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

    /// The request has a header that only the signer may set.
    case reservedHeader(String)
    /// The request's query has a parameter that only the signer may set.
    case reservedQueryParameter(String)
    /// The request has neither an authority nor a `Host` header.
    case missingHost
    /// The authority and the `Host` header disagree.
    case conflictingHost(authority: String, header: String)
    /// The request's `x-amz-content-sha256` header is not the payload's hash.
    case conflictingPayloadHash(header: String, payload: String)
    /// The request's `Content-Length` is not the encoded stream's length.
    case conflictingContentLength(header: String, encoded: Int)
    /// The request has more header fields than can be signed.
    case tooManyHeaders(Int)
    /// A part of the credentials is empty or contains a space, a control or a non-ASCII character.
    case malformedCredentials(CredentialPart)
    /// The region, the service or a region set is empty or contains a character that a scope does not allow.
    case malformedScope(part: String, value: String)
    /// A presigned request's validity is outside 1 to 604,800 seconds (7 days).
    case expiryOutOfRange(seconds: Int)
    /// A streamed payload's length is negative or its chunk size is under the allowed minimum.
    case malformedStream(decodedLength: Int, chunkSize: Int)
    /// A stream's length differs from the signed length.
    case streamLength(declared: Int, got: Int)
    /// A stream's trailers differ from the trailers declared when it was signed.
    case streamTrailers(declared: [String], got: [String])
    /// The length of a trailer's value differs from the length declared when the stream was signed.
    case streamTrailerLength(name: String, declared: Int, got: Int)
    /// Bytes were added to a stream that has ended.
    case streamFinished
    /// SigV4a only: no key could be derived from the credentials, or the system's random number generator failed.
    case keyDerivationFailed
}

extension SigningError: CustomStringConvertible {
    /// A message with the received value, the expected value and the remedy.
    public var description: String {
        switch self {
        case .reservedHeader(let name):
            "the request already has the header \(name), which the signer sets: remove it before signing"
        case .reservedQueryParameter(let name):
            "the request's query already has the parameter \(name), which the signer sets: remove it before signing"
                + " (the URL may be presigned already)"
        case .missingHost:
            "the request has no host: set its authority, for example \"sts.eu-west-1.amazonaws.com\""
        case .conflictingHost(let authority, _):
            "the request's authority is \"\(authority)\" but its Host header differs: remove the header"
        case .conflictingPayloadHash(_, let payload):
            "the header x-amz-content-sha256 differs from the payload to sign, \"\(payload)\": remove the header, or sign"
                + " with its value as the payload"
        case .conflictingContentLength(_, let encoded):
            "the header Content-Length differs from the encoded stream's length, \(encoded) bytes: remove the header"
        case .tooManyHeaders(let count):
            "the request has \(count) header fields; at most \(RequestAssembly.maximumHeaderFields) can be signed"
        case .malformedCredentials(let part):
            "the \(part.rawValue) is empty or contains a space, a line ending, a control or a non-ASCII character:"
                + " check that it was copied without its line ending"
        case .malformedScope(let part, let value):
            "the \(part), a text of \(value.count) characters, is not valid in a scope: expected visible ASCII characters without \"/\""
        case .expiryOutOfRange(let seconds):
            "a presigned request cannot be valid for \(seconds) seconds: expected 1 to 604800 (7 days)"
        case .malformedStream(let decodedLength, let chunkSize):
            "a stream of \(decodedLength) bytes in chunks of \(chunkSize) cannot be signed: expected a length of 0 to"
                + " \(StreamingPayload.maximumLength) and chunks of \(StreamingPayload.minimumChunkSize) bytes or more"
        case .streamLength(let declared, let got):
            "the stream was signed for \(declared) bytes but got \(got)"
        case .streamTrailers(let declared, let got):
            "the stream was signed for the trailers \(declared) but ends with \(got)"
        case .streamTrailerLength(let name, let declared, let got):
            "the trailer \(name) was declared with a value of \(declared) bytes but got \(got)"
        case .streamFinished:
            "the stream has ended: append bytes before finishing it"
        case .keyDerivationFailed:
            "SigV4a could not sign with these credentials: try again, or use another access key"
        }
    }
}
