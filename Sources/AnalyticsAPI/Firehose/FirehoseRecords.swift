import Diagnostics
import Models

/// Reads the rows out of a batch of Amazon Data Firehose as its bytes arrive:
/// `{"requestId": "…", "timestamp": 1767225600000, "records": [{"data": "<base64>"}]}`.
///
/// The contents of `data` are decoded at once, and each record ends with a line feed. All other bytes are kept, without those
/// contents, and parsed strictly at the end, so that memory does not grow with the data. Source: "Understand HTTP endpoint
/// delivery request and response specifications" of the Amazon Data Firehose Developer Guide.
struct FirehoseRecords {
    /// The maximum size of the batch without the contents of records, in bytes: 10,000 records take less than a quarter.
    static let frameBytes = 1 << 20

    private let requestID: String
    private var frame: [UInt8] = []
    private var base64 = Base64Decoder()
    private var state = State.between
    private var depth = 0
    /// A Boolean value that indicates whether the open array is that of the records.
    private var isInRecords = false
    /// A Boolean value that indicates whether a member's value is next.
    private var isAfterColon = false
    /// The place in ``frame`` at which the open string began.
    private var stringStart = 0
    /// The last string that may be a member's name.
    private var name: [UInt8] = []
    /// The records so far.
    private var count = 0

    private enum State {
        /// Outside of strings.
        case between
        /// In a string that is kept.
        case string
        /// Behind a backslash in such a string.
        case escape
        /// In the contents of a record.
        case data
        /// Behind a backslash in the contents of a record.
        case dataEscape
    }

    /// Creates a reader.
    ///
    /// - Parameter requestID: The request's id in its header, which the batch must repeat.
    init(requestID: String) { self.requestID = requestID }

    /// Reads the next bytes of the batch.
    ///
    /// - Returns: The bytes of rows in them.
    /// - Throws: ``APIError`` if a record is not base64, or the rest of the batch is too large.
    // Inlined into an asynchronous function, typed errors can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    mutating func consume(_ bytes: some Sequence<UInt8>) throws(APIError) -> [UInt8] {
        var output: [UInt8] = []
        for byte in bytes { try read(byte, into: &output) }
        guard frame.count <= Self.frameBytes else {
            throw APIError(
                .contentTooLarge,
                "got more than \(Self.frameBytes) bytes besides the data of records, expected at most 10,000 records")
        }
        return output
    }

    private mutating func read(_ byte: UInt8, into output: inout [UInt8]) throws(APIError) {
        switch state {
        case .between:
            frame.append(byte)
            readStructure(byte)
        case .string:
            frame.append(byte)
            if byte == UInt8(ascii: "\\") { state = .escape }
            if byte == UInt8(ascii: "\"") {
                state = .between
                if !isAfterColon { name = Array(frame[stringStart..<frame.count - 1].prefix(16)) }
            }
        case .escape:
            frame.append(byte)
            state = .string
        case .data:
            switch byte {
            case UInt8(ascii: "\""): try endRecord(into: &output)
            case UInt8(ascii: "\\"): state = .dataEscape
            default: guard base64.add(byte, to: &output) else { throw notBase64 }
            }
        case .dataEscape:
            // Some writers of JSON escape the slash, the one character of base64 that they may.
            guard byte == UInt8(ascii: "/"), base64.add(byte, to: &output) else { throw notBase64 }
            state = .data
        }
    }

    private mutating func readStructure(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""):
            let isData = isAfterColon && isInRecords && depth == 3 && name.elementsEqual("data".utf8)
            state = isData ? .data : .string
            stringStart = frame.count
        case UInt8(ascii: ":"): isAfterColon = true
        case UInt8(ascii: ","): isAfterColon = false
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            if depth == 1 {
                isInRecords = byte == UInt8(ascii: "[") && isAfterColon && name.elementsEqual("records".utf8)
            }
            depth += 1
            isAfterColon = false
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
    }

    private mutating func endRecord(into output: inout [UInt8]) throws(APIError) {
        guard base64.finish() else { throw notBase64 }
        frame.append(UInt8(ascii: "\""))
        state = .between
        count += 1
        // A record's last row may lack its line end; an empty line is no row.
        output.append(0x0A)
    }

    private var notBase64: APIError {
        APIError(.invalidJSON, "the data of record \(count + 1) is not base64 with padding (RFC 4648, section 4)")
    }

    /// Ends the batch.
    ///
    /// - Throws: ``APIError`` if the batch has another form, or another request's id.
    @inline(never)
    func finish() throws(APIError) {
        let batch = try RequestDocument.parse(frame)
        guard case .object = batch else { throw Self.shape("the batch", batch, expected: "an object") }
        guard case .string(let id)? = batch["requestId"] else {
            throw Self.shape("requestId", batch["requestId"], expected: "a string")
        }
        guard id == requestID else {
            throw APIError(
                .invalidJSON,
                "requestId: got \(id.quotedForMessage), expected the id in X-Amz-Firehose-Request-Id, \(requestID.quotedForMessage)"
            )
        }
        guard case .number(let time)? = batch["timestamp"], Int64(time) != nil else {
            throw Self.shape("timestamp", batch["timestamp"], expected: "a whole number of milliseconds")
        }
        guard case .array(let records)? = batch["records"] else {
            throw Self.shape("records", batch["records"], expected: "an array of objects with \"data\"")
        }
        for (index, record) in records.enumerated() where record["data"] != .string("") {
            throw Self.shape("record \(index + 1)", record, expected: "an object with \"data\" as base64")
        }
        guard records.count == count else { throw Self.shape("records", nil, expected: "one array") }
    }

    private static func shape(_ place: String, _ got: JSONValue?, expected: String) -> APIError {
        APIError(.invalidJSON, "\(place): got \(got?.kind ?? "nothing"), expected \(expected)")
    }
}
