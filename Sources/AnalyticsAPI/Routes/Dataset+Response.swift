import Basics
import Diagnostics
import Hummingbird
import Models
import NIOCore
import Storage

extension Dataset {
    /// The entity tag of the dataset and its rows. It changes with every committed change.
    var tag: EntityTag { EntityTag(isWeak: false, opaque: "\(String(id, radix: 36))-\(dataVersion)") }
}

extension DatasetView {
    /// Writes the dataset as a JSON object. The number and the size of all rows are left out if some of them do not exist for the
    /// client.
    func write(into json: inout JSONWriter) {
        json.beginObject()
        writeMembers(into: &json)
        json.endObject()
    }

    /// Writes the members of the dataset's JSON object.
    func writeMembers(into json: inout JSONWriter) {
        definition.writeMembers(into: &json)
        if !isFiltered { json.field("rowCount", dataset.rowCount) }
        json.field("dataVersion", dataset.dataVersion)
        if !isFiltered, let sizeBytes = dataset.sizeBytes { json.field("sizeBytes", sizeBytes) }
        if dataset.definitionVersion > 0 { json.field("definitionVersion", dataset.definitionVersion) }
        json.field("createdAt", dataset.createdAt.description)
    }
}

extension DatasetDefinition {
    /// Writes the members of the definition's JSON object, from which the same dataset can be created.
    func writeMembers(into json: inout JSONWriter) {
        json.field("name", name.rawValue)
        json.key("columns")
        json.beginArray()
        for column in columns {
            json.beginObject()
            json.field("name", column.name.rawValue)
            json.field("type", column.type.rawValue)
            json.field("nullable", column.nullable)
            if let use = column.use { json.field("index", use.rawValue) }
            if let label = column.label { json.field("label", label) }
            if let unit = column.unit { json.field("unit", unit) }
            if let description = column.description { json.field("description", description) }
            json.field("formerNames", column.formerNames)
            if let lookup = column.lookup { json.field("lookup", lookup.rawValue) }
            json.endObject()
        }
        json.endArray()
        if let timeColumn { json.field("timeColumn", timeColumn.rawValue) }
        if let partitioning { json.field("partitionBy", partitioning.rawValue) }
        json.field("key", key)
        guard let retention else { return }
        json.key("retention")
        json.beginObject()
        json.field("keep", retention.description)
        json.endObject()
    }
}

extension JSONWriter {
    /// Writes a key and an array of names; nothing if there are none.
    fileprivate mutating func field(_ name: String, _ names: [Identifier]) {
        guard !names.isEmpty else { return }
        key(name)
        beginArray()
        for name in names { string(name.rawValue) }
        endArray()
    }
}

extension Response {
    /// Creates a response with a small JSON document.
    init(status: HTTPResponse.Status = .ok, json: JSONWriter) {
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json.bytes + [0x0A])))
    }

    /// Creates a response that describes a dataset.
    init(_ dataset: DatasetView, status: HTTPResponse.Status) {
        var json = JSONWriter()
        dataset.write(into: &json)
        self.init(status: status, json: json)
        headers[.eTag] = dataset.tag.text
        headers[.cacheControl] = "no-cache"
        headers[.weirConsistency] = DatasetVersion(dataset.dataset).token
    }

    /// Returns a 304: the client's copy is current.
    static func notModified(_ tag: EntityTag) -> Response {
        Response(status: .notModified, headers: [.eTag: tag.text, .cacheControl: "no-cache"])
    }
}

extension Request {
    /// Evaluates the preconditions of a read (RFC 9110, section 13.2.2). Returns `true` if the client already has the
    /// representation with this tag, so that the answer is 304.
    ///
    /// - Throws: ``APIError`` if `If-Match` lists only other tags.
    func isSatisfied(by tag: EntityTag) throws(APIError) -> Bool {
        if let ifMatch = headers[.ifMatch], let tags = try EntityTag.list(ifMatch, header: "If-Match"),
            // The strong comparison, in which a weak tag never matches (section 8.8.3.2).
            !tags.contains(where: { $0 == tag && !tag.isWeak })
        {
            throw .precondition(ifMatch, "its ETag is \(tag.text)", tag)
        }
        // The weak comparison (section 13.1.2).
        guard let text = headers[.ifNoneMatch] else { return false }
        guard let tags = try EntityTag.list(text, header: "If-None-Match") else { return true }
        return tags.contains { $0.opaque == tag.opaque }
    }
}

extension APIError {
    /// An `If-Match` that does not list the current tag.
    static func precondition(_ got: String, _ state: String, _ tag: EntityTag) -> APIError {
        APIError(
            .preconditionFailed, "If-Match: got \(got.quotedForMessage), but \(state); read it again, then repeat",
            headers: [.eTag: tag.text])
    }
}

extension APIContext {
    /// The dataset's name in the path, or the error of a text that is no name.
    var dataset: Result<Identifier, APIError> {
        Result { () throws(APIError) in try datasetName() }
    }

    private func datasetName() throws(APIError) -> Identifier {
        let sent = parameters.get("dataset") ?? ""
        let text = PercentEncoding.decode(sent) ?? sent
        guard text != Identifier.queryLog.rawValue else { return .queryLog }
        do {
            return try Identifier(text)
        } catch {
            throw APIError(
                .datasetNotFound,
                "there is no dataset \(text.quotedForMessage): a name is \(IdentifierError.expected)"
                    + (error.nearest.map { ", such as \"\($0)\"" } ?? ""))
        }
    }
}
