import Diagnostics
import Models
import Storage

/// The description of an import: `{"s3": "s3://BUCKET/KEY"}`.
struct ImportRequest: Sendable, Hashable {
    /// The object.
    let object: ObjectReference
    /// The format of the object's text; `nil` to take it from the object.
    let format: RowFormat?
    /// A Boolean value that indicates whether the same content of the object is loaded once.
    let isOnce: Bool

    private static let expected =
        "\"s3://BUCKET/KEY\" or an object with \"bucket\" and \"key\", of a key without the segments . and .."

    /// Reads the description.
    ///
    /// - Throws: ``APIError``.
    // Inlined into an asynchronous function, typed errors can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    init(_ json: JSONValue) throws(APIError) {
        var items = ErrorList<APIError.Item>()
        var object: ObjectReference?
        var format: RowFormat?
        var isOnce = false
        if let document = JSONObject(
            json, at: "", known: ["s3", "format", "once"], example: #"{"s3": "s3://BUCKET/KEY"}"#, items: &items)
        {
            if let value = document.required("s3", expected: Self.expected, items: &items) {
                object = Self.object(value, &items)
            }
            if let value = document["format"] {
                if case .string(let text) = value, let known = RowFormat(rawValue: text) {
                    format = known
                } else {
                    items.append(.shape(at: "/format", got: value, expected: "json, ndjson or csv"))
                }
            }
            if let value = document["once"] {
                if case .bool(let truth) = value {
                    isOnce = truth
                } else {
                    items.append(.shape(at: "/once", got: value, expected: "true or false"))
                }
            }
        }
        guard items.isEmpty, let object else {
            let first = items.all.first
            throw APIError(
                .invalidImport, (first?.detail ?? "") + NearestName.hint(first?.nearest), items: items.all)
        }
        self.object = object
        self.format = format
        self.isOnce = isOnce
    }

    private static func object(_ value: JSONValue, _ items: inout ErrorList<APIError.Item>) -> ObjectReference? {
        var found: ObjectReference?
        switch value {
        case .string(let url): found = ObjectReference(url: url)
        case .object:
            let known = ["bucket", "key", "region", "version"]
            guard let place = JSONObject(value, at: "/s3", known: known, items: &items) else { return nil }
            var texts: [String: String] = [:]
            for name in known {
                switch place[name] {
                case .string(let text)?: texts[name] = text
                case nil: break
                case let other?:
                    items.append(.shape(at: place.pointer(to: name), got: other, expected: "a string"))
                }
            }
            guard items.isEmpty else { return nil }
            found = ObjectReference(
                bucket: texts["bucket"] ?? "", key: texts["key"] ?? "", region: texts["region"],
                version: texts["version"])
        default: break
        }
        if found == nil { items.append(.shape(at: "/s3", got: value, expected: expected)) }
        return found
    }

    /// Returns the format of the object's text.
    ///
    /// - Throws: ``APIError`` if neither the client, nor the object's content type, nor its key tells it.
    @inline(never)
    func format(of part: ObjectPart) throws(APIError) -> BodyFormat {
        if let format { return BodyFormat(format) }
        if let type = part.contentType.flatMap({ MediaRange($0) })?.essence, let format = BodyFormat(essence: type) {
            return format
        }
        var name = object.key.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        for (ending, format) in Self.endings where name.hasSuffix(ending) { return format }
        throw APIError(
            .invalidImport,
            "neither the object's content type nor its key tells its format; add \"format\": json, ndjson or csv")
    }

    private static let endings: [(String, BodyFormat)] = [
        (".csv", .csv), (".ndjson", .ndjson), (".jsonl", .ndjson), (".json", .json),
    ]
}

extension BodyFormat {
    fileprivate init(_ format: RowFormat) {
        self =
            switch format {
            case .json: .json
            case .ndjson: .ndjson
            case .csv: .csv
            }
    }
}
