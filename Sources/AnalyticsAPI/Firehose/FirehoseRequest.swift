import Diagnostics
import HTTPTypes
import Models

/// The header fields of a request of Amazon Data Firehose.
struct FirehoseRequest: Sendable, Hashable {
    /// The common attributes that the server evaluates: the parameters of the stream's destination.
    enum Attribute: String, CaseIterable, Sendable {
        /// The treatment of invalid rows; see ``RowHandling``.
        case handling
        /// The treatment of rows with the keys of other ones; see ``KeyResolution``.
        case resolution
    }

    /// The id of the request, the same for its retries.
    let requestID: String
    /// The ARN of the stream; empty if the request has none.
    let source: String
    /// The treatment of invalid rows.
    let handling: RowHandling
    /// The treatment of rows with the keys of other ones; `nil` if the stream states none.
    let resolution: KeyResolution?

    /// Reads the header.
    ///
    /// - Throws: ``APIError`` if the request's id is missing, or the server cannot read a field.
    // Inlined into an asynchronous function, typed errors can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    init(_ headers: HTTPFields) throws(APIError) {
        guard let id = headers[.firehoseRequestID], !id.isEmpty else {
            throw APIError(
                .invalidHeader,
                "X-Amz-Firehose-Request-Id is missing, expected the id that Amazon Data Firehose sends; other clients write rows with POST …/rows"
            )
        }
        requestID = try Self.visible("X-Amz-Firehose-Request-Id", id, most: 128)
        source = try Self.visible("X-Amz-Firehose-Source-Arn", headers[.firehoseSource] ?? "", most: 512)
        let attributes = try Self.attributes(headers[.firehoseAttributes])
        handling = try Self.choice(.handling, of: RowHandling.self, in: attributes) ?? .strict
        resolution = try Self.choice(.resolution, of: KeyResolution.self, in: attributes)
    }

    /// The idempotency key within those of the client. Its spaces keep it apart from the keys that clients choose.
    var recordKey: String { "firehose \(source) \(requestID)" }

    /// Returns the request's id for the answer to a request that may have no valid one.
    static func requestID(_ headers: HTTPFields) -> String? {
        headers[.firehoseRequestID].flatMap { try? visible("", $0, most: 128) }
    }

    private static func visible(_ name: String, _ text: String, most: Int) throws(APIError) -> String {
        // The id of a request is logged and repeated.
        guard text.utf8.count <= most, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !CredentialText.isIn(text)
        else {
            throw APIError(
                .invalidHeader,
                "\(name): got \(text.quotedForMessage), expected at most \(most) visible ASCII characters and no credential"
            )
        }
        return text
    }

    /// Returns the attributes that the server evaluates. All others are ignored: they may be meant for another destination.
    private static func attributes(_ text: String?) throws(APIError) -> [JSONMember] {
        guard let text, !text.isEmpty else { return [] }
        let json = try? JSONValue(parsing: text)
        guard case .object(let members)? = json?["commonAttributes"] else {
            throw APIError(
                .invalidHeader,
                "X-Amz-Firehose-Common-Attributes: got \(text.quotedForMessage), expected JSON with the object \"commonAttributes\""
            )
        }
        return members
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ attribute: Attribute, of _: Choice.Type, in members: [JSONMember]
    ) throws(APIError) -> Choice? where Choice.RawValue == String {
        guard let value = members.first(where: { $0.key == attribute.rawValue })?.value else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            var got = value.kind
            if case .string(let text) = value { got = text.quotedForMessage }
            throw APIError(
                .invalidHeader,
                "X-Amz-Firehose-Common-Attributes: got \(got) for \"\(attribute.rawValue)\", expected "
                    + Choice.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return choice
    }
}
