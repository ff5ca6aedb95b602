internal import Crypto
public import HTTPTypes

/// Encodes a body's bytes as signed chunks.
///
/// Append the body in pieces of any size, send the returned bytes, and call ``finish(trailers:)``:
///
/// ```swift
/// var body = stream.body
/// for try await piece in file { try await send(body.append(piece)) }
/// try await send(body.finish())
/// ```
///
/// Each chunk's signature depends on the previous one, so a copy of the value is a separate stream. Source:
/// "Signature calculations for the authorization header: transferring payload in multiple chunks", S3 API Reference.
public struct ChunkSigner: Sendable {
    /// The plan of the body.
    public let payload: StreamingPayload

    private let timestamp: String
    private let scope: String
    private let key: HMAC<SHA256>
    private var previousSignature: [UInt8]
    private var pending: [UInt8] = []
    private var received = 0
    private var isFinished = false

    static let signaturePrefix = ";chunk-signature="
    static let trailerSignaturePrefix = "x-amz-trailer-signature:"

    init(payload: StreamingPayload, head: SignedRequest, key: HMAC<SHA256>) {
        self.payload = payload
        self.timestamp = head.time.timestamp
        self.scope = head.scope
        self.key = key
        self.previousSignature = Array(head.signature.utf8)
    }

    /// Appends the next bytes of the body.
    /// - Parameter bytes: Any number of bytes. Bytes that do not fill a chunk are buffered.
    /// - Returns: The bytes to send now, empty if no chunk is full yet.
    /// - Throws: ``SigningError`` if the body exceeds its signed length or has ended.
    public mutating func append(_ bytes: some Collection<UInt8>) throws(SigningError) -> [UInt8] {
        guard !isFinished else { throw .streamFinished }
        let total = received + bytes.count
        guard total <= payload.decodedLength else {
            throw .streamLength(declared: payload.decodedLength, got: total)
        }
        received = total
        pending.append(contentsOf: bytes)
        var output: [UInt8] = []
        var start = 0
        while pending.count - start >= payload.chunkSize {
            appendChunk(pending[start..<start + payload.chunkSize], to: &output)
            start += payload.chunkSize
        }
        pending.removeFirst(start)
        return output
    }

    /// Ends the body.
    /// - Parameter trailers: The declared trailers with their values.
    /// - Returns: The last bytes to send.
    /// - Throws: ``SigningError`` if the body is shorter than its signed length, if the trailers differ from the declared
    ///   ones, or if the body has ended already.
    public mutating func finish(trailers: HTTPFields = HTTPFields()) throws(SigningError) -> [UInt8] {
        guard !isFinished else { throw .streamFinished }
        guard received == payload.decodedLength else {
            throw .streamLength(declared: payload.decodedLength, got: received)
        }
        let values = try declaredValues(from: trailers)
        isFinished = true
        var output: [UInt8] = []
        if !pending.isEmpty { appendChunk(pending[...], to: &output) }
        pending = []
        appendChunk([], to: &output)
        appendTrailers(values, to: &output)
        output.append("\r\n")
        return output
    }

    private func declaredValues(from trailers: HTTPFields) throws(SigningError) -> [(name: String, value: String)] {
        let declared = payload.trailers.map(\.name.canonicalName)
        let got = trailers.map(\.name.canonicalName)
        guard declared.sorted() == got.sorted() else { throw .streamTrailers(declared: declared, got: got) }
        var values: [(name: String, value: String)] = []
        for trailer in payload.trailers {
            let value = trailers[trailer.name] ?? ""
            guard value.utf8.count == trailer.valueLength else {
                throw .streamTrailerLength(
                    name: trailer.name.canonicalName, declared: trailer.valueLength, got: value.utf8.count)
            }
            values.append((trailer.name.canonicalName, value))
        }
        return values
    }

    private mutating func appendChunk(_ data: ArraySlice<UInt8>, to output: inout [UInt8]) {
        output.append(String(data.count, radix: 16))
        if payload.integrity == .signedChunks {
            seal("AWS4-HMAC-SHA256-PAYLOAD", PayloadHash.empty.value.utf8, SHA256.hexDigest(of: data))
            output.append(Self.signaturePrefix)
            output.append(contentsOf: previousSignature)
        }
        output.append("\r\n")
        guard !data.isEmpty else { return }
        output.append(contentsOf: data)
        output.append("\r\n")
    }

    private mutating func appendTrailers(_ trailers: [(name: String, value: String)], to output: inout [UInt8]) {
        var canonical: [UInt8] = []
        for (name, value) in trailers {
            output.append(name + ":" + value + "\r\n")
            canonical.append(name + ":" + value + "\n")
        }
        guard payload.signsTrailers else { return }
        seal("AWS4-HMAC-SHA256-TRAILER", nil, SHA256.hexDigest(of: canonical))
        output.append(Self.trailerSignaturePrefix)
        output.append(contentsOf: previousSignature)
        output.append("\r\n")
    }

    /// Replaces the previous signature with the chain's next one.
    private mutating func seal(_ algorithm: String, _ headersHash: String.UTF8View?, _ hash: [UInt8]) {
        var text: [UInt8] = []
        text.reserveCapacity(320)
        text.append(algorithm + "\n" + timestamp + "\n" + scope + "\n")
        text.append(contentsOf: previousSignature)
        text.append(UInt8(ascii: "\n"))
        if let headersHash {
            text.append(contentsOf: headersHash)
            text.append(UInt8(ascii: "\n"))
        }
        text.append(contentsOf: hash)
        previousSignature = key.hexCode(for: text)
    }
}

extension ChunkSigner: CustomStringConvertible, CustomReflectable {
    /// The stream's progress, without the key.
    public var description: String { "ChunkSigner(\(received) of \(payload.decodedLength) bytes)" }

    /// A mirror of the parts that ``description`` shows.
    public var customMirror: Mirror {
        Mirror(self, children: ["received": received, "decodedLength": payload.decodedLength], displayStyle: .struct)
    }
}
